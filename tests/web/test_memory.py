"""A postmortem from memory on the web: the questions of `mortem new`, as a page and by the API."""

import re
from html import unescape

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from mortem.cli.main import mortem
from mortem.draft.answers import QUESTIONS
from mortem.review.desk import Desk
from mortem.review.records import Person
from web.conftest import Enter

People = dict[str, Person]
AT = "/new/memory"
SAID = {
    "title": "Checkout outage",
    "zone": "Africa/Kigali",
    "start": "23 Nov 2026 9am",
    "end": "10:47",
    "service": "the checkout page",
    "saw": "a 502 error when they paid",
    "share": "30",
    "noticed": "an alert on failed payments at 09:04",
    "cause": "A release opened a connection for every request, so the pool ran empty.\n\nIt was v1.9.",
    "fix": "We rolled back to v1.8.2.",
    "improve": "",
}
ENTRIES = (
    "10:47 The rollback was complete and payments worked again.",
    "9:12 am we looked at the load balancer's log and suspected the load balancer",
    "0730 UTC: the load balancer was ruled out",
    "29 Feb 10:00 somebody mistyped a day",
)
TASKS = ("Alert at 80 % of the pool (Ana, 3 December)", "Count open connections (Jo)")


def form(**changes: str) -> dict[str, str]:
    """The answers as a browser sends them: lines end in CR LF."""
    said = SAID | {"entries": "\n".join(ENTRIES) + "\n\n", "tasks": "\n".join(TASKS)} | changes
    return {name: text.replace("\n", "\r\n") for name, text in said.items()}


def by_command(said: dict[str, str]) -> str:
    """What `mortem new` writes of the same answers."""
    words = ["new", "--blank"]
    for name, text in said.items():
        words += [f"--{'tz' if name == 'zone' else name}", text] if text else []
    for option, many in (("--entry", ENTRIES), ("--task", TASKS)):
        for text in many:
            words += [option, text]
    return CliRunner().invoke(mortem, words, prog_name="mortem", catch_exceptions=False).stdout


def test_the_page_opens_what_the_command_writes(desk: Desk, enter: Enter, people: People) -> None:
    ann = enter("ann")
    made = ann.post(AT, data=form(severity="SEV-1"))
    assert made.headers["location"] == "/incidents/checkout-outage/edit"
    incident = desk.incident(people["ann"], "checkout-outage")
    [first] = desk.revisions(incident)
    assert first.number == 1
    assert first.text == by_command(SAID)
    assert "on 23 November 2026, for 1 h 47 min" in first.text
    entries = [line[2:7] for line in first.text.splitlines() if re.match(r"- (\d|\[to)", line)]
    assert entries[:4] == ["09:04", "09:12", "09:30", "10:47"]
    assert "- [to fill: time] - 29 Feb 10:00 somebody mistyped a day." in first.text
    assert (incident.service, incident.severity) == ("the checkout page", "SEV-1")
    assert incident.zone == "Africa/Kigali"
    assert incident.began is not None
    assert incident.ended is not None
    assert (incident.ended - incident.began).total_seconds() == 6420
    page = unescape(ann.get(made.headers["location"]).text)
    assert "[to fill: what can be improved, broadly]" in page
    assert "[ ] Count open connections (Jo)" in page


def test_the_api_writes_the_same(desk: Desk, enter: Enter, people: People) -> None:
    ann = enter("ann")
    body = SAID | {"entries": ENTRIES, "tasks": TASKS, "private": True}
    made = ann.post("/api/incidents/from-memory", json=body)
    assert made.status_code == 201
    shown = made.json()
    assert (shown["private"], shown["began"]) == (True, "2026-11-23T07:00:00Z")
    text = ann.get(f"/api/incidents/{shown['slug']}/text").json()["text"]
    assert text == by_command(SAID)
    wrong = ann.post("/api/incidents/from-memory", json=body | {"zone": "Mars", "start": "soon"})
    assert wrong.status_code == 409
    assert "zone: no time zone is called 'Mars'" in wrong.json()["detail"]
    assert "start: 'soon' names no time" in wrong.json()["detail"]
    assert len(desk.incidents(people["ann"])) == 1


