"""Fill the blanks of a draft that is already there, one after the other."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mortem.document import parse
from mortem.document.moments import find_times
from mortem.draft.blank import LENGTH
from mortem.draft.moment import entry
from mortem.draft.saying import duration

_BLANK = re.compile(r"\[to fill:?\s*(?P<what>[^\]\n]*)\]", re.I)
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
    if "\n" in answer and re.fullmatch(r"\s*[-*+] (?:\[ \] )?", before):
        return f"\n{before}".join(line.strip() for line in answer.splitlines() if line.strip())
    answer = " ".join(answer.split())
    quoted = before.endswith("'") and gap.line <= _front_lines(text)
    return answer.replace("'", "''") if quoted else answer


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


def _ordered(text: str) -> str:
    """Sort the entries of the timeline, where each begins with its time."""
    document = parse(text)
    lines = text.split("\n")
    for section in document.sections:
        if section.kind == "timeline":
            inside = range(section.line - 1, min(section.end_line, len(lines)))
            listed = [n for n in inside if re.match(r"- \S", lines[n])]
            if listed and listed == list(range(listed[0], listed[-1] + 1)):
                items = [lines[n] for n in listed]
                lines[listed[0] : listed[-1] + 1] = _sorted(items)
    return "\n".join(lines)


def _sorted(items: list[str]) -> list[str]:
    from datetime import UTC, datetime

    first = entry(items[0], UTC, datetime(2000, 1, 1, 6, tzinfo=UTC))
    stamped = [(entry(item, UTC, first.at).at, item) for item in items]
    if any(at is None for at, _ in stamped):
        return items
    return [item for _, item in sorted(stamped, key=lambda pair: str(pair[0]))]
