"""The outage's start and end as the summary states them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mortem.check.reading.lexicon import SYMPTOM, TROUBLE, UNABLE, phrases
from mortem.check.reading.scope import Scope
from mortem.document import Sentence
from mortem.document.moments import (
    DurationMention,
    TimeMention,
    ZoneMention,
    find_durations,
    find_times,
    find_zones,
)

_START = phrases("start")
_END = phrases("end")
_CLOSES = phrases("closes")
_OPENS = phrases("opens")
_ELSE = phrases("else")
_BROUGHT_IN = re.compile(
    r"\b(?:releas|deploy|merg|roll|push|publish|ship|upgrad|migrat|switch)(?:s|p)?ed\b", re.I
)
_BETWEEN = re.compile(
    r"[\s)\],.(]*(?:[A-Za-z/+:\d]{1,12}[\s)\]]*)?(?:[-–—]|to|until|till|through|and|thru"
    r"|up to|\u00e0|\u00e0s|a las|hasta(?: las)?|at\u00e9(?: as| \u00e0s)?|bis|y las|et|→"
    r"|->)[\s(\[]*(?:around|about|approximately)?\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A time in the summary with the sentence it stands in."""

    time: TimeMention
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Window:
    """What the summary says of start, end, zone and length; each None where it says nothing."""

    start: Said | None
    end: Said | None
    zone: tuple[ZoneMention, Sentence] | None
    seconds: float | None
    length: Sentence | None
    length_raw: str = ""
    approx: str = ""


def window_of(scope: Scope) -> Window:
    """Read the summary's window."""
    said = [Said(time, s) for s in scope.of("summary") for time in find_times(s.text)]
    start, end = _pair(said, scope.of("summary"))
    length = _length(scope)
    return Window(start, end, _zone(scope, start, end), *length)


_LABEL = re.compile(
    r"\W*(?:(?P<start>(?:outage |incident |issue )?(?:start(?:ed)?|begin(?:ning)?|began|from"
    r"|onset))"
    r"|(?P<end>(?:outage |incident |issue )?(?:end(?:ed)?|until|to|resolved|restored"
    r"|recovered|finish(?:ed)?)))"
    r"(?: (?:time|date|at|of (?:the )?(?:outage|incident)))?\W*",
    re.I,
)


def _label_role(before: Sentence | None, said: Said) -> str:
    """What the cell before a cell with a time, in the same row, calls it: "start", "end" or ""."""
    if before is None or said.time.start > 1:
        return ""
    label = _LABEL.fullmatch(before.text)
    return "" if label is None else "start" if label["start"] else "end"


def _pair(said: list[Said], told: Sequence[Sentence]) -> tuple[Said | None, Said | None]:
    """The first range, or the first time that opens and the last that closes."""
    for one, other in pairwise(said):
        if _is_range(one, other):
            return one, other
    start = end = None
    labels = {id(s): before for before, s in pairwise(told) if before.line == s.line}
    for each in said:
        role = _label_role(labels.get(id(each.sentence)), each) or _role(each)
        if role == "end":
            end = each
        elif (role == "start" and start is None) or (role == "" and start is None and end is None):
            start = each
    if start is None and end is not None:
        before = said[: said.index(end)]
        start = next((each for each in before if _brought_in(each)), None)
    return start, end


def _brought_in(said: Said) -> bool:
    """Whether a time is that of a change which may have begun it: "at 15:09 we released"."""
    after = re.split(r"[.;]", said.sentence.text[said.time.end :])[0][:60]
    return _BROUGHT_IN.search(after) is not None


def _is_range(one: Said, other: Said) -> bool:
    if one.sentence is not other.sentence:
        return False
    text = one.sentence.text
    zone = one.time.zone
    after = zone.end if zone and zone.end <= other.time.start else one.time.end
    between = text[after : other.time.start]
    if _BETWEEN.fullmatch(between):
        return True
    plain = re.sub(
        r"\d+[/.-]\d+[/.-]\d+|\b(?:on\s+)?(?:the\s+)?\w+day\b|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?"
        r"|\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?\s+[A-Z][a-z]{2,8}|\d{4}",
        "",
        between,
    )
    plain = re.sub(r"\bin the (?:morning|afternoon|evening)\b|(?<=\s)T$", "", plain)
    plain = re.sub(
        r"\b(?:on|the|at|same day|next day|following day|around|about|approximately|of)\b",
        "",
        plain,
    )
    return bool(_BETWEEN.fullmatch(re.sub(r"[\s,]+", " ", plain)))


_NEAR = 200  # characters


def _role(said: Said) -> str:
    """Whether a time opens or closes the outage, by the words around it; "" where neither."""
    text = said.sentence.text
    start, end = said.time.start, said.time.end
    before = re.split(r"[.;]", text[max(0, start - _NEAR) : start])[-1][-70:]
    after = re.split(r"[.;,]|[\w-]+:(?=\s)", text[end : end + _NEAR])[0][:60]
    closes = [m.start() for m in _CLOSES.finditer(before)]
    opens = [m.start() for m in _OPENS.finditer(before)]
    if closes and (not opens or closes[-1] > opens[-1]):
        return "end"
    if opens and _ELSE.search(before[opens[-1] :]) is None:
        return "start"
    if _CLOSES.search(after) and not _OPENS.search(after):
        return "end"
    if _OPENS.search(after) or opens:
        return "start"
    return "other" if _ELSE.search(before) or _ELSE.search(after) else ""


