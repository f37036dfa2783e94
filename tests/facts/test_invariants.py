"""What must not change the window, and what must change it equally."""

import itertools
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from facts.asking import facts_of
from facts.traffic import BEGIN, GOOGLEBOT, Hit, failing, steady, struck, write
from mortem.facts import FactBook

USUAL = steady(400, 8, users=80)
HURT = struck(USUAL, 150, 200, failing())
KEYS = ("outage-window", "affected-users", "failed-requests", "broken-routes", "user-experience")

slowly = settings(max_examples=4, deadline=None)


def asked(*parts: list[Hit], shift: float = 0) -> FactBook:
    with TemporaryDirectory() as folder:
        paths = [
            write(Path(folder) / f"access.log.{n}", part, BEGIN + timedelta(seconds=shift))
            for n, part in enumerate(parts)
        ]
        return facts_of(*paths)


WHOLE = asked(HURT)


def moved(values: object, shift: timedelta) -> object:
    if isinstance(values, dict):
        return {key: moved(each, shift) for key, each in values.items()}
    if isinstance(values, list):
        return [moved(each, shift) for each in values]
    return values + shift if hasattr(values, "tzinfo") else values


@slowly
@given(st.integers(-90_000_000, 90_000_000))
def test_shifting_all_times_shifts_the_window_as_much(shift: int) -> None:
    book = asked(HURT, shift=shift)
    for key in KEYS:
        assert book[key].values == moved(WHOLE[key].values, timedelta(seconds=shift))


@slowly
@given(st.lists(st.floats(0, 399), min_size=20, max_size=200), st.sampled_from([200, 404, 500]))
def test_what_crawlers_and_probes_meet_changes_nothing(times: list[float], status: int) -> None:
    agents = (GOOGLEBOT, "Blackbox Exporter/0.23.0", "kube-probe/1.30")
    noise = [
        Hit(round(at, 3), 900 + n % 3, "GET /", status, agent=agents[n % 3])
        for n, at in enumerate(times)
    ]
    book = asked(HURT + noise)
    for key in ("outage-window", "failed-requests", "broken-routes", "user-experience"):
        assert book[key].values == WHOLE[key].values
    for value in ("affected", "met_errors", "active", "percent"):
        assert book["affected-users"][value] == WHOLE["affected-users"][value]


@slowly
@given(st.lists(st.integers(1, len(HURT) - 1), min_size=1, max_size=4, unique=True))
def test_a_log_in_rotated_parts_gives_the_same_facts(cuts: list[int]) -> None:
    hits = sorted(HURT, key=lambda hit: hit.done)
    edges = [0, *sorted(cuts), len(hits)]
    parts = [hits[a:b] for a, b in itertools.pairwise(edges)]
    book = asked(*reversed(parts))
    for key in KEYS:
        assert book[key].values == WHOLE[key].values


def test_without_the_failing_lines_there_is_no_outage() -> None:
    healed = [hit for hit in HURT if not (150 <= hit.at < 200 and hit.status >= 500)]
    book = asked([*healed, *(hit for hit in USUAL if 150 <= hit.at < 200 and hit.status < 500)])
    assert not book["outage-window"].known
