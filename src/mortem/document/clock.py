"""Times of day as people write them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from mortem.document.dates import DateMention, find_dates
from mortem.document.lengths import approx_before, find_durations
from mortem.document.zones import ZoneMention, zone_after

_HALF = r"[ ]?(?P<half>[AaPp](?:\.[ ]?[Mm]\.?|[Mm]\b\.?(?!\w)))"
_HRS = r"(?P<hrs>[ ]?(?:[hH][rR][sS]?\b\.?|[hH]ours\b|[hH]\b(?!\w)))"
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_SPOKEN = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}
_TIMES = (
    # 9:00, 09:00:12.5, 9:00 AM, 09h30, 9.30 pm
    rf"(?P<hour>\d{{1,2}})(?P<sep>[ ]?:[ ]?|[.]|[hH](?=\d\d\b))(?P<minute>\d\d)(?!\d)"
    rf"(?:(?P<sep2>[:.])(?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,9}}))?)?(?![\d%])(?:{_HALF}"
    rf"|{_HRS})?",
    # 0900hrs, 1430 UTC, 0900 AM
    rf"(?P<hour>\d\d)(?P<minute>\d\d)(?!\d)(?:{_HALF}|{_HRS}|(?=[ ]?(?:UTC|GMT|Z\b)))",
    # 6 PM
    rf"(?P<hour>\d{{1,2}})(?!\d){_HALF}",
    r"(?P<word>(?:12(?:[:.]00)?[ ])?(?:noon|midnight)|midday)\b",
    r"(?P<hour>\d{1,2})[ ]?o['’]clock\b(?:[ ](?P<half>[AaPp]\.?[Mm]\.?(?!\w)))?",
    # from 9 to 11 AM, 6 in the evening
    r"(?P<hour>\d{1,2})(?=[ ]?(?:-|–|—|to|until|till"
    r"|and)[ ]?\d{1,2}(?:[:.]\d\d)?[ ]?[AaPp]\.?[Mm]\b)",
    # half past six, quarter to nine
    rf"(?P<spoken>half[ ]past|(?:a[ ])?quarter[ ](?:past|to)|(?:five|ten"
    rf"|twenty)(?:[ ]minutes)?[ ](?:past|to))[ ]"
    rf"(?P<hour>\d{{1,2}}|{'|'.join(_HOURS)})\b",
    r"(?P<hour>\d{1,2})(?=[ ](?:in[ ]the[ ](?:morning|afternoon|evening)|at[ ]night)\b)",
)
_DAYTIME = re.compile(r"[ ](?:in[ ]the[ ](?P<when>morning|afternoon|evening)|at[ ]night)\b", re.I)
_ISO = re.compile(r"(?<![\w-])(?P<date>(?:19|20)\d\d-\d\d-\d\d)(?:T|[ ]+)(?=\d\d:\d\d)")
_NOON = 3  # the pattern of words
_WORDED = 6  # that of "half past six"
_BARE = 5  # that of hours whose half of the day stands at the end of the range
_PATTERNS = tuple(
    re.compile(r"(?<![\w-])" + each, re.I)
    if number in (_NOON, _WORDED)
    else re.compile(r"(?<![\w.:/$#@+-])" + each)
    for number, each in enumerate(_TIMES)
)
_RANGE = re.compile(r"[ ]?(?:-|–|—|to|until|till|through|and)[ ]?", re.I)
_ATTACHED = re.compile(
    r"(?<=T)(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
)
_AFTER_DASH = re.compile(
    rf"(?<=\d[-–—])(?P<hour>\d{{1,2}})(?P<sep>:)(?P<minute>\d\d)(?!\d)(?:{_HALF}|{_HRS})?"
)
_AFTER_HALF = re.compile(
    rf"(?<=[mMzC.][-–—])(?P<hour>\d{{1,2}})(?:(?P<sep>[:.])(?P<minute>\d\d))?(?!\d){_HALF}"
)
_BEFORE = 24  # characters beside a time that tell whether it is one
_DIGIT = re.compile(r"\d")
_BEFORE_TIME = re.compile(
    r"(?:^|\b(?:at|around|about|from|to|until|by|since|till|between|and|@)[ ]|[(\[][ ]?)$", re.I
)


_WORDS = ("noon", "mid", "half past", "quarter")
_HALVES = ("am", "pm", ".m", ". m")
_DASHES = ("-", "\u2013", "\u2014")
# What a text in lower case must hold for a pattern to match: each takes long to find nothing.
_NEEDED = tuple(
    zip(
        (
            ("",),
            ("",),
            _HALVES,
            ("noon", "mid"),
            ("clock",),
            _HALVES,
            ("past ", " to "),
            ("in the ", "at night"),
            ("t",),
            _DASHES,
            _DASHES,
        ),
        (*_PATTERNS, _ATTACHED, _AFTER_DASH, _AFTER_HALF),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time of day at text[start:end].

    `hour` (0-24), `minute`, `second` as a 24-hour clock; `half` is "am" or "pm" where it was
    written (then the hour is settled), else "" and an hour of 1-12 may be either half of the day.
    `zone` is the zone beside it, `date` the date written beside it (year 4: none written).
    `possible` is False for 25:00 or 13:75; `odd` is True where a 24-hour time has am or pm.
    """

    start: int
    end: int
    raw: str
    hour: int
    minute: int
    second: float
    half: str
    zone: ZoneMention | None
    date: date | None
    approx: str
    possible: bool = True
    odd: bool = False

    @property
    def clock(self) -> str:
        """The time as written, without zone and date."""
        return self.raw

    @property
    def seconds(self) -> float:
        """Seconds since midnight."""
        return self.hour * 3600 + self.minute * 60 + self.second


