"""What a question is, and the case it is asked in."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar

from mortem.evidence.store import EvidenceStore
from mortem.facts.fact import Fact
from mortem.registry import Part
from mortem.timespan import Timespan


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the person who asks has decided; everything has a default.

    `zone` is the zone to write in (None: the access log's offset at the onset, else UTC), `window`
    sets the outage by hand, `min_duration` and `slow_after` are seconds (`min_duration` None: 2 %
    of the time the evidence covers, at most 120, at least 3), `services` the names of services.
    """

    zone: tzinfo | None = None
    window: Timespan | None = None
    min_duration: float | None = None
    slow_after: float = 5.0
    services: tuple[str, ...] = ()


@dataclass(slots=True)
class Case:
    """The evidence, what was asked for, and the facts found so far.

    `scratch` is for series that several questions share: compute once, keep by name.
    """

    store: EvidenceStore
    inquiry: Inquiry
    zone: tzinfo
    facts: dict[str, Fact] = field(default_factory=dict)
    scratch: dict[str, Any] = field(default_factory=dict)

    def known(self, key: str) -> Fact | None:
        """A fact found before, None where it is unknown."""
        fact = self.facts.get(key)
        return fact if fact is not None and fact.known else None

    def ask(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """Rows of a SELECT; times in them are aware, in UTC."""
        return self.store.ask(sql, **parameters)

    def local(self, at: datetime) -> datetime:
        """An aware time in the incident's zone."""
        return at.astimezone(self.zone)


class Question(Part):
    """Asked of the evidence; the answer is one fact, whose key is the question's name.

    The docstring is the manual page: what is counted and how, the formula's source, and the blind
    spots. `needs` names the questions whose facts this one builds on: where one of them is unknown,
    so is this one unless `answer` says otherwise (`proceeds_without`).
    """

    sql: ClassVar[str] = ""
    needs: ClassVar[tuple[str, ...]] = ()
    proceeds_without: ClassVar[bool] = False
    blind_spots: ClassVar[str] = ""

    @abstractmethod
    def answer(self, case: Case) -> Fact:
        """Answer from the evidence; never guess: `self.unknown(why)` where it cannot be told."""

    def unknown(self, why: str) -> Fact:
        """The fact that the evidence cannot give this."""
        return Fact(self.name, None, f"Unknown: {why}", (), self.blind_spots, why)


def utc(at: datetime) -> datetime:
    """An aware time as the naive UTC that tables hold, for SQL parameters."""
    return at.astimezone(UTC).replace(tzinfo=None)


Facts = Mapping[str, Fact]
