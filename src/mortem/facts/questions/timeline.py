"""Question: what happened, on one clock."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mortem.facts.clocks import corrected
from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question
from mortem.facts.wording import count

ALERTS = """
select started_at, ended_at, name, severity, summary, source, line
from alert order by started_at, source, line
"""
CHANGES = """
select happened_at, finished_at, kind, service, ref, sha, "by", message, source, line
from change order by happened_at, source, line
"""
MESSAGES = """
select happened_at, "by", text, is_bot, source, line
from message order by happened_at, source, line
"""
BURSTS = """
with errors as (
  select happened_at, service, source, line,
         coalesce(nullif(exception, ''), substr(message, 1, 80)) as error
  from log_line where level in ('ERROR', 'CRITICAL', 'FATAL')
), steps as (
  select *, case when happened_at - lag(happened_at) over (
      partition by service, error order by happened_at) < interval 30 second
    then 0 else 1 end as fresh
  from errors
), bursts as (
  select *, sum(fresh) over (partition by service, error order by happened_at, source, line
      rows between unbounded preceding and current row) as burst
  from steps
)
select service, error, burst, count(*) as lines, min(happened_at) as first,
       max(happened_at) as last, arg_min(source, happened_at) as source,
       arg_min(line, happened_at) as line
from bursts group by service, error, burst having count(*) >= 5
order by lines desc, first, service, error limit 40
"""


class Timeline(Question):
    """Puts every event on one clock: alerts, changes, messages, bursts of errors, the window.

    Each event has `at`, `kind` (outage, alert, change, message, bot, log), `what` in one line,
    `name` (of the alert, the release, the error), `who`, `service`, `until` (when it ended or
    finished, if known), `count` (lines of a burst) and `source` as file:line. A burst is five
    or more error lines of one service and one kind with less than 30 s between them; the 40
    largest are shown.

    Blind spots: what nobody logged or wrote down; clocks that are off (see the quality notes).
    """

    sql = "\n;\n".join(part.strip() for part in (ALERTS, CHANGES, MESSAGES, BURSTS))
    needs = ("outage-window",)
    proceeds_without = True
    blind_spots = "What nobody logged or wrote down is missing; a clock that is off shifts events."

    def answer(self, case: Case) -> Fact:
        """All events in the order of their times, in the incident's zone."""
        events = [*_edges(case), *_alerts(case), *_changes(case), *_messages(case), *_bursts(case)]
        if not events:
            return self.unknown("no outage, and no record of alerts, changes, people or errors")
        events.sort(key=lambda e: (e["at"], e["kind"], e["source"], e["what"]))
        kinds = {kind: sum(e["kind"] == kind for e in events) for kind in ORDER}
        counted = ", ".join(count(n, *ORDER[kind]) for kind, n in kinds.items() if n)
        lines = tuple(e["source"] for e in events if e["source"])
        sources = tuple(sorted({line.rpartition(":")[0] for line in lines}))
        proof = Proof(self.sql, sources, lines[:40])
        return Fact(
            self.name,
            events,
            f"On one clock the evidence has {counted}.",
            (proof,),
            self.blind_spots,
        )


ORDER = {
    "outage": ("edge of the outage", "edges of the outage"),
    "alert": ("alert",),
    "change": ("change",),
    "message": ("message of a person", "messages of people"),
    "bot": ("message of a bot", "messages of bots"),
    "log": ("burst of errors in logs", "bursts of errors in logs"),
}


def _event(case: Case, at: datetime, kind: str, what: str, **rest: Any) -> dict[str, Any]:
    """An event with its times on the access log's clock, in the incident's zone."""
    row, until = rest.pop("row", None), rest.pop("until", None)

    def moved(moment: datetime) -> datetime:
        return case.local(corrected(case, row["source"], moment) if row else moment)

    blank = {"name": "", "who": "", "service": "", "count": None}
    return {
        "at": moved(at),
        "kind": kind,
        "what": what,
        "until": moved(until) if until else None,
        "source": f"{row['source']}:{row['line']}" if row else "",
        **blank,
        **rest,
    }


def _edges(case: Case) -> Iterator[dict[str, Any]]:
    window = case.known("outage-window")
    if window is not None:
        began, ended = seen(window)
        first, last = "First request fails", "Last failing request ends"
        if window["began"] is None:
            first = "The access log begins; requests fail already"
        if window["ended"] is None:
            last = "The access log ends; requests still fail"
        yield _event(case, began, "outage", first, name="began")
        yield _event(case, ended, "outage", last, name="ended")


def _alerts(case: Case) -> Iterator[dict[str, Any]]:
    for row in case.ask(ALERTS):
        what = row["name"] + (f": {row['summary']}" if row["summary"] else "")
        yield _event(
            case,
            row["started_at"],
            "alert",
            what,
            name=row["name"],
            until=row["ended_at"],
            row=row,
        )


def _changes(case: Case) -> Iterator[dict[str, Any]]:
    for row in case.ask(CHANGES):
        name = row["ref"] or row["sha"][:10]
        what = " ".join(part for part in (row["kind"], name, "of", row["service"]) if part)
        what = what.removesuffix(" of") if not row["service"] else what
        if row["message"]:
            what += f": {row['message'].splitlines()[0]}"
        yield _event(
            case,
            row["happened_at"],
            "change",
            what,
            name=name or row["kind"],
            who=row["by"],
            service=row["service"],
            until=row["finished_at"],
            row=row,
        )


def _messages(case: Case) -> Iterator[dict[str, Any]]:
    for row in case.ask(MESSAGES):
        kind = "bot" if row["is_bot"] else "message"
        text = " ".join(row["text"].split())
        yield _event(case, row["happened_at"], kind, text, who=row["by"], row=row)


def _bursts(case: Case) -> Iterator[dict[str, Any]]:
    for row in case.ask(BURSTS):
        yield _event(
            case,
            row["first"],
            "log",
            f"{row['error']} ({row['lines']:,} lines)",
            name=row["error"],
            service=row["service"],
            until=row["last"],
            count=row["lines"],
            row=row,
        )
