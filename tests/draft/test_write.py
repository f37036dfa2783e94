"""Drafts: what they say, what they leave blank, and what they keep to themselves."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from draft import books
from mortem.check.run import check_document
from mortem.document import parse
from mortem.draft import DraftOptions, write_draft
from mortem.draft.saying import proper
from mortem.errors import NoOutage

HERE = Path(__file__).parent
BOOKS = {"rich": books.rich, "bare": books.bare, "kigali": books.kigali, "silent": books.silent}


@pytest.mark.parametrize("name", BOOKS)
def test_a_draft_reads_like_this(name, golden) -> None:
    golden(HERE / f"{name}.md", write_draft(BOOKS[name]()))


@pytest.mark.parametrize("make", BOOKS.values())
def test_its_own_checker_finds_nothing(make) -> None:
    book = make()
    found = check_document(parse(write_draft(book)), book)
    assert [f for f in found if f.severity != "info"] == []


@pytest.mark.parametrize("make", BOOKS.values())
def test_twice_gives_the_same_bytes(make) -> None:
    assert write_draft(make()) == write_draft(make())


def test_length_is_what_the_format_wants() -> None:
    assert 400 <= parse(write_draft(books.rich())).words <= 600
    short = write_draft(books.bare())
    assert parse(short).words < 400
    assert "short because the evidence is an access log alone" in short


def test_no_outage_is_nothing_to_write() -> None:
    with pytest.raises(NoOutage, match="no disturbance lasted 120 s"):
        write_draft(books.calm())


def test_every_number_cites_a_fact_and_every_footnote_is_there() -> None:
    document = parse(write_draft(books.rich()))
    book = books.rich()
    for sentence in document.sentences:
        if re.search(r"\d", sentence.text) and not sentence.text.startswith("All times"):
            assert sentence.cites, sentence.text
        for name in sentence.cites:
            assert book.facts[name].known
            assert name in document.footnotes


def test_front_matter_is_for_machines() -> None:
    front = yaml.safe_load(write_draft(books.rich()).split("---\n")[1])
    assert front["id"] == "2026-03-14-post-pay"
    assert front["severity"] == "critical"
    assert front["start"] == "2026-03-14T09:14:41.958+00:00"
    assert front["services"] == ["payments"]
    assert front["users_affected"] == "1,204 of 1,633 (73.7 %)"
    assert front["status"] == "draft"
    assert {e["file"]: e["sha256"] for e in front["evidence"]}["shop/access.log"] == "3f" * 32


def test_people_are_roles_unless_names_are_wanted() -> None:
    assert "Grace" not in write_draft(books.rich())
    named = write_draft(books.rich(), DraftOptions(names=True))
    assert "Grace Mwangi suspected" in named
    assert "10.2.0.17" not in named


def test_what_was_set_wins() -> None:
    options = DraftOptions(title="Card payments failed", severity="SEV2", identifier="PM-7")
    text = write_draft(books.rich(), options)
    front = yaml.safe_load(text.split("---\n")[1])
    assert (front["title"], front["severity"], front["id"]) == (options.title, "SEV2", "PM-7")
    assert "\n# Card payments failed\n" in text


def tasks(book) -> list[str]:
    return [line for line in write_draft(book).splitlines() if line.startswith("- [ ]")]


def test_each_task_rests_on_a_fact_and_waits_for_an_owner() -> None:
    for make in BOOKS.values():
        found = tasks(make())
        assert len(found) >= 2
        for task in found:
            assert re.match(r"- \[ \] (Prevent|Detect|Mitigate): ", task)
            assert re.search(r"\[\^[\w-]+\]", task)
            assert "[to fill: owner]" in task
            assert "[to fill: date]" in task


def test_tasks_follow_from_what_happened() -> None:
    said = "\n".join(tasks(books.rich()))
    assert "load test of `POST /pay` to the release of payments, at 8.3 requests a second" in said
    assert "more than 5 % of `POST /pay` failing over 30 s: it fires 82 s before" in said
    assert "“Not the database: 23 of 100 connections used on [address]”" in said
    assert "`v2.13.2` took 62 s" in said


def test_an_alarm_that_gains_nothing_is_no_task() -> None:
    book = books.with_values(books.rich(), "early-signal", seconds_before_detected=1.5)
    assert "Add an alert" not in "\n".join(tasks(book))


def test_two_days_are_dated() -> None:
    text = write_draft(books.over_midnight())
    assert "from 23:54:41 on 14 March 2026 to 00:03:05 UTC on 15 March 2026" in text
    assert "- 2026-03-15 00:03:05 - Resolved: the last failing request ended" in text


def test_where_all_routes_fail_alike_the_site_failed() -> None:
    text = write_draft(books.everywhere())
    assert "\n# The site failed\n" in text
    assert "The site of payments failed from 09:14:41" in text
    assert "id: 2026-03-14-site\n" in text


def changed(key: str, values: object) -> str:
    """The rich draft with other values of one fact."""
    book = books.rich()
    facts = {**book.facts, key: replace(book.facts[key], values=values)}
    return write_draft(replace(book, facts=facts))


def test_what_users_met_is_one_sentence_whatever_came_first() -> None:
    met = [
        {"what": "slow: 8 s against 0.3 s", "requests": 9, "users": 4},
        {"what": "500 Internal Server Error", "requests": 8, "users": 4},
        {"what": "502 Bad Gateway", "requests": 7, "users": 4},
    ]
    text = changed("user-experience", met)
    assert "waited 8 s against 0.3 s (9 requests), got `500 Internal" in text
    assert "(8) or `502 Bad Gateway` (7)." in text


def test_an_alarm_later_than_the_alerts_on_record_is_not_advised() -> None:
    early = dict(books.rich()["early-signal"].values)
    late = {**early, "seconds_before_detected": None, "at": books.at("09:22:00")}
    assert "Add an alert for" in changed("early-signal", early)
    assert "Add an alert for" not in changed("early-signal", late)


def test_programs_are_written_as_their_makers_do() -> None:
    assert proper("postgresql logs it; `postgresql` and postgresql.log do not") == (
        "PostgreSQL logs it; `postgresql` and postgresql.log do not"
    )


def test_a_programs_own_spelling_does_not_hide_a_number_from_its_fact() -> None:
    part = {
        "service": "postgresql", "route": "POST /pay", "kind": "database lock", "against": [],
        "signal": "", "score": 3.0, "for": ["postgresql logs “still waiting for a lock” 19 times"],
    }  # fmt: skip
    book = books.rich()
    values = {"ranked": [part], "cleared": []}
    changes = replace(book["suspect-changes"], values={"ranked": [], "cleared": []})
    parts = replace(book["suspect-components"], values=values)
    facts = {**book.facts, "suspect-changes": changes, "suspect-components": parts}
    book = replace(book, facts=facts)
    text = write_draft(book)
    assert "PostgreSQL logs “still waiting for a lock” 19 times" in text
    found = check_document(parse(text), book)
    assert [f.message for f in found if "19" in f.message] == []
