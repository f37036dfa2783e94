"""The desk's tables, for SQLite and PostgreSQL alike. Times are stored in UTC, and read aware."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware time: stored as naive UTC, so that both databases compare it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; store UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the desk stores aware times only")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the time back in UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def _id() -> Column[Any]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _to(table: str, *, null: bool = False, name: str | None = None) -> Column[Any]:
    return Column(
        name or f"{table}_id",
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=null,
        index=True,
    )


person = Table(
    "person",
    metadata,
    _id(),
    Column("name", String(80), nullable=False, unique=True),
    Column("shown", String(120), nullable=False),
    Column("email", String(254), nullable=False, default=""),
    Column("role", String(16), nullable=False),
    Column("password", String(255), nullable=False, default=""),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", Moment, nullable=False),
)
session = Table(
    "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    _to("person"),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
token = Table(
    "token",
    metadata,
    _id(),
    _to("person"),
    Column("name", String(80), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scope", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)
login_failure = Table(
    "login_failure",
    metadata,
    _id(),
    Column("who", String(120), nullable=False, index=True),
    Column("happened_at", Moment, nullable=False),
)
incident = Table(
    "incident",
    metadata,
    _id(),
    Column("slug", String(120), nullable=False, unique=True),
    Column("title", String(300), nullable=False),
    Column("service", String(120), nullable=False, default=""),
    Column("severity", String(16), nullable=False, default=""),
    Column("state", String(16), nullable=False, default="draft", index=True),
    Column("private", Boolean, nullable=False, default=False),
    _to("person", null=True, name="author_id"),
    Column("zone", String(64), nullable=False, default="UTC"),
    Column("began", Moment),
    Column("ended", Moment),
    Column("facts", Text, nullable=False, default=""),
    Column("group_key", String(500), unique=True),
    Column("class_mode", Boolean, nullable=False, default=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
revision = Table(
    "revision",
    metadata,
    _id(),
    _to("incident"),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("why", String(300), nullable=False, default=""),
    _to("person", null=True, name="author_id"),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("incident_id", "number"),
)
move = Table(
    "move",
    metadata,
    _id(),
    _to("incident"),
    Column("old", String(16), nullable=False),
    Column("new", String(16), nullable=False),
    _to("person", null=True, name="mover_id"),
    Column("why", String(500), nullable=False, default=""),
    Column("moved_at", Moment, nullable=False),
)
reviewer = Table(
    "reviewer",
    metadata,
    _id(),
    _to("incident"),
    _to("person"),
    Column("alias", String(40), nullable=False, default=""),
    Column("asked_at", Moment, nullable=False),
    UniqueConstraint("incident_id", "person_id"),
)
verdict = Table(
    "verdict",
    metadata,
    _id(),
    _to("incident"),
    _to("person"),
    Column("revision", Integer, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("given_at", Moment, nullable=False),
)
rubric = Table(
    "rubric",
    metadata,
    _id(),
    _to("incident"),
    _to("person"),
    Column("requirement", String(60), nullable=False),
    Column("met", Boolean, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("given_at", Moment, nullable=False),
    UniqueConstraint("incident_id", "person_id", "requirement"),
)
comment = Table(
    "comment",
    metadata,
    _id(),
    _to("incident"),
    _to("person"),
    Column("revision", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("quote", Text, nullable=False, default=""),
    Column("body", Text, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    _to("person", null=True, name="resolver_id"),
)
action = Table(
    "action",
    metadata,
    _id(),
    _to("incident"),
    Column("key", String(32), nullable=False),
    Column("task", Text, nullable=False),
    Column("kind", String(16), nullable=False, default=""),
    Column("owner", String(120), nullable=False, default=""),
    Column("due", String(10), nullable=False, default=""),
    Column("done", Boolean, nullable=False, default=False),
    Column("link", String(500), nullable=False, default=""),
    Column("position", Integer, nullable=False, default=0),
    Column("reminded_on", String(10), nullable=False, default=""),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("incident_id", "key"),
)
entry = Table(
    "entry",
    metadata,
    _id(),
    _to("incident"),
    Column("happened_at", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", String(32), nullable=False, default=""),
    Column("origin", String(300), nullable=False),
    Column("hidden", Boolean, nullable=False, default=False),
    _to("person", null=True, name="editor_id"),
    Column("updated_at", Moment, nullable=False),
)
evidence = Table(
    "evidence",
    metadata,
    _id(),
    _to("incident"),
    Column("path", String(500), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("incident_id", "path"),
)
job = Table(
    "job",
    metadata,
    _id(),
    _to("incident"),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False, default="waiting", index=True),
    Column("share", Float, nullable=False, default=0.0),
    Column("message", Text, nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
)
delivery = Table(
    "delivery",
    metadata,
    _id(),
    _to("incident"),
    Column("digest", String(64), nullable=False, unique=True),
    Column("payload", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    _id(),
    _to("person", null=True),
    Column("what", String(60), nullable=False),
    Column("about", String(200), nullable=False, default=""),
    Column("happened_at", Moment, nullable=False),
)
setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)
Index("ix_revision_latest", revision.c.incident_id, revision.c.number.desc())
