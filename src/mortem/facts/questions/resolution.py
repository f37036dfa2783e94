"""Question: what ended the outage."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from mortem.facts.clocks import corrected
from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question
from mortem.facts.responders import MESSAGES, Said, conversation
from mortem.facts.suspicion import words_of
from mortem.facts.wording import clock
from mortem.timespan import in_words

CHANGES = """
SELECT happened_at, finished_at, kind, service, ref, sha, "by", message, outcome, source, line
FROM change WHERE kind <> 'commit' ORDER BY happened_at, source, line"""

SOONER = timedelta(seconds=3)  # a change written down just after what it did
_PHRASES = {
    "deploy": "{name} deployed",
    "rollback": "rolled back to {name}",
    "restart": "restart of {name}",
    "config": "configuration changed: {name}",
    "migration": "migration {name}",
    "flag": "flag {name} switched",
}


@dataclass(frozen=True, slots=True)
class Mend:
    """Something that may have ended the outage: its time, in words, and what speaks for it."""

    at: datetime
    what: str
    change: str | None
    place: str
    weight: float


class Resolution(Question):
    """The change, or the deed that a message tells, that recovery followed.

    A change (deploy, rollback, restart, configuration, migration, flag; no commit) counts where it
    began after the onset and took effect before recovery: at its end, where the record has it and
    recovery came later, else at its start. Of those the one nearest before recovery is it, where
    recovery followed within a quarter of the outage (30 seconds at least, 15 minutes at most); one
    of the failing service, and one that a responder names as the fix, comes before others. A
    restart after which people failed for longer than that is not it. Where no change fits, the
    message that tells of the fix is. recovered_after_seconds runs to the end of the last failing
    request; it is null where the record of the deed is later than that.
    """

    sql: ClassVar[str] = f"{CHANGES.strip()};\n{MESSAGES.strip()}"
    needs: ClassVar[tuple[str, ...]] = ("outage-window", "broken-routes")
    proceeds_without: ClassVar[bool] = True
    blind_spots: ClassVar[str] = (
        "That recovery followed a change does not prove that it brought it."
    )

    def answer(self, case: Case) -> Fact:
        window = case.facts["outage-window"]
        if not window.known:
            return self.unknown(window.unknown or "there is no outage")
        if window["ended"] is None:
            return self.unknown("the outage was still on when the access log ends")
        began, ended = seen(window)
        length = (ended - began).total_seconds()
        reach = timedelta(seconds=min(max(30.0, length / 4), 900.0))
        found = [*_changes(case, began, ended, reach)] or [*_messages(case, began, ended, reach)]
        if not found:
            return self.unknown(
                "no change and no message that tells of a fix comes before recovery"
            )
        best = max(found, key=lambda mend: (mend.weight, mend.at))
        after = (ended - best.at).total_seconds()
        values = {
            "at": case.local(best.at),
            "what": best.what,
            "change": best.change,
            "recovered_after_seconds": round(after, 6) if after >= 0 else None,
        }
        when = clock(values["at"], 1.0)  # type: ignore[arg-type]
        text = f"At {when}: {best.what}"
        text += f"; the last failing request ended {in_words(after)} later." if after >= 0 else "."
        sources = tuple(sorted({mend.place.rpartition(":")[0] for mend in found}))
        places = tuple(mend.place for mend in found)
        method = "The latest deed before recovery, weighed by service and by what responders say."
        return Fact(
            self.name, values, text, (Proof(self.sql, sources, places, method),), self.blind_spots
        )


def _changes(case: Case, began: datetime, ended: datetime, reach: timedelta) -> Iterator[Mend]:
    failing = _failing(case)
    fixes = [said for said in conversation(case) if said.does("fixing", "confirming")]
    for row in case.ask(CHANGES):
        start = corrected(case, row["source"], row["happened_at"])
        finish = row["finished_at"] and corrected(case, row["source"], row["finished_at"])
        effect = finish if finish and finish <= ended else start
        if not began < effect <= ended + SOONER or ended - effect > reach:
            continue
        if row["outcome"] == "failure":
            continue
        weight = 1.0 - (ended - effect) / reach
        weight += _service(row, failing) + _told(row, fixes, start, ended)
        yield Mend(effect, _what(row), _name(row), f"{row['source']}:{row['line']}", weight)


def _failing(case: Case) -> set[str]:
    """The words of what broke: routes, and what ranks first among the suspects' services."""
    worst = case.known("broken-routes")
    return {word for row in (worst.items if worst else []) for word in words_of(row["route"])}


def _service(row: Mapping[str, Any], failing: set[str]) -> float:
    return 0.5 if words_of(f"{row['service']} {row['message']}") & failing else 0.0


def _told(row: Mapping[str, Any], fixes: list[Said], start: datetime, ended: datetime) -> float:
    """A point where a responder's message about a fix names the change's release or service."""
    names = [name for name in (row["ref"], row["sha"][:7], row["service"]) if name]
    for said in fixes:
        if not start - timedelta(minutes=1) <= said.at <= ended + timedelta(minutes=15):
            continue
        pattern = "|".join(re.escape(name) for name in names)
        if names and re.search(rf"(?<![\w.])(?:{pattern})(?![\w]|\.\d)", said.text, re.IGNORECASE):
            return 1.0
    return 0.0


def _what(row: Mapping[str, Any]) -> str:
    name = _name(row) or row["service"]
    subject = row["message"].splitlines()[0] if row["message"] else ""
    phrase = _PHRASES.get(row["kind"], "change of {name}")
    if row["kind"] == "restart":
        name = row["service"] or name
    text = phrase.format(name=name) if name else row["kind"]
    if row["service"] and row["service"] not in text:
        text += f" ({row['service']})"
    return f"{text}: {subject}" if subject and not _only_undoes(subject) else text


def _only_undoes(subject: str) -> bool:
    """Whether a subject only repeats that something is rolled back."""
    return re.fullmatch(r"\W*(?:roll(?:ed|ing)?[ -]?back|revert)\W*", subject, re.I) is not None


def _name(row: Mapping[str, Any]) -> str | None:
    return row["ref"] or row["sha"][:10] or None


def _messages(case: Case, began: datetime, ended: datetime, reach: timedelta) -> Iterator[Mend]:
    for said in conversation(case):
        reading = said.does("fixing")
        if reading is None or not began < said.at <= ended + timedelta(minutes=15):
            continue
        latest = said.at + timedelta(seconds=said.grain if said.grain > 1 else 0)
        if ended - latest > reach:
            continue
        release = re.search(r"\b(?:r\d+|v\d[\w.]*)\b", reading.quote)
        late = max((said.at - ended).total_seconds(), 0.0) / 900.0
        early = max((ended - latest) / reach, 0.0)
        place = said.place
        yield Mend(
            said.at, reading.quote, release[0] if release else None, place, 1.0 - late - early
        )
