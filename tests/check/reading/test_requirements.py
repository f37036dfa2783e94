"""Requirement by requirement: sentences that meet it, and sentences that only look as if they did."""

import pytest

from mortem.check.reading import read
from mortem.document import parse

FRAME = {
    "summary": "## Issue Summary\n\n{}\n\n## Timeline\n\n- 09:00 UTC: An alert fired.\n- 09:10 UTC: Two.\n- 09:20 UTC: Three.\n",
    "timeline": "## Issue Summary\n\nThe shop was down.\n\n## Timeline\n\n{}\n",
    "cause": "## Issue Summary\n\nThe shop was down.\n\n## Timeline\n\n- 09:00: An alert.\n\n## Root cause and resolution\n\n{}\n",
    "measures": "## Issue Summary\n\nThe shop was down.\n\n## Timeline\n\n- 09:00: An alert.\n\n## Corrective and preventative measures\n\n{}\n",
}


def is_met(requirement: str, text: str) -> bool:
    part = {"fix": "cause"}.get(requirement.partition("-")[0], requirement.partition("-")[0])
    return read(parse(FRAME[part].format(text))).requirements[requirement].met


MET = {
    "summary-start": [
        "From 9:00 AM to 10:00 AM UTC the shop was down.",
        "The outage began at 0900hrs.",
        "- Start: 14:30 (WAT)\n- End: 15:00 (WAT)",
        "On 3 May at about 14:45 GMT the site stopped responding.",
    ],
    "summary-end": [
        "The shop was down from 9:00 AM until noon.",
        "The outage began at 9:00 AM and was resolved by 10:30 AM.",
        "**Duration:** June 10, 08:00 AM - June 11, 10:00 AM (UTC-5)",
        "Start Time: May 3, 2024, 10:15 AM\nEnd Time: May 3, 2024, 1:45 PM",
    ],
    "summary-timezone": ["Down from 9:00 to 10:00 (Kigali Time).", "Down from 9:00 AM to 10:00 AM GMT+1."],
    "summary-duration": ["The shop was down for two and a half hours.", "A 50-minute outage hit the shop.", "Down 9:00 AM to 10:00 AM."],
    "summary-service": ["The checkout page was slow.", "Our login service returned errors.", "The MySQL database became unavailable."],
    "summary-experience": [
        "Users got error 502 on every page.",
        "Customers could not log in.",
        "Pages took long to load: slow response times all day.",
        "Visitors were unable to pay.",
    ],
    "summary-users-percent": [
        "75% of our users were affected.",
        "Approximately three quarters of customers met errors.",
        "All users were affected.",
        "Percentage of users affected: 40%",
        "The outage affected about 60 percent of the active users.",
    ],
    "summary-root-cause": [
        "The shop was down because a disk was full.",
        "The root cause was a typo in a config file.",
        "A memory leak in the worker made the server unresponsive.",
        "It was traced back to an expired certificate.",
    ],
    "timeline-detected-when": ["- 09:00 UTC: A customer complained.", "At 09:00 the monitoring raised an alert."],
    "timeline-detected-how": [
        "- 09:00: The issue was detected by our monitoring.",
        "- 09:00: An engineer noticed slow pages.",
        "- 09:00: Several customers called to complain.",
    ],
    "timeline-actions": ["- 09:10: The team checked the logs of the proxy.", "- 09:10: We restarted the database.", "- 09:10: Looked into the connection pool."],
    "timeline-assumption": ["- 09:10: We suspected the database.", "- 09:10: The first theory was a DDoS attack.", "- 09:10: Assumed server overload."],
    "timeline-misleading": [
        "- 09:20: The database was ruled out.",
        "- 09:20: Not the load balancer: its logs showed no errors.",
        "- 09:20: The cache turned out to be innocent, it was not the cause.",
        "- 09:20: The server was restarted but the errors persisted.",
        "- 09:20: The database team found it functioning normally.",
        "- 09:20: A red herring.",
    ],
    "timeline-escalation": [
        "- 09:30: Escalated to the network team.",
        "- 09:30: The case was handed over to the DBA.",
        "- 09:30: We called the senior administrator.",
        "- 09:30: The database team was notified.",
    ],
    "timeline-resolution": ["- 10:00: The release was rolled back.", "- 10:00: Replaced the certificate; logins succeed.", "- 10:00: The bug was fixed."],
    "cause-detail": ["A query locked the orders table, which led to requests queueing until they timed out."],
    "fix-detail": [
        "To resolve it the limit was raised from 15 to 4096 and nginx was restarted.",
        "Resolution: rolled back the release.",
        "We fixed the typo in the configuration file.",
        "The solution was to create a new server.",
    ],
    "measures-improvements": ["We should test configurations before they go out.", "- Better monitoring."],
    "measures-tasks": ["- Add an alert on disk usage.\n- Write a test for the limit.", "1. Patch the Nginx server.\n2. Document the restart."],
}  # fmt: skip

