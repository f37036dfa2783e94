"""Lengths of time and percentages as people write them."""

import re
from dataclasses import dataclass
from functools import lru_cache

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(_ONES[1:])})"
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:[.,]\d+)?"
NUMBER = rf"(?:{_DIGITS}|(?:{_WORD})\b)"

UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "w": 604800.0}
_UNIT = (
    r"(?P<ms{n}>milliseconds?\b|ms\b)|(?P<w{n}>weeks?\b)|(?P<d{n}>days?\b|d\b|d[ií]as?\b|jours?\b)"
    r"|(?P<h{n}>hours?\b|hrs?\b\.?|h\b|horas?\b|heures?\b)|(?P<m{n}>minutes?\b|mins?\b\.?|m\b|minutos?\b)"
    r"|(?P<s{n}>seconds?\b|secs?\b\.?|s\b)"
)
_HALF = r"(?:and[ ](?:an?[ ])?half|½|1/2)"


def _part(n: int) -> str:
    part = r"(?:an?|three)[ ]quarters?[ ]of[ ]an|half[ -]an?|half|an?[ ]half|an?"
    count = rf"(?P<count{n}>(?:{part})(?=[ -])|{NUMBER})"
    unit = _UNIT.replace("{n}", str(n))
    return rf"{count}(?P<plus{n}>[ -]?{_HALF})?[ -]?(?:{unit})(?P<after{n}>[ ]{_HALF})?"