def _zone(
    scope: Scope, start: Said | None, end: Said | None
) -> tuple[ZoneMention, Sentence] | None:
    for each in (start, end):
        if each is not None and each.time.zone is not None:
            return each.time.zone, each.sentence
    for sentence in scope.of("summary"):
        for zone in find_zones(sentence.text):
            return zone, sentence
    for sentence in scope.of("summary"):
        for time in find_times(sentence.text):
            if time.zone is not None:
                return time.zone, sentence
    return None


_LASTS = phrases("lasts")
_RESTORED = phrases("restored")
_LASTS_PERHAPS = phrases("lasts_perhaps")
_NOT_LENGTH = phrases("not_length")
_NOT_OUTAGE = phrases("not_outage")
_FOR = re.compile(r"\bfor (?:\w+ )?$", re.I)
_WAS_DOWN = re.compile(
    r"\b(?:was|were|been|being|went|is|are|stayed|remained|became)\s(?:\w+\s)?(?:down|offline|dead"
    r"|unavailable|unreachable|inaccessible|unusable|unresponsive|broken|out|gone|dark)\b",
    re.I,
)
_HURT_FOR = re.compile(
    r"\b(?:fail|crash|slow|hung|hang|froze|freez|error|time[ds]? ?out|refus|unable|unavailab|degrad"
    r"|could(?: not|n['\u2019]t))\w*\b(?:(?!\b(?:wait|after))[^.;,\"\u201c\u201d]){0,20}\bfor"
    r" (?:\w+ ){0,2}$",
    re.I,
)
_OPENING = re.compile(r"\W*(?:for|during|over)\s+(?:(?!the\b)\w+\s+){0,2}", re.I)
_SHORTEST = 60  # seconds
# "Duration (minutes): 45", "Minutes of downtime: 45"
_COUNTED = re.compile(
    r"\b(?=[^:|]{0,60}(?:down|duration|degrad|outage|length|disrupt))[^:|]{0,40}?"
    r"\b(minutes|hours|mins?|hrs)\b[^:|]{0,40}[:|]\s*(\d+(?:\.\d+)?)\s*$",
    re.I,
)
_OF_WHAT = re.compile(
    r"[\s-]*(?:\w+\s+){0,2}(?:outage|downtime|disruption|incident"
    r"|interruption|window|period|duration|in total|total|failure|stall|halt|standstill|blackout"
    r"|stoppage|degradation)",
    re.I,
)
_GAP = re.compile(
    r"[\s-]*(?:gap|pause|break)\b[^.;]*\b(?:outage|stall|halt|downtime|interruption)", re.I
)


def _length(scope: Scope) -> tuple[float | None, Sentence | None, str, str]:
    """The length the summary states, the first that reads as the outage's."""
    for sentence in scope.of("summary"):
        for length in find_durations(sentence.text):
            if length.seconds >= _SHORTEST and _is_outages(sentence.text, length):
                return length.seconds, sentence, length.raw, length.approx
        counted = _COUNTED.search(sentence.text)
        if counted and float(counted[2]):
            unit = 60.0 if counted[1][0] in "mM" else 3600.0
            return unit * float(counted[2]), sentence, counted[0], ""
    return None, None, "", ""


def _is_outages(text: str, length: DurationMention) -> bool:
    """Whether a length in a sentence is that of the outage."""
    before, after = text[: length.start][-60:], text[length.end :][:30]
    if _OPENING.fullmatch(before):  # "For 45 minutes, checkout returned errors."
        return any(each.search(text) is not None for each in (TROUBLE, SYMPTOM, UNABLE))
    nearest = _WAS_DOWN.split(before)[-1]  # "the page was down for": of the page's being down
    hurt = _HURT_FOR.search(before) is not None
    if (not hurt and _NOT_LENGTH.search(nearest[-30:])) or _NOT_LENGTH.search(after[:22]):
        return False
    if _NOT_OUTAGE.search(before):
        return False
    if not before.strip() or _LASTS.search(before) or _OF_WHAT.match(after) or hurt:
        return True
    if _GAP.match(text, length.end):
        return True
    perhaps = _LASTS_PERHAPS.search(before)
    if perhaps:
        suffered = (SYMPTOM, UNABLE) if _FOR.search(before) else ()
        return any(each.search(text) is not None for each in (TROUBLE, _RESTORED, *suffered))
    beside = re.search(r"[(,\u2013\u2014-]\s*(?:\w+\s+){0,2}$", before) is not None
    return beside and len([t for t in find_times(text) if t.end <= length.start]) > 1


def times_in(sentence: Sentence) -> Iterator[TimeMention]:
    """The times of a sentence."""
    yield from find_times(sentence.text)
