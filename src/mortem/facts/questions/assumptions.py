"""Question: what was suspected, and what ruled it out."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question
from mortem.facts.responders import MESSAGES, Said, conversation
from mortem.facts.roles import Reading
from mortem.facts.ruling import vouches
from mortem.facts.speech import OFFICE, sentences
from mortem.facts.suspicion import words_of
from mortem.facts.wording import clock, count
from mortem.timespan import in_words

AFTER = timedelta(hours=1)


class Assumptions(Question):
    """What people suspected during the outage, when it was ruled out, and what that cost.

    An assumption is a sentence that names a suspect with a hedge ("this looks like a database
    problem", "DNS again?"). It is ruled out by the first later sentence that clears the same
    suspect ("not the database: ...", "the database is healthy", "12 of 100 connections used", which
    vouches for what is under suspicion), or that says of no suspect in
    particular that the theory was wrong; cost_seconds is the time between the two. The same suspect
    named again before it is ruled out is one assumption. One that nobody ruled out has null there.
    """

    sql: ClassVar[str] = MESSAGES.strip()
    needs: ClassVar[tuple[str, ...]] = ("outage-window",)
    blind_spots: ClassVar[str] = (
        "What nobody wrote down is not seen; suspects are known in English."
    )

    def answer(self, case: Case) -> Fact:
        began, ended = seen(case.facts["outage-window"])
        messages = [
            said
            for said in conversation(case)
            if said.speaker == "engineer"
            and not OFFICE.search(said.text)
            and began - timedelta(seconds=said.grain) <= said.at
            and said.at <= ended + AFTER
        ]
        if not messages:
            return self.unknown("no message of an engineer from the outage is in the evidence")
        opened, lines = _followed(messages)
        values = [_value(case, *entry) for entry in opened]
        sources = tuple(sorted({said.place.rpartition(":")[0] for said in messages}))
        method = "The rules for sentences that suspect and that clear; the same suspect ties them."
        proof = Proof(self.sql, sources, tuple(lines), method)
        return Fact(self.name, values, _sentence(values), (proof,), self.blind_spots)


Entry = tuple[Said, Reading, tuple[Said, Reading] | None]


def _followed(messages: Sequence[Said]) -> tuple[list[Entry], list[str]]:
    """Assumptions in the order of time, each with what ruled it out, and the lines of both."""
    entries: list[Entry] = []
    lines: list[str] = []
    for said in messages:
        for reading in _told(said):
            if reading.role == "assuming" and not _known(entries, said, reading):
                entries.append((said, reading, None))
                lines.append(said.place)
            elif reading.role == "ruling out" and (place := _cleared(entries, said, reading)) >= 0:
                entries[place] = (*entries[place][:2], (said, reading))
                lines.append(said.place)
    return entries, lines


def _told(said: Said) -> Iterator[Reading]:
    """What a message does, and what it vouches for where it clears nothing outright."""
    yield from said.readings
    if said.does("ruling out", "assuming", "fixing"):
        return
    for sentence in sentences(said.text):
        if about := vouches(sentence):
            yield Reading("ruling out", sentence, about)


def _known(entries: Sequence[Entry], said: Said, reading: Reading) -> bool:
    """Whether the suspect is under suspicion already, or named again in the same message."""
    return any(
        end is None and (bool(held.about & reading.about) or first is said)
        for first, held, end in entries
    )


def _cleared(entries: Sequence[Entry], said: Said, reading: Reading) -> int:
    """The latest assumption still open that the sentence clears; -1 where there is none."""
    for place in range(len(entries) - 1, -1, -1):
        first, held, end = entries[place]
        if end is not None or first is said:
            continue
        if held.about & reading.about:
            return place
        if not reading.about and (not held.about or words_of(held.quote) & words_of(reading.quote)):
            return place
    return len(entries) - 1 if _says_only_wrong(entries, said, reading) else -1


def _says_only_wrong(entries: Sequence[Entry], said: Said, reading: Reading) -> bool:
    if reading.about or not entries:
        return False
    first, _, end = entries[-1]
    return end is None and first is not said


def _value(
    case: Case, said: Said, reading: Reading, end: tuple[Said, Reading] | None
) -> dict[str, Any]:
    return {
        "at": case.local(said.at),
        "text": reading.quote,
        "by": said.by,
        "ruled_out_at": case.local(end[0].at) if end else None,
        "ruled_out_by": end[1].quote if end else None,
        "cost_seconds": round((end[0].at - said.at).total_seconds(), 6) if end else None,
    }


def _sentence(values: list[dict[str, Any]]) -> str:
    if not values:
        return "Nobody wrote down a suspicion."
    wrong = [row for row in values if row["ruled_out_at"]]
    text = count(len(values), "suspicion") + " on record"
    if not wrong:
        return f"{text}, none ruled out."
    told = [
        f"that of {clock(row['at'], 1.0)} was ruled out after {in_words(row['cost_seconds'])}"
        for row in wrong
    ]
    return f"{text}: {'; '.join(told)}."
