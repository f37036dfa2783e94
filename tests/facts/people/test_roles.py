"""What sentences do, by the rules."""

import pytest

from mortem.facts.roles import readings, role_of
from mortem.facts.speech import sentences

SAID = {
    "detected": [
        "Seeing a spike of 502s on the basket page.",
        "Is it just me or is the shop not loading?",
        "customers report that they cannot pay",
        "Pager went off: BasketErrors",
        "Restart did not help, still failing",
        "Confirmed, the basket is down for me too",
        "page won\u2019t load",
    ],
    "investigating": [
        "Acknowledged.",
        "On it.",
        "Checking the logs of the basket service.",
        "taking a look at the traces",
        "What changed in the last hour?",
    ],
    "assuming": [
        "This looks like a database connection problem.",
        "I suspect the payment provider.",
        "Is it the network?",
        "DNS again?",
        "Probably the CDN acting up",
        "My money is on the load balancer",
        "It might be the new release",
    ],
    "ruling out": [
        "Not the database: 17 of 60 connections used.",
        "I don't think it's the cache.",
        "It doesn't look like the network.",
        "Postgres ruled out, no lock waits",
        "The payment provider's status page is green",
        "Memory and CPU are normal on both hosts",
        "The database has nothing to do with it",
        "checked the provider: their API answers in 80 ms, so not them",
    ],
    "escalating": [
        "Escalating to the development team.",
        "paging @dba",
        "handing over to the payments team",
        "Looping in the platform team",
        "Pulling in the DBA on call",
        "Opened a case with AWS",
        "@payments can you take a look please",
        "Need someone from the DBA team",
    ],
    "fixing": [
        "Rolling back r51 now.",
        "rolled back to r41, errors are gone",
        "r43 is live on both instances.",
        "Killed the migration that held the lock.",
        "Trying a restart of the store all the same.",
        "Raised the pool size to 40",
    ],
    "confirming": [
        "errors are gone",
        "Error rate at 0 % for five minutes",
        "looks like it's recovered",
        "Site is healthy again",
        "All clear. Closing the incident.",
        "p95 is back to 200 ms",
        "Verified under the same load: the error ratio over the last 10 s is 0.0.",
    ],
    "": [
        "Releasing r42: gift wrapping in the basket.",
        "Deploy of v18 finished without errors",
        "Good morning",
        "Lunch?",
        "Should we roll back?",
        "Thanks all",
    ],
}


@pytest.mark.parametrize(
    ("role", "text"), [(role, text) for role, texts in SAID.items() for text in texts]
)
def test_role(role: str, text: str) -> None:
    assert role_of(text) == role


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Escalating to the development team.", "development team"),
        ("paging @dba", "dba"),
        ("handing over to the payments team for now", "payments team"),
        ("Looping in the platform team", "platform team"),
        ("Pulling the network team in", "network team"),
        ("Opened a case with AWS", "AWS"),
        ("I asked the DBAs for help", "DBAs"),
        ("Escalating.", ""),
    ],
)
def test_whom_it_is_escalated_to(text: str, to: str) -> None:
    (reading,) = [found for found in readings(text) if found.role == "escalating"]
    assert reading.to == to


@pytest.mark.parametrize(
    "text",
    ["No need to escalate.", "We can't rule out the network yet", "The status page is fine now"],
)
def test_what_is_neither_escalated_nor_ruled_out(text: str) -> None:
    assert not {found.role for found in readings(text)} & {"escalating", "ruling out"}


def test_a_message_may_do_several_things_each_with_its_sentence() -> None:
    text = "Errors are back. Not the database: 17 of 60 used. Escalating to development."
    found = {(reading.role, reading.quote) for reading in readings(text)}
    assert ("ruling out", "Not the database: 17 of 60 used.") in found
    assert ("escalating", "Escalating to development.") in found
    assert ("detected", "Errors are back.") in found


def test_sentences_keep_numbers_and_quotations_whole() -> None:
    text = "It took 24.5 ms. Trying a restart; 'no luck' so far.\nNext: r43.2 is out!"
    assert sentences(text) == [
        "It took 24.5 ms.",
        "Trying a restart",
        "'no luck' so far.",
        "Next: r43.2 is out!",
    ]
