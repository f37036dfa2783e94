"""Incidents: made, found, moved along their states; private ones are private everywhere."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mortem.errors import DeskRefused, NotAllowed
from mortem.review import tables as t
from mortem.review.accounts import Accounts
from mortem.review.connection import made
from mortem.review.records import MOVES, Incident, Move, Person

EDITABLE = {"title", "service", "severity", "private", "zone", "began", "ended", "class_mode"}


def slug_of(title: str) -> str:
    """A title as an address: lower-case ASCII letters, digits and hyphens, at most 80."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "incident"


def visible_to(person: Person | None) -> sa.ColumnElement[bool]:
    """The incidents that someone may know of: public ones, their own, and those they review."""
    if person is None or not person.active:
        return sa.false()
    if person.role == "admin":
        return sa.true()
    asked = sa.select(t.reviewer.c.incident_id).where(t.reviewer.c.person_id == person.id)
    return sa.or_(
        sa.not_(t.incident.c.private),
        t.incident.c.author_id == person.id,
        t.incident.c.id.in_(asked),
    )


class Incidents(Accounts):
    """The list of incidents, and each one's way from draft to published."""

    def add_incident(
        self,
        by: Person,
        title: str,
        *,
        private: bool = False,
        group_key: str | None = None,
        text: str = "",
        **more: Any,
    ) -> Incident:
        """Open an incident, with a first revision where there is a text."""
        self._need(by, "author")
        title = " ".join(title.split())[:300]
        if not title:
            raise DeskRefused("an incident needs a title")
        with self.writing() as c:
            taken = set(
                c.scalars(
                    sa.select(t.incident.c.slug).where(t.incident.c.slug.like(f"{slug_of(title)}%"))
                )
            )
            row = {
                "slug": _free(slug_of(title), taken),
                "title": title,
                "private": private,
                "group_key": group_key,
                "author_id": by.id,
                "created_at": self.now(),
                "updated_at": self.now(),
                **{key: value for key, value in more.items() if key in EDITABLE},
            }
            made_id = c.execute(sa.insert(t.incident).values(**row)).inserted_primary_key
            assert made_id is not None  # noqa: S101
            if text:
                c.execute(
                    sa.insert(t.revision).values(
                        incident_id=made_id[0],
                        number=1,
                        text=text,
                        why="first text",
                        author_id=by.id,
                        saved_at=self.now(),
                    )
                )
            self.note(c, by.id, "incident opened", str(row["slug"]))
        return self.incident(by, str(row["slug"]))

    def incident(self, viewer: Person | None, slug: str) -> Incident:
        """One incident by its address; one that may not be seen is as one that is not there."""
        query = sa.select(t.incident).where(t.incident.c.slug == slug, visible_to(viewer))
        return self.one(Incident, query, f"there is no incident {slug!r}")

    def incident_by_id(self, incident_id: int) -> Incident:
        """One incident by id, for work in the background."""
        query = sa.select(t.incident).where(t.incident.c.id == incident_id)
        return self.one(Incident, query, "there is no such incident")

    def incidents(
        self,
        viewer: Person | None,
        *,
        search: str = "",
        where: Mapping[str, str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> list[Incident]:
        """Incidents that the viewer may see, newest first.

        `search` wants all its words, in the title, the service or the latest text; `where` filters
        by service, severity or state; `since` and `until` bound the outage's start (aware).
        """
        query = sa.select(t.incident).where(visible_to(viewer))
        for word in search.split()[:10]:
            query = query.where(_says(word))
        for name, value in (where or {}).items():
            if name in {"service", "severity", "state"} and value:
                query = query.where(t.incident.c[name] == value)
        started = sa.func.coalesce(t.incident.c.began, t.incident.c.created_at)
        if since:
            query = query.where(started >= since)
        if until:
            query = query.where(started < until)
        return self.rows(Incident, query.order_by(t.incident.c.id.desc()).limit(limit))

    def named(self, slug: str) -> Incident | None:
        """The incident of an address, whoever asks; None where there is none."""
        query = sa.select(t.incident).where(t.incident.c.slug == slug)
        with self.reading() as c:
            row = c.execute(query).mappings().first()
        return made(Incident, dict(row)) if row else None

    def every_incident(self) -> list[Incident]:
        """All incidents, oldest first, for work in the background."""
        return self.rows(Incident, sa.select(t.incident).order_by(t.incident.c.id))

    def choices(self, viewer: Person | None, column: str) -> list[str]:
        """The values of service or severity among the incidents that the viewer may see."""
        query = sa.select(t.incident.c[column]).where(visible_to(viewer)).distinct()
        with self.reading() as c:
            return sorted(value for value in c.scalars(query) if value)

    def edit_incident(self, by: Person, incident: Incident, **changes: Any) -> Incident:
        """Change title, service, severity, privacy, zone or class mode."""
        self.may_edit(by, incident)
        wrong = set(changes) - EDITABLE
        if wrong:
            raise DeskRefused(f"that cannot be changed: {', '.join(sorted(wrong))}")
        if incident.class_mode and not changes.get("class_mode", True):
            self._need(by, "admin")  # or a reviewed author would unmask the reviewers
        with self.writing() as c:
            self._touch(c, incident.id, **changes)
            self.note(c, by.id, "incident edited", f"{incident.slug}: {', '.join(sorted(changes))}")
        return self.incident(by, incident.slug)

    def keep_facts(self, incident_id: int, facts: str, **changes: Any) -> None:
        """Keep what was computed from the evidence (the contract's JSON, as text)."""
        with self.writing() as c:
            self._touch(c, incident_id, facts=facts, **changes)

    def _touch(self, c: sa.engine.Connection, incident_id: int, **changes: Any) -> None:
        c.execute(
            sa.update(t.incident)
            .where(t.incident.c.id == incident_id)
            .values(updated_at=self.now(), **changes)
        )

    def may_edit(self, person: Person | None, incident: Incident) -> Person:
        """Authors edit their own incidents; reviewers and admins any that they may see."""
        person = self._need(person, "author")
        if person.role == "author" and incident.author_id not in (person.id, None):
            raise NotAllowed("only its author, a reviewer or an admin may change this incident")
        return person

    def move(self, by: Person, incident: Incident, new: str, why: str = "") -> Incident:
        """Move an incident along the allowed path; policy is asked before (`review/policy.py`)."""
        self.may_edit(by, incident)
        with self.writing() as c:
            query = sa.select(t.incident.c.state).where(t.incident.c.id == incident.id)
            old = str(c.scalar(query.with_for_update()))
            if (old, new) not in MOVES:
                raise DeskRefused(f"an incident cannot go from {old!r} to {new!r}")
            self._touch(c, incident.id, state=new)
            c.execute(
                sa.insert(t.move).values(
                    incident_id=incident.id,
                    old=old,
                    new=new,
                    mover_id=by.id,
                    why=why[:500],
                    moved_at=self.now(),
                )
            )
            self.note(c, by.id, "incident moved", f"{incident.slug}: {old} to {new}")
        return self.incident(by, incident.slug)

    def moves(self, incident: Incident) -> list[Move]:
        """Every change of state, oldest first."""
        query = sa.select(t.move).where(t.move.c.incident_id == incident.id).order_by(t.move.c.id)
        return self.rows(Move, query)

    def incident_of_group(self, group_key: str) -> Incident | None:
        """The incident that an alert group opened, if it is still there."""
        query = sa.select(t.incident).where(t.incident.c.group_key == group_key)
        with self.reading() as c:
            row = c.execute(query).mappings().first()
        return made(Incident, dict(row)) if row else None


def _free(slug: str, taken: set[str]) -> str:
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


def _says(word: str) -> sa.ColumnElement[bool]:
    latest = (
        sa.select(sa.func.max(t.revision.c.number))
        .where(t.revision.c.incident_id == t.incident.c.id)
        .correlate(t.incident)
        .scalar_subquery()
    )
    text = (
        sa.select(t.revision.c.text)
        .where(t.revision.c.incident_id == t.incident.c.id, t.revision.c.number == latest)
        .correlate(t.incident)
        .scalar_subquery()
    )
    return sa.or_(
        t.incident.c.title.icontains(word, autoescape=True),
        t.incident.c.service.icontains(word, autoescape=True),
        text.icontains(word, autoescape=True),
    )
