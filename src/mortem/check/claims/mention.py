"""Everything in a text that evidence can speak of: times, lengths, shares, counts, names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mortem.document.moments import (
    PercentMention,
    ZoneMention,
    all_times,
    find_dates,
    find_durations,
    find_percents,
)

QUOTE, DATE = "quote", "date"
NEVER = -1e9  # the value of a time that no clock shows, such as 25:00


@dataclass(frozen=True, slots=True)
class Mention:
    """Something at text[start:end] that a fact may confirm or contradict.

    `kind` is time (value: seconds since midnight), date, duration (seconds), percent, count, name
    or quote. `unit` is the precision as written (1 for 09:14:41, 60 for 09:14, 0.1 for '44.6 %'),
    `approx` the word that widens it, `zone` and `day` what stands beside a time.
    """

    kind: str
    start: int
    end: int
    raw: str
    value: Any
    unit: float = 1.0
    approx: str = ""
    zone: ZoneMention | None = None
    day: date | None = None
    half: str = ""


_QUOTE = re.compile(r"“([^”]*\s[^”]*)”|\"([^\"]*\s[^\"]*)\"")
_NAME = re.compile(
    r"(?<![\w/.-])(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^\s,;)”]*"
    r"|/[\w{}.~%-]+(?:/[\w{}.~%-]*)*"
    r"|(?=[\w.:/{}-]*\d)(?=[\w.:/{}-]*[A-Za-z_])[\w][\w.:/{}-]*[\w}]"
    r"|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+(?!\w))"
)
_NUMBER = re.compile(
    r"(?<![\w.,:/])(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>\s?(?:k|million|thousand)\b)?)"
    r"(?![\w/:])"
)
_FRACTIONS = (
    (re.compile(r"\b(\d{1,2}) (?:in|out of) (?:every )?(\d{1,2})\b"), None),
    (re.compile(r"\bthree[ -]quarters\b", re.I), 75.0),
    (re.compile(r"\b(?:a|one)[ -]quarter\b", re.I), 25.0),
    (re.compile(r"\btwo[ -]thirds\b", re.I), 200 / 3),
    (re.compile(r"\b(?:a|one)[ -]third\b", re.I), 100 / 3),
    (
        re.compile(
            r"\bhalf(?= (?:of )?(?:the |our |all )?(?:\w+ )?(?:users|customers|people)\b)", re.I
        ),
        50.0,
    ),
)
_LIKE_A_DATE = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December) \d{4}\b|\b\d{4}-\d\d-\d\d\b"
)
_NO_TIME = re.compile(r"(?<![\w.,:])0+(?:\.0+)? ?(?:ms|s|min|h)\b")
_DUE = re.compile(r"\b(?:due|deadline|no later than)(?:\s+date)?\s*[:=]?\s*(?:on|by|is)?\s*$", re.I)
_SCALES = {"k": 1e3, "thousand": 1e3, "million": 1e6}
_UNIT_OF = (
    (re.compile(r"\d\s?(?:ms|milli)"), 0.001),
    (re.compile(r"s(?:ec\w*)?\b\.?$|seconds?$", re.I), 1.0),
    (re.compile(r"m(?:in\w*)?\.?$", re.I), 60.0),
    (re.compile(r"h(?:(?:ou)?rs?)?\.?$", re.I), 3600.0),
    (re.compile(r"d(?:ays?)?$", re.I), 86400.0),
)


def scan(text: str) -> list[Mention]:
    """Every mention in a text, in order, none overlapping another."""
    found: list[Mention] = []
    for one in (*_quotes(text), *_times(text), *_dates(text), *_rest(text)):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    claims = [m for m in found if not _planned(m, text)]
    return _paired(sorted(claims, key=lambda m: m.start), text)


def _planned(mention: Mention, text: str) -> bool:
    """Whether it is when something is to be done: 'due 2026-06-01', 'deadline: Friday 12:00'."""
    before = text[max(0, mention.start - 24) : mention.start]
    return mention.kind in ("time", DATE) and _DUE.search(before) is not None


def _quotes(text: str) -> Iterator[Mention]:
    for match in _QUOTE.finditer(text):
        yield Mention(QUOTE, match.start(), match.end(), match[0], match[1] or match[2])


def _times(text: str) -> Iterator[Mention]:
    for time in all_times(text):
        fraction = re.search(r"\d:\d\d:\d\d[.,](\d+)", time.raw)
        colons = time.raw.count(":") + time.raw.count(".") * (":" not in time.raw)
        unit = 10.0 ** -len(fraction[1]) if fraction else {2: 1.0}.get(colons, 60.0)
        value = time.seconds if time.possible else NEVER
        day = time.date if time.date and time.date.year > 4 else None
        yield Mention(
            "time", time.start, time.end, time.raw, value, unit, time.approx, time.zone, day,
            time.half,
        )  # fmt: skip


def _dates(text: str) -> Iterator[Mention]:
    for found in find_dates(text):
        if found.value is not None and found.value.year > 4:
            yield Mention(DATE, found.start, found.end, found.raw, found.value)
    for match in _LIKE_A_DATE.finditer(text):
        yield Mention(DATE, match.start(), match.end(), match[0], None)


def _rest(text: str) -> Iterator[Mention]:
    for length in find_durations(text):
        if re.match(r"\s*(?:an?|half)\b", length.raw, re.I) and not re.search(r"\d", length.raw):
            continue
        unit = _unit(length.raw)
        yield Mention(
            "duration", length.start, length.end, length.raw, length.seconds, unit, length.approx
        )
    for nothing in _NO_TIME.finditer(text):
        yield Mention(
            "duration", nothing.start(), nothing.end(), nothing[0], 0.0, _unit(nothing[0])
        )
    yield from _shares(text)
    yield from _names_and_counts(text)


def _shares(text: str) -> Iterator[Mention]:
    for share in find_percents(text):
        if share.low != share.high:
            yield from _range(share)
            continue
        unit = _decimals(share.raw)
        yield Mention(
            "percent", share.start, share.end, share.raw, share.percent, unit, share.approx
        )
    for pattern, value in _FRACTIONS:
        for match in pattern.finditer(text):
            percent = value if value is not None else 100 * int(match[1]) / max(1, int(match[2]))
            yield Mention("percent", match.start(), match.end(), match[0], percent, 6.0)


def _names_and_counts(text: str) -> Iterator[Mention]:
    for match in _NAME.finditer(text):
        raw = match[0].rstrip(".:")
        if re.match(r"(?:UTC|GMT)[-+]", raw):
            continue
        yield Mention("name", match.start(), match.start() + len(raw), raw, raw)
    for match in _NUMBER.finditer(text):
        number = float(match["digits"].replace(",", ""))
        scale = _SCALES.get((match["scale"] or "").strip(), 1.0)
        unit = _decimals(match["digits"]) * scale
        yield Mention("count", match.start(), match.end(), match[0], number * scale, unit,
                      _approx(text, match.start()))  # fmt: skip


def _range(share: PercentMention) -> Iterator[Mention]:
    """Both ends of '5 % to 23 %', each as a share of its own."""
    for number in re.finditer(r"\d+(?:\.\d+)?(?:\s?%)?", share.raw):
        start, raw = share.start + number.start(), number[0]
        value = float(raw.rstrip("% "))
        yield Mention("percent", start, start + len(raw), raw, value, _decimals(raw), share.approx)


def _approx(text: str, at: int) -> str:
    match = re.search(
        r"\b(about|approximately|around|roughly|nearly|almost|over|more than|under|less than|some|"
        r"at least|at most|up to)\s$|(~|≈)$",
        text[max(0, at - 20) : at],
        re.I,
    )
    return (match[1] or match[2]).lower() if match else ""


def _unit(raw: str) -> float:
    """The smallest unit written, in seconds, times the decimals of its number."""
    last = raw.strip()
    size = next((size for pattern, size in _UNIT_OF if pattern.search(last)), 1.0)
    digits = re.findall(r"\d+(?:\.\d+)?", last)
    return size * _decimals(digits[-1]) if digits else size


def _decimals(raw: str) -> float:
    point = re.search(r"\d\.(\d+)", raw)
    return float(10.0 ** -len(point[1])) if point else 1.0


def _paired(found: list[Mention], text: str) -> list[Mention]:
    """Give a time the date that is written right beside it."""
    out = list(found)
    for i, one in enumerate(found[:-1]):
        other = found[i + 1]
        between = text[one.end : other.start]
        if len(between) > 24 or not re.fullmatch(
            r"[\s,(]*(?:[A-Z][\w/+:]*\s*)?\)?,?\s*(?:on\s)?", between
        ):
            continue
        if one.kind == "time" and other.kind == DATE and one.day is None:
            out[i] = replace(one, day=other.value)
        elif (
            one.kind == DATE and other.kind == "time" and other.day is None and "on" not in between
        ):
            out[i + 1] = replace(other, day=one.value)
    return out
