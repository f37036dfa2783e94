"""What was read, and what a reader of the facts must know about it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file that was read: what it was taken for, its digest and what it held."""

    path: str
    format: str
    bytes: int
    sha256: str
    rows: int
    rejected: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Quality:
    """Something a reader must know about the evidence: a clock off, a zone inferred."""

    kind: str
    source: str
    seconds: float | None
    text: str