UNMET = {
    "summary-start": ["On 3 May 2024 the shop was down.", "The shop was down for 3 hours.", "Nginx 1.18 served 404 errors."],
    "summary-end": ["From 9:00 AM the shop was down for 2 hours.", "On 3 May the shop was down."],
    "summary-timezone": ["Down from 9:00 AM to 10:00 AM.", "The response time was 3 s."],
    "summary-duration": ["The shop was down on 3 May.", "The investigation took 3 hours.", "Pages took 20 seconds."],
    "summary-experience": ["The shop had an outage.", "The outage caused service disruption for our users."],
    "summary-users-percent": ["40% of requests failed.", "Many users were affected.", "There were 30% login failures.", "CPU was at 100%."],
    "summary-root-cause": ["The shop was down. Users saw errors.", "The root cause is still unknown."],
    "timeline-detected-when": ["- 09:00 UTC: The release went out.\n- 10:00 UTC: It was put back."],
    "timeline-actions": ["- 09:10: The team met.", "- 09:10: They began investigating."],
    "timeline-assumption": ["- 09:10: The team looked at the database."],
    "timeline-misleading": ["- 10:00: The site is fully restored and working perfectly.", "No misleading path was taken."],
    "timeline-escalation": ["- 09:10: The on-call engineer looked at the logs."],
    "timeline-resolution": ["- 09:10: We looked at the logs.", "- 09:10: They tried to find the cause."],
    "cause-detail": ["A bug that was causing the crashes.", "The cause was human error."],
    "fix-detail": ["Some queries were not optimized, causing load.", "The bug was identified and fixed."],
    "measures-tasks": ["- Be more careful.\n- Improve monitoring.", "- Add an alert on disk usage."],
}  # fmt: skip

CASES_MET = [(name, text) for name, texts in MET.items() for text in texts]
CASES_UNMET = [(name, text) for name, texts in UNMET.items() for text in texts]


@pytest.mark.parametrize(("requirement", "text"), CASES_MET)
def test_met(requirement: str, text: str) -> None:
    assert is_met(requirement, text)


@pytest.mark.parametrize(("requirement", "text"), CASES_UNMET)
def test_unmet(requirement: str, text: str) -> None:
    assert not is_met(requirement, text)


def test_every_requirement_has_a_case_or_a_test_of_its_own() -> None:
    whole = {"sections", "length", "english", "timeline-timed-entries", "timeline-brief"}
    assert {*MET, *whole} == set(read(parse(FRAME["summary"].format("x"))).requirements)


TIMED = "- 9:00 AM: An alert. It was loud.\n- 9:10 AM: We looked.\n- 9:30 AM: It was back.\n"


