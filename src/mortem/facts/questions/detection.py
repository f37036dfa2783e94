"""Question: when was the outage noticed, and by whom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from mortem.facts.clocks import remark
from mortem.facts.fact import Fact, Proof
from mortem.facts.question import Case, Question
from mortem.facts.relation import ALERTS, Surroundings, relation, started, surroundings
from mortem.facts.responders import (
    MESSAGES,
    conversation,
    from_customers,
    is_paged,
    notices,
    speaks_of_it,
    within,
)
from mortem.facts.suspicion import words_of
from mortem.facts.wording import clock
from mortem.timespan import in_words

LATEST = timedelta(hours=1)  # after recovery, a message may still tell that it was noticed
_FIRES = re.compile(
    r"\b(?:FIRING|firing|fired|triggered|alert|alarm|critical|down)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One way in which the outage was noticed."""

    at: datetime
    how: str
    by: str
    quote: str
    place: str


class Detection(Question):
    """The earliest of an alert of this outage, a customer's message, an engineer's that notices it.

    Alerts count by their `startsAt`, and only those that the question `alerts` takes for this
    outage's. A message counts where it says that something fails, or that its writer looks into
    it; one that only tells of a deploy, speaks of another environment or of a route that was
    served as usual does not, nor does a bot's (an alerting bot's counts as monitoring, a ticket it
    relays as a customer's). `how` is monitoring, customer or engineer; seconds_to_detect is
    detected_at - began.
    """

    sql: ClassVar[str] = f"{ALERTS.strip()};\n{MESSAGES.strip()}"
    needs: ClassVar[tuple[str, ...]] = ("outage-window", "broken-routes", "alerts")
    proceeds_without: ClassVar[bool] = True
    blind_spots: ClassVar[str] = (
        "Who noticed without writing it down is not seen; messages are read by rules for English."
    )

    def answer(self, case: Case) -> Fact:
        window = case.facts["outage-window"]
        if not window.known:
            return self.unknown(window.unknown or "there is no outage")
        around = surroundings(case)
        found = sorted([*_alerts(case, around), *_messages(case, around)], key=lambda n: n.at)
        if not found:
            return self.unknown(
                "no alert of this outage and no message that notices it is on record"
            )
        first = found[0]
        at = max(first.at, around.began)
        known = window["began"] is not None
        seconds = round((at - around.began).total_seconds(), 6) if known else None
        values = {
            "detected_at": case.local(at),
            "how": first.how,
            "by": first.by,
            "seconds_to_detect": seconds,
            "quote": first.quote,
        }
        late = f" {in_words(seconds)} after it began," if seconds is not None else ""
        who = {"monitoring": "Monitoring", "customer": "A customer", "engineer": "An engineer"}
        text = (
            f"{who[first.how]}{f' ({first.by})' if first.by else ''} noticed it"
            f"{late} at {clock(case.local(at), 0.001 if at.microsecond else 1.0)}"
            f"{remark(case, first.place.rpartition(':')[0])}."
        )
        sources = tuple(sorted({notice.place.rpartition(":")[0] for notice in found}))
        method = "The earliest of what counts; the others are in the lines, in the order of time."
        lines = tuple(notice.place for notice in found[:20])
        return Fact(
            self.name, values, text, (Proof(self.sql, sources, lines, method),), self.blind_spots
        )


def _alerts(case: Case, around: Surroundings) -> Iterator[Notice]:
    rows = case.ask(ALERTS)
    for row in rows:
        if relation(case, row, rows, around)[0]:
            place = f"{row['source']}:{row['line']}"
            yield Notice(started(case, row), "monitoring", row["name"], row["summary"], place)


def _messages(case: Case, around: Surroundings) -> Iterator[Notice]:
    for said in conversation(case):
        if not within(said, around.earliest, around.ended + LATEST):
            continue
        if _elsewhere(said.text, around):
            continue
        if quote := from_customers(said):
            yield Notice(said.at, "customer", said.by, quote, said.place)
        elif said.speaker == "bot":
            if _FIRES.search(said.text) and said.does("detected"):
                yield Notice(said.at, "monitoring", said.by, said.text.splitlines()[0], said.place)
        elif quote := notices(said) or speaks_of_it(said, around.broken):
            how = "monitoring" if is_paged(said) else "engineer"
            yield Notice(said.at, how, said.by, quote, said.place)


def _elsewhere(text: str, around: Surroundings) -> bool:
    """Whether a message names a route that was served as usual, and none that broke."""
    words = words_of(text)
    return bool(words & around.served) and not words & (around.broken | around.failing_services)
