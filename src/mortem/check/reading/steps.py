"""The steps of a timeline with their times, whether they are entries or running text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mortem.check.reading.lexicon import phrases, words
from mortem.check.reading.scope import Scope
from mortem.document import Section, Sentence
from mortem.document.dates import LIKE_DATE
from mortem.document.moments import TimeMention, find_dates, find_times


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a timeline.

    Its line, how its time is written, the times (one, or the ends of a range), its text, the lines
    of its sentences, the day it is on where that is written on it or above it; `apart` where a
    heading or a new day without a date stands before it; `aside` where the time stands within a
    sentence, which may go back to explain.
    """

    line: int
    stamp: str
    times: tuple[TimeMention, ...]
    text: str
    lines: tuple[int, ...] = ()
    day: date | None = None
    apart: bool = False
    aside: bool = False


_LEAD = 4  # so many words may stand before a time that a sentence begins with
_AT = words(r"\b(?:at|around|about) (?:exactly |approximately |about |around )?$")
_LABELLED = re.compile(
    r"\W*(?:[\w'/-]+\s+){0,4}[\w'/-]+\s*[:(][\s*(]*(?:\w+ \d{1,2},? \d{4},? )?[\s\d/.-]*$"
)


def steps_of(scope: Scope) -> list[Step]:
    """Entries, and sentences of the timeline that happen at one time, in the order they stand."""
    found = [
        Step(e.line, e.stamp, e.times, e.text, tuple(s.line for s in e.sentences))
        for e in scope.entries
        if e.times
    ]
    taken = {line for step in found for line in (step.line, *step.lines)}
    told = scope.of("timeline")
    for index, sentence in enumerate(told):
        if sentence.line in taken:
            continue
        times = find_times(sentence.text)
        if len(times) != 1:
            continue
        before = sentence.text[: times[0].start]
        if _AT.search(before) or _LABELLED.fullmatch(before):
            text = " ".join([sentence.text, *_following(told, index)])
            lines, aside = (sentence.line,), len(before.split()) > _LEAD
            found.append(Step(sentence.line, times[0].raw, times, text, lines, aside=aside))
    return list(_dated(scope, sorted(found, key=lambda step: step.line)))


_DAY = phrases("day")


def _dated(scope: Scope, steps: Sequence[Step]) -> Iterator[Step]:
    """The steps with their days: the date in their line, or the last one above."""
    at = {step.line: step for step in steps}
    day: date | None = None
    apart = False
    for passage in scope.document.passages:
        if passage.section != "timeline":
            continue
        step = at.pop(passage.line, None)
        written = next((d.value for d in find_dates(passage.text[:80]) if d.value), None)
        if step is not None:
            apart = apart or (written is None and _new_day(passage.text[:80]))
            own = step.times[0].date or written
            day = own or (None if apart else day)
            yield replace(step, day=day, apart=apart)
            apart = False
        elif written is not None and len(passage.text) < 60:
            day, apart = written, False
        elif (
            passage.kind == "heading"
            or passage.bold
            or find_dates(passage.text[:20])
            or _DAY.search(passage.text[:40])
        ):
            apart = True
    yield from at.values()


def _new_day(text: str) -> bool:
    """Whether a text names a day that cannot be read."""
    return _DAY.search(text) is not None or LIKE_DATE.search(text) is not None


def _following(told: tuple[Sentence, ...], index: int) -> Iterator[str]:
    """The sentences after one on its line that have no time of their own."""
    for sentence in told[index + 1 :]:
        if sentence.line != told[index].line or find_times(sentence.text):
            return
        yield sentence.text


def first_incident(scope: Scope) -> Scope:
    """The document up to where a second incident (a second summary after a timeline) begins."""
    end = _second(scope)
    if end is None:
        return scope
    document = scope.document
    return replace(
        scope,
        sentences={k: tuple(s for s in v if s.line < end) for k, v in scope.sentences.items()},
        passages={k: tuple(p for p in v if p.line < end) for k, v in scope.passages.items()},
        entries=tuple(e for e in scope.entries if e.line < end),
        document=replace(
            document,
            sections=tuple(s for s in document.sections if s.line < end),
            entries=tuple(e for e in document.entries if e.line < end),
        ),
    )


def _second(scope: Scope) -> int | None:
    """The line at which a second incident begins."""
    told = [
        s
        for s in scope.document.sections
        if s.kind in ("summary", "timeline") and _filled(scope, s)
    ]
    timelines = [s for s in told if s.kind == "timeline"]
    if not timelines:
        return None
    for section in told:
        if section.line > timelines[0].line and (
            section.kind == "summary" or section is not timelines[0]
        ):
            return section.line
    return None


def _filled(scope: Scope, section: Section) -> bool:
    return any(section.line <= s.line <= section.end_line for s in scope.of(section.kind))
