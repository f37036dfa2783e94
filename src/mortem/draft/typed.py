"""Answers as they were typed, by options, in talk or on a page, made into answers to write from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple, TypeVar

from mortem.draft.answers import QUESTIONS, Answers
from mortem.draft.moment import moment
from mortem.errors import BadSettings

Value = TypeVar("Value")
Typed = Mapping[str, str | Sequence[str]]
READ = {"zone", "start", "end"}  # questions whose answers are more than words
LONG = {"cause", "fix", "improve"}  # questions whose answers may have several lines


class Readings(NamedTuple):
    """The answers, and by question's name what could not be read; that counts as skipped."""

    answers: Answers
    wrong: Mapping[str, str]


def read_answers(typed: Typed, zone_of: Callable[[str], tzinfo]) -> Readings:
    """What was typed, by the names of QUESTIONS; `zone_of` knows a zone by its name.

    Questions with many answers take a list, or a text with one a line. Without a zone, UTC. An end
    without a day is the next such time after the start; it cannot lie before it.
    """
    wrong: dict[str, str] = {}

    def read(name: str, reader: Callable[[str], Value]) -> Value | None:
        said = _one_line(typed.get(name, ""))
        try:
            return reader(said) if said else None
        except BadSettings as error:
            wrong[name] = str(error)
            return None

    zone = read("zone", zone_of) or UTC
    start = read("start", lambda said: moment(said, zone))
    end = None if "start" in wrong else read("end", lambda said: _end(said, zone, start))
    many = {asked.name: _lines(typed.get(asked.name, "")) for asked in QUESTIONS if asked.many}
    texts = {
        asked.name: _text(typed.get(asked.name, ""), asked.name in LONG)
        for asked in QUESTIONS
        if not asked.many and asked.name not in READ
    }
    return Readings(Answers(zone, start, end, texts, many["entries"], many["tasks"]), wrong)


def _end(said: str, zone: tzinfo, start: datetime | None) -> datetime:
    end = moment(said, zone, start)
    if start and end <= start:
        raise BadSettings(f"the outage cannot end ({end:%Y-%m-%d %H:%M}) before it began")
    return end


def _one_line(said: str | Sequence[str]) -> str:
    return " ".join((said if isinstance(said, str) else " ".join(said)).split())


def _lines(said: str | Sequence[str]) -> tuple[str, ...]:
    lines = said.splitlines() if isinstance(said, str) else said
    return tuple(filter(None, map(_one_line, lines)))


def _text(said: str | Sequence[str], long: bool) -> str:
    """The words; with their lines where there may be several."""
    if not (long and isinstance(said, str)):
        return _one_line(said)
    return "\n".join(line.rstrip() for line in said.splitlines()).strip()
