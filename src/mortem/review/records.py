"""What the desk gives out: frozen records, all times aware and in UTC."""

from dataclasses import dataclass
from datetime import datetime

ROLES = ("viewer", "author", "reviewer", "admin")
STATES = ("draft", "in review", "approved", "published")
MOVES = frozenset(
    {
        ("draft", "in review"),
        ("in review", "draft"),
        ("in review", "approved"),
        ("approved", "published"),
        ("approved", "draft"),
        ("published", "draft"),
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account. `role` is one of ROLES, each may do what those before it may."""

    id: int
    name: str
    shown: str
    email: str
    role: str
    active: bool

    def may(self, role: str) -> bool:
        """Whether this person has at least this role."""
        return self.active and ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. `facts` is the contract's JSON as text, "" until it was computed."""

    id: int
    slug: str
    title: str
    service: str
    severity: str
    state: str
    private: bool
    author_id: int | None
    zone: str
    began: datetime | None
    ended: datetime | None
    facts: str
    group_key: str | None
    class_mode: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved text; numbers start at 1 and have no gaps."""

    id: int
    incident_id: int
    number: int
    text: str
    why: str
    author_id: int | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved in between: their text, and both merged as far as lines allow.

    `merged` carries conflict marks where both changed the same lines, and `clean` says that there
    are none.
    """

    theirs: Revision
    merged: str
    clean: bool


@dataclass(frozen=True, slots=True)
class Move:
    """One change of state, with who and when."""

    id: int
    incident_id: int
    old: str
    new: str
    mover_id: int | None
    why: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Someone asked to review; `alias` is the name shown in class mode."""

    id: int
    incident_id: int
    person_id: int
    alias: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's decision on one revision: "approve" or "changes"."""

    id: int
    incident_id: int
    person_id: int
    revision: int
    decision: str
    note: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class RubricMark:
    """A reviewer's tick or cross on one requirement of the format."""

    id: int
    incident_id: int
    person_id: int
    requirement: str
    met: bool
    note: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a line (1-based) of a revision; `quote` is that line's text as it was."""

    id: int
    incident_id: int
    person_id: int
    revision: int
    line: int
    quote: str
    body: str
    written_at: datetime
    resolved_at: datetime | None
    resolver_id: int | None


@dataclass(frozen=True, slots=True)
class Action:
    """One task of a postmortem. `due` is an ISO date or "", `kind` prevent, detect or mitigate."""

    id: int
    incident_id: int
    key: str
    task: str
    kind: str
    owner: str
    due: str
    done: bool
    link: str
    position: int
    reminded_on: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event on the incident's timeline; `origin` says where it came from and never changes."""

    id: int
    incident_id: int
    happened_at: datetime
    text: str
    kind: str
    origin: str
    hidden: bool
    editor_id: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One file of evidence: its path in the incident, and its content's digest in the vault."""

    id: int
    incident_id: int
    path: str
    sha256: str
    bytes: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """Background work: waiting, running, done or failed; `share` is the part done (0-1)."""

    id: int
    incident_id: int
    kind: str
    state: str
    share: float
    message: str
    detail: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook call as it came."""

    id: int
    incident_id: int
    digest: str
    payload: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what to what, and when. Never holds a secret."""

    id: int
    person_id: int | None
    what: str
    about: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One place where somebody is logged in; `name` tells it apart and opens nothing."""

    name: str
    created_at: datetime
    expires_at: datetime
    mine: bool