def test_three_timed_entries_of_two_sentences() -> None:
    assert is_met("timeline-timed-entries", TIMED)
    assert is_met("timeline-brief", TIMED)
    assert not is_met("timeline-timed-entries", "- 9:00 AM: An alert.\n- 9:10 AM: We looked.\n")
    assert not is_met(
        "timeline-brief", TIMED.replace("It was loud.", "It was loud. We met. We spoke.")
    )
    assert not is_met("timeline-brief", "- 9:00 AM: An alert.\n")


WHOLE = (
    "## Issue Summary\n\nThe shop was down.\n\n## Timeline\n\n- 9:00: An alert fired.\n\n"
    "## Root cause and resolution\n\nThe disk was full.\n\n## Corrective and preventative measures\n\n- Add a disk.\n"
)


def test_the_sections_in_their_order() -> None:
    assert read(parse(WHOLE)).requirements["sections"].met
    parts = WHOLE.split("\n## ")
    assert not read(parse("\n## ".join([parts[0], *parts[2:]]))).requirements["sections"].met
    swapped = "## Timeline\n\n- 9:00: An alert.\n\n" + WHOLE.replace(
        "## Timeline", "## Events, in detail"
    )
    assert not read(parse(swapped)).requirements["sections"].met


@pytest.mark.parametrize(("count", "met"), [(340, False), (440, True), (560, True), (640, False)])
def test_the_length(count: int, met: bool) -> None:
    text = WHOLE + "\n" + " ".join(["word"] * count) + "\n"
    assert read(parse(text)).requirements["length"].met is met


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("The server was down for an hour and the team looked at the logs of the database.", True),
        (
            "El servidor estuvo fuera de servicio por una hora y el equipo de la base de datos lo supo.",
            False,
        ),
        (
            "Le serveur est en panne dans la nuit et les clients ne sont pas servis par le site.",
            False,
        ),
        ("Сервер не работал один час, и клиенты не могли войти на сайт магазина.", False),
        ("https://example.org/a-post-about-an-outage", False),
    ],
)
def test_the_language(text: str, met: bool) -> None:
    assert read(parse(text)).requirements["english"].met is met


ASSIGNMENT = """## Issue Summary

- duration of the outage with start and end times (including timezone)
- what was the impact (what service was down/slow? What were user experiencing? How many % of the users were affected?)
- what was the root cause

## Timeline

- when was the issue detected
- how was the issue detected (monitoring alert, an engineer noticed something, a customer complained...)
- which team/individuals was the incident escalated to
- how the incident was resolved
"""


def test_the_assignment_left_in_is_no_answer() -> None:
    met = {name for name, d in read(parse(ASSIGNMENT)).requirements.items() if d.met}
    assert met <= {"english"}


def test_blanks_are_no_answers() -> None:
    text = "## Issue Summary\n\nThe shop was down [to fill: from 9:00 to 10:00 UTC, 75% of users saw error 500].\n"
    decided = read(parse(text)).requirements
    assert not any(
        decided[f"summary-{name}"].met for name in ("start", "end", "users-percent", "experience")
    )


@pytest.mark.parametrize(
    "text",
    [
        "# What is a postmortem?\n\nA postmortem tells what went wrong when a server fails.\n\n## How to write a postmortem\n\nErrors happen.\n",
        "# My project\n\n## Overview\n\nA library that draws charts.\n\n## Usage\n\nImport it.\n",
        "",
    ],
)
def test_what_is_no_postmortem(text: str) -> None:
    reading = read(parse(text))
    assert not reading.is_postmortem
    assert not any(
        d.met for n, d in reading.requirements.items() if n not in ("english", "length", "sections")
    )


def test_a_decision_says_where_and_why() -> None:
    decided = read(parse(FRAME["summary"].format("Users saw error 502."))).requirements
    met, unmet = decided["summary-experience"], decided["summary-start"]
    assert (met.line, met.met) == (3, True)
    assert met.quote
    assert met.quote in "Users saw error 502."
    assert (unmet.met, unmet.quote) == (False, None)
    assert "began" in unmet.why


def test_a_document_is_read_once() -> None:
    document = parse(WHOLE)
    assert read(document) is read(document)
