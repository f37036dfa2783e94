"""Facts, and the book that holds them: the contract between evidence, drafts and checks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from mortem.evidence.quality import EvidenceFile, Quality

__all__ = ["EvidenceFile", "Fact", "FactBook", "Proof", "Quality", "Values", "book", "seen"]

Values = Mapping[str, Any] | list[Any]


@dataclass(frozen=True, slots=True)
class Proof:
    """How anyone can get the number again.

    `sql` is the statement (or statements) that made the series or the value, `sources` the files it
    ran over, `lines` examples as `file:line`, `method` the decision made on the series in Python,
    in a sentence with its parameters ("" where SQL alone decides).
    """

    sql: str
    sources: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    method: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the evidence says, or that it cannot say.

    `values` hold what the contract lists for `key`: aware datetimes in the incident's zone,
    durations in seconds, percentages 0-100; None where the evidence cannot give the fact, and then
    `unknown` says why.
    """

    key: str
    values: Values | None
    sentence: str
    proof: tuple[Proof, ...] = ()
    blind_spots: str = ""
    unknown: str | None = None

    @property
    def known(self) -> bool:
        """Whether the evidence gives this fact."""
        return self.values is not None

    def __getitem__(self, name: str) -> Any:
        """One value by name; raises KeyError where the fact is unknown or a list."""
        if not isinstance(self.values, Mapping):
            raise KeyError(name)
        return self.values[name]

    @property
    def items(self) -> list[Any]:
        """The entries of a fact that is a list; empty where unknown."""
        return self.values if isinstance(self.values, list) else []


@dataclass(frozen=True, slots=True)
class FactBook(Mapping[str, Fact]):
    """All facts of one incident by key, with the evidence they rest on and the incident's zone.

    `zone` is the tzinfo every datetime in it is expressed in, `zone_name` how people write it
    ("UTC", "Africa/Kigali", "+02:00").
    """

    facts: Mapping[str, Fact]
    files: tuple[EvidenceFile, ...]
    quality: tuple[Quality, ...]
    rejected: int
    zone: tzinfo
    zone_name: str
    series: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Fact:
        return self.facts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def known(self, key: str) -> Fact | None:
        """The fact if the evidence gives it, else None."""
        fact = self.facts.get(key)
        return fact if fact is not None and fact.known else None


def book(facts: Iterable[Fact], **rest: Any) -> FactBook:
    """Make a book of facts in the order given."""
    return FactBook({fact.key: fact for fact in facts}, **rest)


def seen(window: Fact) -> tuple[datetime, datetime]:
    """The first and the last moment at which the evidence shows the outage of `outage-window`.

    They are its edges, but where the evidence begins or ends in the middle of it.
    """
    values = window.values if isinstance(window.values, Mapping) else {}
    began, ended = values["began"], values["ended"]
    return (
        values["seen_from"] if began is None else began,
        values["seen_until"] if ended is None else ended,
    )
