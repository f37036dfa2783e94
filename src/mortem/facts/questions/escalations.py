"""Question: who was called in, when, and by whom."""

from datetime import timedelta
from typing import Any, ClassVar

from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question
from mortem.facts.responders import MESSAGES, conversation
from mortem.facts.speech import OFFICE
from mortem.facts.wording import clock

AFTER = timedelta(hours=1)


class Escalations(Question):
    """Every message of a person that brings in someone else: to whom, by whom, in which words.

    Read from sentences such as "escalating to ...", "paging @...", "handing over to ...", "pulling
    in ...", "opened a case with ..."; those that decline ("no need to escalate") are none. `to` is
    written as in the message, without its article; empty where the sentence does not name it. Only
    messages from the onset to an hour after recovery count.
    """

    sql: ClassVar[str] = MESSAGES.strip()
    needs: ClassVar[tuple[str, ...]] = ("outage-window",)
    blind_spots: ClassVar[str] = "A call that nobody wrote down is not seen; English only."

    def answer(self, case: Case) -> Fact:
        began, ended = seen(case.facts["outage-window"])
        messages = conversation(case)
        if not messages:
            return self.unknown("no message of a person is in the evidence")
        values: list[dict[str, Any]] = []
        lines: list[str] = []
        for said in messages:
            inside = began - timedelta(seconds=said.grain) <= said.at
            if said.speaker == "bot" or not inside or said.at > ended + AFTER:
                continue
            if OFFICE.search(said.text):
                continue
            for reading in said.readings:
                if reading.role == "escalating":
                    at = case.local(said.at)
                    values.append(
                        {"at": at, "to": reading.to, "by": said.by, "quote": reading.quote}
                    )
                    lines.append(said.place)
        sources = tuple(sorted({said.place.rpartition(":")[0] for said in messages}))
        proof = Proof(self.sql, sources, tuple(lines), "The rules for sentences that escalate.")
        return Fact(self.name, values, _sentence(values), (proof,), self.blind_spots)


def _sentence(values: list[dict[str, Any]]) -> str:
    if not values:
        return "Nobody wrote that anyone else was called in."
    told = [f"to {row['to'] or 'someone not named'} at {clock(row['at'], 1.0)}" for row in values]
    return f"It was escalated {', '.join(told)}."
