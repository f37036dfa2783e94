"""The outage window and its impact, on traffic in which everything is known."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from facts.asking import facts_in, facts_of
from facts.traffic import (
    BEGIN,
    GOOGLEBOT,
    KIGALI,
    Hit,
    failing,
    night,
    shown,
    steady,
    struck,
    write,
)
from mortem.facts.question import Inquiry
from mortem.facts.tojson import to_json
from mortem.timespan import Timespan

MINUTES = 600.0
USUAL = steady(MINUTES, 10, users=160)


def bad(hits: list[Hit], began: float, ended: float) -> list[Hit]:
    failed = (h for h in hits if h.status >= 499 or h.seconds >= 5)
    return [h for h in failed if began <= h.at < ended]


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(failing(502), id="everything"),
        pytest.param(
            lambda h: replace(h, status=500) if h.route == "POST /checkout" else h, id="one route"
        ),
        pytest.param(lambda h: replace(h, status=503) if h.user % 5 == 0 else h, id="some users"),
        pytest.param(lambda h: replace(h, status=502) if h.backend == 2 else h, id="one backend"),
        pytest.param(
            lambda h: replace(h, seconds=6.0 + h.user / 100) if h.user % 2 else h, id="slow"
        ),
        pytest.param(
            lambda h: replace(h, seconds=10.0, status=499) if h.user % 3 else h, id="gave up"
        ),
    ],
)
def test_the_window_runs_from_the_first_to_the_last_request_hit(tmp_path: Path, what) -> None:  # type: ignore[no-untyped-def]
    began, ended = 240.0, 330.0
    hits = struck(USUAL, began, ended, what)
    hurt = [h for h in bad(hits, began, ended) if h not in USUAL]
    book = facts_in(tmp_path, hits)
    window = book["outage-window"]
    assert window["began"] == shown(hurt[0].at)
    assert window["ended"] == shown(max(h.done for h in hurt))
    assert window["began_between"][0] <= window["began"] <= window["began_between"][1]
    assert window["ended_between"][0] <= window["ended"] <= window["ended_between"][1]
    first, last = hurt[0].at, max(h.done for h in hurt)
    active = {h.user for h in hits if h.at <= last and h.done >= first}
    hit_users = {h.user for h in bad(hits, 0, MINUTES) if h.at <= last and h.done >= first}
    users = book["affected-users"]
    assert users["active"] == len(active)
    assert users["affected"] == len(hit_users)
    assert users["percent"] == pytest.approx(100 * len(hit_users) / len(active), abs=0.01)
    requests = book["failed-requests"]
    assert requests["failed"] == len(bad(hits, first, last + 1e-6))
    assert requests["failed"] == sum(requests["by_status"].values()) + requests["too_slow"]
    assert requests["total"] == len([h for h in hits if first <= h.at <= last])


def test_requests_that_stop_arriving_are_an_outage(tmp_path: Path) -> None:
    hits = struck(USUAL, 240.0, 300.0, lambda h: None)
    before, after = (h for h in hits if h.at < 240), (h for h in hits if h.at >= 300)
    last, first = max(h.at for h in before), min(h.at for h in after)
    book = facts_in(tmp_path, hits)
    window = book["outage-window"]
    assert window["began_between"][0] == shown(last)
    assert window["ended_between"][1] == shown(first)
    assert abs((window["began"] - shown(240)).total_seconds()) < 1
    assert abs((window["ended"] - shown(300)).total_seconds()) < 1
    users = book["affected-users"]
    assert users["percent"] is None
    assert users["percent_high"] == 100
    assert not book["failed-requests"].known
    assert book["user-experience"].items == [
        {"what": "unreachable", "requests": None, "users": None}
    ]


def test_two_bumps_with_a_short_pause_are_one_outage(tmp_path: Path) -> None:
    hits = struck(struck(USUAL, 200.0, 260.0, failing()), 290.0, 340.0, failing())
    window = facts_in(tmp_path, hits)["outage-window"]
    assert window["began"] < shown(201)
    assert window["ended"] > shown(339)
    (pause,) = window["pauses"]
    assert abs((pause["began"] - shown(260)).total_seconds()) < 1
    assert abs((pause["ended"] - shown(290)).total_seconds()) < 1
    assert pause["seconds"] == pytest.approx(30, abs=2)


def test_the_disturbance_that_hurt_most_is_the_outage(tmp_path: Path) -> None:
    hits = struck(struck(USUAL, 100.0, 115.0, failing()), 400.0, 460.0, failing(500))
    book = facts_in(tmp_path, hits)
    assert abs((book["outage-window"]["began"] - shown(400)).total_seconds()) < 1
    (other,) = book["other-disturbances"].items
    assert abs((other["began"] - shown(100)).total_seconds()) < 1
    assert other["affected"] > 0


def test_a_disturbance_shorter_than_the_least_is_no_outage(tmp_path: Path) -> None:
    hits = struck(USUAL, 300.0, 306.0, failing())
    book = facts_in(tmp_path, hits)
    assert not book["outage-window"].known
    assert "12 s" in (book["outage-window"].unknown or "")
    assert len(book["other-disturbances"].items) == 1
    shorter = facts_in(tmp_path, hits, Inquiry(min_duration=4))
    assert abs((shorter["outage-window"]["began"] - shown(300)).total_seconds()) < 1


CALM = {
    "background": USUAL,
    "many background errors": steady(MINUTES, 10, errors=0.05, seed=4, users=160),
    "one user retries": struck(
        USUAL, 300.0, 330.0, lambda h: replace(h, status=500) if h.user == 7 else h
    )
    + [Hit(300 + n * 0.7, 7, status=500) for n in range(40)],
    "crawlers alone fail": USUAL
    + [Hit(200 + n * 0.4, 900, "GET /old", 500, agent=GOOGLEBOT) for n in range(300)],
    "not found": USUAL + [Hit(200 + n * 0.1, n % 90, "GET /gone", 404) for n in range(600)],
    "one route is always slow": [
        replace(h, seconds=7.0) if h.route == "GET /search" else h for h in USUAL
    ],
    "a quiet hour": night(7200, 2.0),
    "few visitors": steady(86_400, 0.01, users=60, seed=9),
}


@pytest.mark.parametrize("name", CALM)
def test_calm_telemetry_has_no_outage_and_says_why(tmp_path: Path, name: str) -> None:
    book = facts_in(tmp_path, CALM[name])
    window = book["outage-window"]
    assert window.values is None
    assert "people's requests" in (window.unknown or "")
    assert not book["affected-users"].known
    assert book["other-disturbances"].items == []


def test_whole_second_stamps_without_durations_widen_the_bounds(tmp_path: Path) -> None:
    hits = struck(USUAL, 240.0, 330.0, failing())
    path = write(tmp_path / "access.log", hits, exact=False)
    window = facts_of(path)["outage-window"]
    assert abs((window["began"] - shown(240)).total_seconds()) <= 1
    assert abs((window["ended"] - shown(330)).total_seconds()) <= 1
    assert window["resolution_seconds"] >= 1


def test_the_zone_is_the_logs_own_unless_one_is_given(tmp_path: Path) -> None:
    hits = struck(USUAL, 240.0, 330.0, failing())
    path = write(tmp_path / "access.log", hits, BEGIN.astimezone(KIGALI))
    book = facts_of(path)
    assert book.zone_name == "+02:00"
    assert book["outage-window"]["began"].utcoffset() == timedelta(hours=2)
    assert "+02:00 on 9 March 2026" in book["outage-window"].sentence
    assert to_json(book)["facts"]["outage-window"]["values"]["began"].endswith("+02:00")
    assert all(file["first"].endswith("+02:00") for file in to_json(book)["evidence"]["files"])


def test_a_window_set_by_hand_is_taken_and_said(tmp_path: Path) -> None:
    given = Timespan(shown(100), shown(160))
    book = facts_in(tmp_path, USUAL, Inquiry(window=given))
    window = book["outage-window"]
    assert (window["began"], window["ended"]) == (given.began, given.ended)
    assert "by hand" in window.sentence
    assert "by hand" in window.proof[0].method
    assert book["affected-users"]["active"] > 0


def test_every_proof_can_be_run_again(tmp_path: Path) -> None:
    from mortem.evidence.store import EvidenceStore

    path = write(tmp_path / "access.log", struck(USUAL, 240.0, 330.0, failing()))
    book = facts_of(path)
    with EvidenceStore() as store:
        store.add([path])
        for key in ("outage-window", "affected-users", "failed-requests", "broken-routes"):
            for proof in book[key].proof:
                assert proof.lines
                for sql in proof.sql.split(";\n"):
                    assert store.ask(sql)
        (users,) = store.ask(book["affected-users"].proof[0].sql)
    assert users["affected"] == book["affected-users"]["affected"]


def test_a_log_that_ends_in_the_outage_says_so(tmp_path: Path) -> None:
    hits = [hit for hit in struck(USUAL, 240.0, 600.0, failing()) if hit.at < 400]
    window = facts_in(tmp_path, hits)["outage-window"]
    assert window["began"] < shown(241)
    assert window["ended"] is None
    assert window["seconds"] is None
    assert window["seen_until"] > shown(399)
    assert window["seconds_at_least"] > 150
    assert "It was still on when the access log ends" in window.sentence


def test_background_after_a_log_that_begins_in_the_outage_is_no_part_of_it(tmp_path: Path) -> None:
    calm = steady(3000.0, 6, errors=0.003, users=160, seed=7)
    hits = struck(calm, 0.0, 400.0, lambda h: replace(h, status=502) if h.user % 5 else h)
    window = facts_in(tmp_path, hits)["outage-window"]
    assert window["began"] is None
    assert shown(395) < window["ended"] < shown(401)


def test_a_slow_answer_of_another_kind_does_not_stretch_the_end(tmp_path: Path) -> None:
    hits = struck(USUAL, 240.0, 330.0, lambda h: replace(h, status=502) if h.user % 3 == 0 else h)
    crawl = [Hit(100.0 + 40 * n, 300 + n, seconds=7.5) for n in range(12)]
    hits = sorted([*hits, *crawl, Hit(329.0, 150, seconds=7.5)], key=lambda h: h.at)
    window = facts_in(tmp_path, hits)["outage-window"]
    assert shown(328) < window["ended"] < shown(331)


def test_a_rare_way_to_fail_that_only_the_outage_has_is_part_of_it(tmp_path: Path) -> None:
    def broken(hit: Hit) -> Hit:
        if hit.user % 3:
            return hit
        return replace(hit, seconds=8.0) if hit.user % 40 == 0 else replace(hit, status=502)

    hits = struck(USUAL, 240.0, 330.0, broken)
    hits = sorted([*hits, Hit(329.5, 120, seconds=8.0)], key=lambda h: h.at)
    assert facts_in(tmp_path, hits)["outage-window"]["ended"] == shown(337.5)


def test_a_share_is_rounded_once(tmp_path: Path) -> None:
    hits = [Hit(float(n), n % 104, seconds=0.05) for n in range(600)]
    hits = struck(hits, 240, 344, lambda h: replace(h, status=502) if h.user < 30 else h)
    window = Timespan(shown(240), shown(343.9))
    book = facts_in(tmp_path, hits, Inquiry(window=window))
    assert book["affected-users"]["percent"] == pytest.approx(100 * 30 / 104, abs=1e-4)
    assert "(28.8 %)" in book["affected-users"].sentence