@lru_cache(maxsize=4096)
def find_times(text: str) -> tuple[TimeMention, ...]:
    """Every possible time of day in a text, in order."""
    return tuple(mention for mention in all_times(text) if mention.possible)


@lru_cache(maxsize=4096)
def all_times(text: str) -> tuple[TimeMention, ...]:
    """Every time of day in a text, impossible ones too."""
    lower = text.lower()
    if not (_DIGIT.search(text) or any(word in lower for word in _WORDS)):
        return ()
    dates = find_dates(text)
    lengths = _marked(text, [(d.start, d.end) for d in find_durations(text) if ":" in d.raw])
    taken = _marked(text, [(d.start, d.end) for d in dates])
    found: list[TimeMention] = []
    for match in sorted(_matches(text), key=lambda m: (m.start(), -m.end())):
        start, end = match.span()
        if taken.find(1, start, end) >= 0 or not _reads(match, text, lengths):
            continue
        taken[start:end] = b"\1" * (end - start)
        found.append(_mention(match, text, dates))
    return tuple(_shared_halves(text, found))


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """One byte a character, 1 within the spans."""
    marks = bytearray(len(text))
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _matches(text: str) -> Iterator[re.Match[str]]:
    lower = text.lower()
    for needed, pattern in _NEEDED:
        if any(each in lower for each in needed):
            yield from pattern.finditer(text)


def _group(match: re.Match[str], name: str) -> str:
    return match.groupdict().get(name) or ""


def _reads(match: re.Match[str], text: str, lengths: bytearray) -> bool:
    """Whether the digits are a time and not a version, a price, a length, a share."""
    half, hrs, sep = _group(match, "half"), _group(match, "hrs"), _group(match, "sep").strip()
    if _group(match, "word"):
        return not re.match(r"[ ](?:express|sun)", text[match.end() : match.end() + _BEFORE], re.I)
    if (
        half
        or _group(match, "spoken")
        or (":" not in match[0] and _DAYTIME.match(text, match.end()))
    ):
        return True
    if match.re is _PATTERNS[_BARE]:
        return _BEFORE_TIME.search(text, max(0, match.start() - _BEFORE), match.start()) is not None
    if ":" in match[0] and lengths.find(0, match.start(), match.end()) < 0:
        return False
    if sep == ".":
        return _dotted(match, text)
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    after = text[match.end() : match.end() + _BEFORE]
    if re.match(r"[ ]?(?:%|:\d|\.\d|/\d|percent)", after):
        return False
    if re.search(r"\b(?:ratio|port|chapter|verse|line|lines)[ ]$", before, re.I):
        return False
    return not (hrs and not sep and int(_group(match, "hour")) > 24)


_VERSION = re.compile(r"\b(?:version|release)s?[ ](?:\d\S*[ ](?:to|until|and|from)[ ])?$", re.I)
_SAID_AT = re.compile(
    r"\b(?:at|around|until|till|between|since|@)[ ]$|\d[.]\d\d[ ](?:and|to|until)[ ]$", re.I
)
_OPENS_LINE = re.compile(r"[ ]?(?:[-–—:|]|[A-Z][a-z]+[ ])")
_MEASURED = re.compile(r"[ ]?(?:%|percent|ms\b|s\b|sec|min|hour|[GMKT]i?B\b|x\b|million|/)", re.I)


