"""Durations in words, and spans that refuse nonsense."""

from datetime import UTC, datetime

import pytest

from mortem.timespan import Timespan, in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.42, "0.4 s"),
        (62.2, "62 s"),
        (125, "2 min 5 s"),
        (120, "2 min"),
        (3600, "1 h"),
        (6420, "1 h 47 min"),
        (183600, "2 d 3 h"),
    ],
)
def test_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_a_span_needs_zones_and_order() -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert noon in Timespan(noon, noon.replace(hour=13))
    with pytest.raises(ValueError, match="before"):
        Timespan(noon.replace(hour=13), noon)
    with pytest.raises(ValueError, match="time zone"):
        Timespan(noon.replace(tzinfo=None), noon)