_NEXT = r"(?:(?:,[ ]?(?:and[ ])?|[ ]?(?:and|&|y|et|e)[ ]|[ ])?{part})?"
APPROX = (
    r"about|approximately|approx\.?|around|roughly|nearly|almost|close to|just over|just under"
    r"|a little over|a little under|over|more than|under|less than|at least|at most|up to|some"
    r"|circa|ca\.|an estimated|estimated(?: to be| at)?|~|≈|>|<"
)
_APPROX_BEFORE = re.compile(
    rf"(?:(?<![\w])(?P<word>{APPROX}))[ ]?(?:an?[ ](?:total[ ]of[ ])?)?$", re.I
)
_APPROX_AFTER = re.compile(r"[ ](?:or so|or more|plus|approximately|approx)\b|\+", re.I)
_DURATION = re.compile(
    r"(?<![\w.:,/-])"
    + _part(1)
    + _NEXT.replace("{part}", _part(2))
    + _NEXT.replace("{part}", _part(3)),
    re.I,
)
_SHORT_LENGTH = re.compile(r"\d[ -]?[smhdw]")
_LENGTHS = ("hour", "min", "sec", "day", "week", "hr", "hora", "heure", "jour", "dia", "d\u00eda")
_CLOCKED = re.compile(
    r"(?<![\w.:/-])(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?"
    r"[ -]?(?:(?P<h>hours?|hrs?|h)|(?P<m>minutes?|mins?))\b",
    re.I,
)
_SHARE_HINT = re.compile(r"%|percent|per cent|pct", re.I)
_PERCENT = re.compile(
    rf"(?<![\w.,])(?P<low>\d+(?:\.\d+)?)[ ]?%?[ ]?(?:-|–|—|to)[ ]?(?P<high>\d+(?:\.\d+)?)[ ]?"
    rf"(?:%|percent\b|per cent\b|pct\b)|(?<![\w.,:/-])(?P<one>{NUMBER})[ ]?(?:%|percent\b"
    rf"|per[ ]cent\b|pct\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DurationMention:
    """A length of time at text[start:end]; `seconds` long.

    `approx` is the word that widens it ("about", "over", ...), lower case, or "".
    """

    start: int
    end: int
    raw: str
    seconds: float
    approx: str


@dataclass(frozen=True, slots=True)
class PercentMention:
    """A percentage at text[start:end], 0-100.

    Of a range `percent` is its middle, `low` and `high` its ends.
    """

    start: int
    end: int
    raw: str
    percent: float
    low: float
    high: float
    approx: str


def number(raw: str) -> float | None:
    """The value of digits ("1,204", "2.5") or of words up to ninety-nine."""
    raw = raw.strip().lower()
    if raw[:1].isdigit():
        grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+", raw)
        return float(raw.replace(",", "") if grouped else raw.replace(",", "."))
    if raw in _ONES:
        return float(_ONES.index(raw))
    ten, _, one = raw.replace("-", " ").partition(" ")
    if ten in _TENS:
        return 10.0 * (_TENS.index(ten) + 2) + (_ONES.index(one) if one in _ONES else 0)
    return None


def approx_before(text: str, at: int) -> str:
    """The word before position `at` that widens a number: "about", "over"; "" for none."""
    match = _APPROX_BEFORE.search(text, max(0, at - 40), at)
    return match["word"].lower() if match else ""


def _approx(text: str, start: int, end: int) -> str:
    before = approx_before(text, start)
    if before:
        return before
    after = _APPROX_AFTER.match(text, end)
    return after[0].strip().lower() if after else ""


@lru_cache(maxsize=4096)
def find_durations(text: str) -> tuple[DurationMention, ...]:
    """Every length of time in a text: "2 hours 30 minutes", "1h 47 min", "half an hour"."""
    lower = text.lower()
    if not any(unit in lower for unit in _LENGTHS) and not _SHORT_LENGTH.search(lower):
        return ()
    found = []
    taken = 0
    for match in sorted(
        [*_CLOCKED.finditer(text), *_DURATION.finditer(text)], key=lambda m: m.start()
    ):
        if match.start() < taken:
            continue
        seconds = _clocked(match) if match.re is _CLOCKED else _summed(match)
        if seconds is None:
            continue
        taken = match.end()
        found.append(DurationMention(match.start(), match.end(), match[0], seconds,
                                     _approx(text, match.start(), match.end())))  # fmt: skip
    return tuple(found)


def _clocked(match: re.Match[str]) -> float | None:
    first, second, third = (int(match[name] or 0) for name in ("hours", "minutes", "seconds"))
    if match["h"] and match["h"].lower().startswith("hr") and not match["seconds"]:
        # "14:30 hrs" is how some write a time of day
        return first * 3600.0 + second * 60 if first < 6 and match["hours"][0] != "0" else None
    if match["h"]:
        return first * 3600.0 + second * 60 + third if first < 13 else None
    return None if match["seconds"] else first * 60.0 + second


def _summed(match: re.Match[str]) -> float | None:
    total = 0.0
    for n in (1, 2, 3):
        raw = match[f"count{n}"]
        if raw is None:
            break
        unit = next(u for u in UNITS if match[f"{u}{n}"] is not None)
        short = match[f"{unit}{n}"] in ("m", "s", "d", "h", "M", "S", "D", "H")
        if short and not raw[0].isdigit():
            return None
        value = _count(raw)
        if value is None or (unit == "h" and re.fullmatch(r"\d{4}", raw)):  # 0900hrs is a time
            return None
        if match[f"plus{n}"] or match[f"after{n}"]:
            value += 0.5
        total += value * UNITS[unit]
    return total if total > 0 else None


def _count(raw: str) -> float | None:
    raw = raw.lower()
    if "quarter" in raw:
        return 0.75 if raw.startswith("three") else 0.25
    if "half" in raw:
        return 0.5
    return 1.0 if raw in ("a", "an") else number(raw)


@lru_cache(maxsize=4096)
def find_percents(text: str) -> tuple[PercentMention, ...]:
    """Every percentage in a text: "75%", "75 percent", "40-50 %", "seventy-five percent"."""
    if not _SHARE_HINT.search(text):
        return ()
    found = []
    for match in _PERCENT.finditer(text):
        if match["one"]:
            low = high = number(match["one"]) or 0.0
        else:
            low, high = float(match["low"]), float(match["high"])
        approx = _approx(text, match.start(), match.end())
        found.append(
            PercentMention(
                match.start(), match.end(), match[0], (low + high) / 2, low, high, approx
            )
        )
    return tuple(found)
