"""One way into the database: every write is one transaction, on SQLite and PostgreSQL alike."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from mortem.errors import NotOnDesk
from mortem.review import tables

R = TypeVar("R")
_LOOKS = threading.local()  # each thread's open look, by its engine


def engine_for(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`.

    SQLite runs in WAL with foreign keys and a 30 s wait for the writer's lock; a write takes that
    lock when it begins, so that two writers queue instead of failing half-way.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
    engine = sa.create_engine(
        url,
        pool_size=20,
        max_overflow=30,  # more than there are threads: none waits for a connection
        connect_args={"timeout": 30, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _pragmas(raw: Any, _record: Any) -> None:
        raw.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        reading = conn.get_execution_options().get("reading", False)
        conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


class Connected:
    """What every part of the desk stands on: the engine, the clock, rows to records."""

    engine: Engine
    data: Path

    @staticmethod
    def now() -> datetime:
        """The time, aware, in UTC."""
        return datetime.now(UTC)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it, or nothing."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent look at the database; a look inside a look is the same look."""
        looks = _LOOKS.__dict__
        key = str(id(self.engine))
        if key in looks:
            yield looks[key]
            return
        with self.engine.connect().execution_options(reading=True) as connection:
            looks[key] = connection
            try:
                yield connection
            finally:
                del looks[key]

    def rows(self, kind: type[R], query: sa.Select[Any]) -> list[R]:
        """The records that a query over one table gives."""
        with self.reading() as connection:
            return [made(kind, dict(row)) for row in connection.execute(query).mappings()]

    def one(self, kind: type[R], query: sa.Select[Any], missing: str) -> R:
        """One record, or NotOnDesk with what is missing."""
        found = self.rows(kind, query.limit(1))
        if not found:
            raise NotOnDesk(missing)
        return found[0]

    def note(self, connection: Connection, person_id: int | None, what: str, about: str) -> None:
        """Write one line of the audit log, in the transaction of what it tells of."""
        connection.execute(
            sa.insert(tables.audit).values(
                person_id=person_id, what=what, about=about[:200], happened_at=self.now()
            )
        )


def made(kind: type[R], row: Mapping[str, Any]) -> R:
    """A record from a row that may hold more columns than the record has."""
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: row[name] for name in names})