def _dotted(match: re.Match[str], text: str) -> bool:
    """Whether digits with a dot are a time: "at 14.30", "09.15 UTC", not 1.18 or 2.30 GB."""
    hrs, after = _group(match, "hrs"), text[match.end() : match.end() + _BEFORE]
    if _group(match, "second"):
        return False
    if len(_group(match, "hour")) < 2 and not (
        _SAID_AT.search(text, max(0, match.start() - _BEFORE), match.start())
        or _OPENS_LINE.match(text, match.end())
    ):
        return False
    if _MEASURED.match(after) and not hrs:
        return False
    zoned = zone_after(text, match.end()) is not None
    if not (hrs or zoned) and _VERSION.search(text, max(0, match.start() - _BEFORE), match.start()):
        return False
    return (
        bool(hrs)
        or zoned
        or _BEFORE_TIME.search(text, max(0, match.start() - _BEFORE), match.start()) is not None
    )


def _mention(match: re.Match[str], text: str, dates: tuple[DateMention, ...]) -> TimeMention:
    word = _group(match, "word").lower()
    start, end, raw = match.start(), match.end(), match[0].strip()
    hour, minute, second = _shown(match)
    half = "".join(c for c in _group(match, "half").lower() if c in "apm")
    daytime = _DAYTIME.match(text, end)
    if word:
        half = "am" if "midnight" in word else "pm"
    elif daytime and not half and 0 < hour <= _NOON_HOUR:
        half = "am" if (daytime["when"] or "").lower() == "morning" else "pm"
    possible = (hour < 24 and minute < 60 and second < 61) or (
        hour == 24 and minute == 0 and not half
    )
    odd = bool(half) and not word and (hour > 12 or hour == 0)
    if not word and possible and half:
        hour = (
            hour + 12 if half == "pm" and hour < 12 else 0 if half == "am" and hour == 12 else hour
        )
    zone = zone_after(text, _COMMA.match(text, daytime.end()).end() if daytime else end)  # type: ignore[union-attr]
    return TimeMention(start, end, raw, hour, minute, second, half, zone,
                       _date_beside(text, start, zone.end if zone else end, dates),
                       approx_before(text, start), possible, odd)  # fmt: skip


def _shown(match: re.Match[str]) -> tuple[int, int, float]:
    """Hour, minute and second as they are written."""
    word, spoken = _group(match, "word").lower(), _group(match, "spoken").lower()
    if word:
        return (0 if "midnight" in word else 12), 0, 0.0
    hour, minute = _hour(_group(match, "hour")), int(_group(match, "minute") or 0)
    if spoken:
        hour, minute = _spoken(spoken, hour)
    return hour, minute, float(f"{_group(match, 'second') or 0}.{_group(match, 'fraction') or 0}")


_COMMA = re.compile(r",?")
_NOON_HOUR = 12


def _hour(raw: str) -> int:
    return int(raw) if raw.isdigit() else _HOURS.index(raw.lower()) + 1


def _spoken(said: str, hour: int) -> tuple[int, int]:
    """Hour and minute of "half past" or "quarter to" an hour."""
    minute = next(value for name, value in _SPOKEN.items() if name in said)
    if said.endswith("past"):
        return hour, minute
    return (hour - 1) or _NOON_HOUR, 60 - minute


_BESIDE = re.compile(
    r"[ ,T(|:]*(?:[-–—][ ]?)?(?:at|around|about|on|of|from|approximately|,|@"
    r"|the)?[ ]*(?:around|about|approximately|exactly)?[ ]*[)\]]?[ ]*(?:the[ ])?(?:\w+day,?[ ])?",
    re.I,
)


def _date_beside(text: str, start: int, end: int, dates: tuple[DateMention, ...]) -> date | None:
    after = bisect_left(dates, start, key=lambda mention: mention.start)
    for mention in dates[max(0, after - 1) : after + 1]:
        if mention.end <= start and _BESIDE.fullmatch(text, mention.end, start):
            return mention.value
        if end <= mention.start and _BESIDE.fullmatch(text, end, mention.start):
            return mention.value
    return None


def _shared_halves(text: str, found: list[TimeMention]) -> Iterator[TimeMention]:
    """In "9:00 - 10:30 AM" the half and the zone of the second time hold for the first too."""
    for index, one in enumerate(found):
        other = found[index + 1] if index + 1 < len(found) else None
        if other is not None and _RANGE.fullmatch(text[one.end : other.start]):
            yield _replaced(one, other)
        else:
            yield one


def _replaced(one: TimeMention, other: TimeMention) -> TimeMention:
    hour, half = one.hour, one.half
    if not half and other.half and other.half == "am" and hour < 12 and hour <= other.hour:
        half = "am"
    elif not half and other.half == "pm" and hour < 12 and hour + 12 <= other.hour:
        hour, half = hour + 12, "pm"
    return replace(
        one, hour=hour, half=half, zone=one.zone or other.zone, date=one.date or other.date
    )
