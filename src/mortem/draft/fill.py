"""Fill the blanks of a draft that is already there, one after the other."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mortem.document import parse
from mortem.document.moments import find_times
from mortem.document.stamps import stamp_of
from mortem.draft.answers import POINTS
from mortem.draft.blank import ASKED, LENGTH, clock_of, sentence
from mortem.draft.moment import entry, moment
from mortem.draft.saying import capital, day, duration
from mortem.errors import MortemError

ENTRIES = {ASKED["entries"].blank, ASKED["noticed"].blank, *(point.blank for point in POINTS)}
MOMENTS = {ASKED["start"].blank, ASKED["end"].blank}

_BLANK = re.compile(r"\[to fill:?\s*(?P<what>[^\[\]\n]*)\]", re.I)
_ADVICE = re.compile(r"\n[ \t]*<!--\s*advice:\s*(?P<text>.*?)\s*-->(?=\n|\Z)")


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank in a text: text[start:end], what it asks for, its line, the advice under it.

    `computed` is true for the length of the outage, which follows from its start and end.
    """

    start: int
    end: int
    what: str
    line: int
    section: str
    advice: str
    computed: bool


def gaps(text: str) -> tuple[Gap, ...]:
    """The blanks of a draft, in order."""
    return tuple(_gaps(text))


def _gaps(text: str) -> Iterator[Gap]:
    sections = parse(text).sections
    for match in _BLANK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        kind = next((s.kind for s in sections if s.line <= line <= s.end_line), "other")
        what = match["what"].strip()
        under = _ADVICE.search(text, match.end())
        near = under is not None and not text[match.end() : under.start()].count("\n")
        advice = under["text"] if under is not None and near else ""
        yield Gap(match.start(), match.end(), what, line, kind, advice, what == LENGTH)


def fill(text: str, answers: Mapping[int, str]) -> str:
    """The text with blanks filled: `answers` by their number in `gaps`, from 0.

    Several lines fill the item of a list with as many items. The advice under a line goes when the
    line's last blank does; the length of the outage follows from its start and end, and the
    timeline is put in order.
    """
    found = gaps(text)
    for number in sorted(answers, reverse=True):
        gap, answer = found[number], answers[number].strip()
        if answer:
            text = text[: gap.start] + _fitting(text, gap, answer) + text[gap.end :]
    return _ordered(_without_advice(_measured(text)))


def _fitting(text: str, gap: Gap, answer: str) -> str:
    start = text.rfind("\n", 0, gap.start) + 1
    before = text[start : gap.start]
    if re.fullmatch(r"\s*[-*+] (?:\[ \] )?", before):
        lines = [line.strip() for line in answer.splitlines() if line.strip()]
        if gap.what in ENTRIES:
            lines = [_as_entry(line, text, gap.what) for line in lines]
        return f"\n{before}".join(lines)
    answer = " ".join(answer.split())
    if gap.what in MOMENTS:
        return _as_moment(answer, text)
    if gap.what == ASKED["share"].blank:
        answer = {"all": "100 %"}.get(answer.lower(), answer)
        answer = f"{answer} %" if re.fullmatch(r"\d+(?:[.,]\d+)?", answer) else capital(answer)
    quoted = before.endswith("'") and gap.line <= _front_lines(text)
    return answer.replace("'", "''") if quoted else answer


def _as_entry(line: str, text: str, what: str) -> str:
    """An entry in the form of the house: 09:12 - What happened."""
    anchor = _anchor(text)
    said = entry(line, anchor.tzinfo or UTC, anchor)
    words = f"Noticed: {said.text}" if what == ASKED["noticed"].blank else said.text
    return f"{clock_of(said.at)} - {sentence(words)}" if said.at else sentence(words)


def _as_moment(answer: str, text: str) -> str:
    """A time as typed, with its day where one was typed."""
    zone = _anchor(text).tzinfo or UTC
    try:
        at = moment(answer, zone)
    except MortemError:
        return answer
    return f"{clock_of(at)} on {day(at)}"


def _anchor(text: str) -> datetime:
    """The start of the outage by the front matter; else a morning in its zone, to order entries."""
    front = parse(text).front
    told = front.get("start")
    at = told if isinstance(told, datetime) else _iso(str(told))
    if at is not None and at.tzinfo:
        return at
    return datetime(2000, 1, 1, 6, tzinfo=_zone(str(front.get("zone", ""))))


def _zone(name: str) -> tzinfo:
    """A zone by its name or offset, as `mortem new` writes it into the front matter; else UTC."""
    offset = re.fullmatch(r"(?:UTC)?([+-]\d\d:\d\d)", name)
    if offset:
        return datetime.fromisoformat(f"2000-01-01T00:00:00{offset[1]}").tzinfo or UTC
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _front_lines(text: str) -> int:
    match = re.match(r"---\n.*?\n---\n", text, re.S)
    return match[0].count("\n") if match else 0


def _measured(text: str) -> str:
    """Put the length in where the line has both times."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        blank = f"[to fill: {LENGTH}]"
        times = find_times(line.replace(blank, "")) if blank in line else ()
        if len(times) == 2:
            days = (times[1].date - times[0].date).days if times[0].date and times[1].date else 0
            seconds = times[1].seconds - times[0].seconds + 86_400 * days
            length = duration(seconds if seconds >= 0 or days else seconds + 86_400)
            lines[number] = line.replace(blank, length)
    return "\n".join(lines)


def _without_advice(text: str) -> str:
    """Take out the advice whose line (the one before, or before other advice) has no blank."""
    kept: list[str] = []
    told = ""
    for line in text.split("\n"):
        if not _ADVICE.fullmatch(f"\n{line}"):
            told = line
        elif not _BLANK.search(told):
            continue
        kept.append(line)
    return "\n".join(kept)


def without_blanks(text: str) -> str:
    """The text with nothing where its blanks are."""
    return _BLANK.sub("", text)


def without(text: str, what: Collection[str]) -> str:
    """The text without the list items that are nothing but one of these blanks."""
    kept: list[str] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        item = re.fullmatch(rf"\s*[-*+] {_BLANK.pattern}", line, re.I)
        advice = _ADVICE.fullmatch(f"\n{line}") and number and not _same(kept, lines[number - 1])
        if not (item and item["what"].strip() in what) and not advice:
            kept.append(line)
    return "\n".join(kept)


def _same(kept: list[str], line: str) -> bool:
    return bool(kept) and kept[-1] is line


def _ordered(text: str) -> str:
    """Sort the entries of the timeline that begin with their time; the others stay below."""
    lines = text.split("\n")
    for section in parse(text).sections:
        if section.kind == "timeline":
            first = last = -1
            for number in range(section.line - 1, min(section.end_line, len(lines))):
                if re.match(r"- \S", lines[number]) and stamp_of(lines[number][2:]):
                    first = number if first < 0 else first
                    last = number
                elif first >= 0:
                    break
            if first >= 0:
                lines[first : last + 1] = _sorted(lines[first : last + 1])
    return "\n".join(lines)


def _sorted(items: list[str]) -> list[str]:
    earliest = entry(items[0], UTC, _anchor("")).at
    return sorted(items, key=lambda item: str(entry(item, UTC, earliest).at))