def test_a_title_is_enough(desk: Desk, enter: Enter, people: People) -> None:
    made = enter("ann").post(AT, data={"title": "  From   memory "})
    assert made.headers["location"] == "/incidents/from-memory/edit"
    latest = desk.latest(desk.incident(people["ann"], "from-memory"))
    assert latest is not None
    assert latest.text == by_blank("From memory")
    assert "<!-- advice: say what users met" in latest.text


def by_blank(title: str) -> str:
    return CliRunner().invoke(mortem, ["new", "--blank", "--title", title]).stdout


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"start": "9am"}, "start", "names no day; write it like"),
        ({"end": "soonish"}, "end", "names no time"),
        ({"end": "2026-11-22 09:00"}, "end", "cannot end"),
        ({"zone": "Africa/Kigalli"}, "zone", "did you mean 'Africa/Kigali'"),
        ({"zone": "PST"}, "zone", "abbreviations are ambiguous"),
        ({"title": "   "}, "title", "needs a title"),
        ({"service": "x" * 121}, "service", "at most 120 characters"),
        ({"cause": "x" * 20_001}, "cause", "at most 20,000 characters"),
        ({"severity": "x" * 17}, "severity", "at most 16 characters"),
    ],
    ids=lambda value: next(iter(value.values()))[:12] if isinstance(value, dict) else None,
)
def test_what_cannot_be_read_is_said_at_its_field_and_all_is_kept(
    desk: Desk, enter: Enter, people: People, changes: dict[str, str], field: str, why: str
) -> None:
    said = form(saw='a "502" <b>error</b>', private="true", **changes)
    answer = enter("ann").post(AT, data=said)
    assert answer.status_code == 422
    page = unescape(answer.text)
    at_field = re.search(rf'<p class="error" id="{field}-wrong">(.*?)</p>', page)
    assert at_field
    assert why in at_field[1]
    assert f'<a href="#{field}">' in page, "the list above leads to it"
    assert len(re.findall('aria-invalid="true"', page)) == 1
    assert "<b>error</b>" not in answer.text
    for name, text in said.items():
        assert text.replace("\r\n", "\n") in page, name
    assert re.search(r'name="private" value="true" checked', page)
    assert desk.incidents(people["ann"]) == []


def test_every_question_has_its_label_and_advice(enter: Enter) -> None:
    page = unescape(enter("ann").get(AT).text)
    for asked in QUESTIONS:
        assert f'<label for="{asked.name}">{asked.asks}</label>' in page
        assert asked.name == "title" or f'id="{asked.name}-advice"' in page
    assert page.count(" required") == 1, "a title, nothing else"
    assert "say what users met" in page.lower()
    assert f'href="{AT}"' in enter("ann").get("/new").text
    assert f'href="{AT}"' in enter("ann").get("/").text, "an empty list leads here"


def test_too_long_a_whole_is_refused(desk: Desk, enter: Enter, people: People) -> None:
    answer = enter("ann").post(AT, data=form(entries="9h\n" * 6_000))
    assert answer.status_code == 409
    assert "A text has at most" in answer.text
    assert "9h\n9h" in answer.text
    assert desk.incidents(people["ann"]) == []


def test_only_who_may_open_incidents_may(
    desk: Desk, enter: Enter, nobody: TestClient, people: People
) -> None:
    viewer = enter("vic")
    for status in (
        viewer.get(AT).status_code,
        viewer.post(AT, data=form()).status_code,
        viewer.post("/api/incidents/from-memory", json={"title": "t"}).status_code,
    ):
        assert status == 403
    ann = enter("ann")
    del ann.headers["x-csrf-token"]
    assert ann.post(AT, data=form()).status_code == 403, "without its CSRF token"
    assert ann.post(AT, data=form(csrf="guess")).status_code == 403
    token = desk.add_token(people["ann"], "r", "read")
    nobody.cookies.clear()
    bearer = {"authorization": f"Bearer {token}"}
    refused = nobody.post("/api/incidents/from-memory", json={"title": "t"}, headers=bearer)
    assert refused.status_code == 403
    assert desk.incidents(people["ada"]) == []
