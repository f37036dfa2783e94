"""What one is asked to write a postmortem from memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from mortem.draft.moment import Said, entry


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the answer's name, how it is asked, an example, the label of its blank.

    `rule` is the requirement that the answer serves: its advice stands under the blank. `many`
    says that there may be several answers, one a line.
    """

    name: str
    asks: str
    example: str
    blank: str
    rule: str
    many: bool = False


QUESTIONS: tuple[Asked, ...] = (
    Asked("title", "What is the incident called?", "Checkout outage", "title", "sections"),
    Asked("zone", "In which zone shall times be written?", "UTC, Africa/Kigali, +02:00",
          "time zone", "summary-timezone"),
    Asked("start", "When did it begin?", "2026-11-23 09:00", "when it began", "summary-start"),
    Asked("end", "When did it end?", "10:47", "when it ended", "summary-end"),
    Asked("service", "What was down or slow?", "the checkout page", "what was down or slow",
          "summary-service"),
    Asked("saw", "What did users see?", "a 502 error when they paid", "what users saw",
          "summary-experience"),
    Asked("share", "What share of users was affected?", "30 %, half, all",
          "what share of users was affected", "summary-users-percent"),
    Asked("noticed", "When and how was it noticed?", "09:04 an alert on failed payments",
          "when and how it was noticed", "timeline-detected-how"),
    Asked("entries", "What happened, entry by entry, in any order?",
          "9:12 am we looked at the database", "what happened, beginning with its time",
          "timeline-timed-entries", many=True),
    Asked("cause", "What caused it, and how did that lead to the failure?",
          "A release opened a connection per request, so the pool ran empty",
          "what caused it, and how that led to the failure", "cause-detail"),
    Asked("fix", "What exactly was changed to fix it?", "We rolled back to v1.8.2",
          "what was changed to fix it", "fix-detail"),
    Asked("improve", "What can be improved, broadly?", "Nobody saw the pool fill up",
          "what can be improved, broadly", "measures-improvements"),
    Asked("tasks", "Which tasks follow, one a line?", "Alert at 80 % of the pool (Ana, 3 December)",
          "a task that one can do and tick off", "measures-tasks", many=True),
)  # fmt: skip

# What a timeline must also tell; asked, and left blank, only where its entries do not say it.
POINTS: tuple[Asked, ...] = (
    Asked("actions", "What was looked at, and when?", "09:10 we read the database's log",
          "what was looked at, beginning with its time", "timeline-actions"),
    Asked("assumption", "What was assumed to be the cause at first, and when?",
          "09:12 we suspected the load balancer", "what was assumed at first, beginning with its "
          "time", "timeline-assumption"),
    Asked("misleading", "Which path was wrong, and when was that known?",
          "09:30 the load balancer was ruled out", "which path was wrong, beginning with its time",
          "timeline-misleading"),
    Asked("escalation", "Who was it escalated to, and when?",
          "09:35 escalated to the database team", "who it was escalated to, beginning with its "
          "time", "timeline-escalation"),
    Asked("resolution", "How was it resolved, and when?", "10:47 the rollback was complete",
          "how it was resolved, beginning with its time", "timeline-resolution"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered; what is "" or empty was skipped.

    `start` and `end` are aware, in `zone`; `entries` are as typed, in any order.
    """

    zone: tzinfo = UTC
    start: datetime | None = None
    end: datetime | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> str:
        """One of the texts: title, service, saw, share, noticed, cause, fix, improve."""
        return self.texts.get(name, "").strip()

    def timeline(self) -> list[Said]:
        """The entries on one clock, in order; those without a time come last."""
        said = [entry(text, self.zone, self.start) for text in self.entries if text.strip()]
        if self["noticed"]:
            noticed = entry(self["noticed"], self.zone, self.start)
            said.insert(0, Said(noticed.at, f"Noticed: {noticed.text}"))
        far = datetime.max.replace(tzinfo=UTC)
        return sorted(said, key=lambda each: each.at or far)
