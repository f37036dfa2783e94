"""Question: which alerts fired, and which of them are of this outage."""

from typing import Any, ClassVar

from mortem.facts.clocks import corrected, remark
from mortem.facts.fact import Fact, Proof
from mortem.facts.question import Case, Question
from mortem.facts.relation import ALERTS, relation, started, surroundings
from mortem.facts.wording import count


class Alerts(Question):
    """Every alert that fired, when, and whether it is of this outage.

    An alert is of this outage where it fired (`startsAt`: after its rule's `for`) between the first
    failing request and shortly after the last (half the outage's length, at least two minutes, at
    most fifteen), calls somebody (no heartbeat, severity above info), does not flap (fired three
    times or more outside the outage), and does not speak of something else: another environment, a
    route that was served as usual, a service that logged no errors, backups, disks and the like.
    `why` says which. Times are on the access log's clock.
    """

    sql: ClassVar[str] = ALERTS.strip()
    needs: ClassVar[tuple[str, ...]] = ("outage-window", "broken-routes")
    proceeds_without: ClassVar[bool] = True
    blind_spots: ClassVar[str] = (
        "An alert that was silenced, or whose notification was lost or truncated, is not seen; the"
        " expression of its rule is unknown."
    )

    def answer(self, case: Case) -> Fact:
        window = case.facts["outage-window"]
        if not window.known:
            return self.unknown(window.unknown or "there is no outage")
        rows = case.ask(ALERTS)
        if not rows:
            return self.unknown("no alert is in the evidence")
        around = surroundings(case)
        values: list[dict[str, Any]] = []
        for row in rows:
            ours, why = relation(case, row, rows, around)
            ended = row["ended_at"]
            values.append(
                {
                    "name": row["name"],
                    "fired_at": case.local(started(case, row)),
                    "resolved_at": case.local(corrected(case, row["source"], ended))
                    if ended
                    else None,
                    "severity": row["severity"],
                    "of_this_outage": ours,
                    "why": why + remark(case, row["source"]),
                }
            )
        lines = tuple(f"{row['source']}:{row['line']}" for row in rows[:40])
        sources = tuple(sorted({row["source"] for row in rows}))
        method = "The tests of timing, kind, flapping and subject that `why` names, in that order."
        proof = Proof(self.sql, sources, lines, method)
        return Fact(self.name, values, _sentence(values), (proof,), self.blind_spots)


def _sentence(values: list[dict[str, Any]]) -> str:
    ours = [row for row in values if row["of_this_outage"]]
    if not ours:
        return f"{count(len(values), 'alert')} fired, none of them for this outage."
    names = list(dict.fromkeys(row["name"] for row in ours))
    text = f"{count(len(ours), 'alert')} of this outage fired: {', '.join(names)}"
    others = len(values) - len(ours)
    return text + (
        f"; {others:,} others {'is' if others == 1 else 'are'} not of it." if others else "."
    )
