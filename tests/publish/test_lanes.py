"""Labels of events never cover one another, whatever the events."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mortem.publish.lanes import Mark, marks, place

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
EACH = 6.0


def mark(second: float, label: str) -> Mark:
    return Mark(NOON + timedelta(seconds=second), "people", label, f"{second} {label}")


@given(st.lists(st.tuples(st.floats(0, 900), st.text("abc ", max_size=40)), max_size=25))
def test_labels_do_not_collide(events) -> None:
    these = list({mark(second, label) for second, label in events})
    where = {m: (m.at - NOON).total_seconds() for m in these}
    placed = place(these, where, 900, EACH)
    assert {p.mark for p in placed} == set(these)
    spans = []
    for one in placed:
        if one.row is None:
            continue
        x, long = where[one.mark], len(one.mark.label) * EACH
        first = x + EACH if one.side == "right" else x - EACH - long
        spans.append((one.row, first, first + long))
        assert first >= -EACH
        assert first + long <= 900 + 3 * EACH
    for i, (row, first, last) in enumerate(spans):
        for other, begin, end in spans[i + 1 :]:
            assert row != other or last <= begin or first >= end


def test_the_important_one_is_labelled() -> None:
    crowd = [mark(s, "a long label that takes room") for s in range(0, 60, 5)]
    wanted = Mark(NOON + timedelta(seconds=30), "people", "what mattered", "x", weight=1)
    where = {m: (m.at - NOON).total_seconds() for m in [*crowd, wanted]}
    placed = {p.mark: p for p in place([*crowd, wanted], where, 300, EACH)}
    assert placed[wanted].row is not None


def test_an_alert_that_fires_again_is_labelled_once() -> None:
    blank = {"name": "Down", "who": "", "service": "", "source": "", "until": None, "count": None}
    events = [{"at": NOON, "kind": "alert", "what": "Down", **blank}] * 2
    assert [m.label for m in marks(events, {0: "Down", 1: "Down"}, [])] == ["Down", ""]
