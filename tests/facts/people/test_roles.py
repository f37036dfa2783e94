"""What sentences do, by the rules."""

from pathlib import Path

import pytest

from mortem.facts.roles import readings, role_of
from mortem.facts.speech import sentences

SENTENCES = Path(__file__).with_name("sentences.md")


def said(path: Path) -> list[tuple[str, str]]:
    """Heading and text of every bullet."""
    heading, found = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("- "):
            found.append((heading, line[2:]))
    return found


@pytest.mark.parametrize(("role", "text"), said(SENTENCES))
def test_role(role: str, text: str) -> None:
    assert (role_of(text) or "nothing") == role


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
        ("calling in @Cleo from the shop team", "shop team"),
        ("I called Eric from Development, he is joining.", "Development"),
        ("Paging Eric Mugisha from the platform team", "platform team"),
        ("paging @dba from my phone", "dba"),
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
