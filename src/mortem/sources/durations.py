"""How long requests took, from numbers whose unit is not written beside them."""

from collections.abc import Sequence
from statistics import quantiles

PER_SECOND = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0}
_SLACK = 2.0  # seconds: whole-second stamps, and lines written a little late


def unit(values: Sequence[int], stamps: Sequence[float]) -> tuple[str, str]:
    """The unit of whole numbers behind an arrival stamp, and how it was told; "" where it is not.

    `stamps` are the arrivals in seconds, in the order of the lines. No server answers in less than
    30 microseconds; hardly any request takes minutes; and a line is written when its request ends,
    so that arrival plus duration must not run backwards. Where that leaves more than one unit the
    numbers stay unread.
    """
    if len(values) < 5:
        return "", "there are too few of them"
    held = [name for name in ("us", "ms", "s") if _plausible(name, values)]
    if len(held) == 1:
        return held[0], f"as {_WORDS[held[0]]} alone their sizes make sense"
    wrong = {name: _backwards(values, stamps, PER_SECOND[name]) for name in held}
    best = min(wrong, key=lambda name: wrong[name], default="")
    others = [wrong[name] for name in held if name != best]
    if others and wrong[best] <= 0.002 * len(values) and min(others) >= 5 + 10 * wrong[best]:
        return best, f"as {_WORDS[best]} alone the lines are in the order of their ends"
    return "", "their sizes fit " + " and ".join(
        _WORDS[n] for n in held
    ) if held else "no unit fits"


_WORDS = {"us": "microseconds", "ms": "milliseconds", "s": "seconds"}


def _plausible(name: str, values: Sequence[int]) -> bool:
    cuts = quantiles(values, n=100)
    middle, most = cuts[49], cuts[98]
    match name:
        case "us":
            return min(values) >= 30 and most >= 200
        case "ms":
            return middle <= 3_000 and most <= 120_000
        case _:
            return middle <= 5 and cuts[89] <= 60 and most <= 900


def _backwards(values: Sequence[int], stamps: Sequence[float], parts: float) -> int:
    """How many lines would have been written after one that ended later."""
    latest, wrong = float("-inf"), 0
    for value, stamp in zip(values, stamps, strict=True):
        ended = stamp + value / parts
        wrong += ended < latest - _SLACK
        latest = max(latest, ended)
    return wrong
