"""Incidents: made, found, moved along their states; private ones are private everywhere."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mortem.errors import DeskRefused, NotAllowed
from mortem.review import tables as t
from mortem.review.connection import made
from mortem.review.credentials import Credentials
from mortem.review.records import MOVES, Incident, Move, Person

TRIES = 5  # at an address that others take at the same moment
RESERVED = frozenset({"tags"})  # a folder of the blog
EDITABLE = {"title", "service", "severity", "private", "zone", "began", "ended", "class_mode"}


def slug_of(title: str) -> str:
    """A title as an address: lower-case ASCII letters, digits and hyphens, at most 80."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "incident"


def unguessable(slug: str) -> str:
    """An address with random signs after it, at most 91 characters."""
    return f"{slug[:80]}-{secrets.token_hex(5)}"


def one_newline(text: str) -> str:
    """The text with every line ended in the one way, so that all count the same lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


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


LISTED = (*(c for c in t.incident.c if c.name != "facts"), sa.literal("").label("facts"))


class Incidents(Credentials):
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
        """Open an incident, with a first revision where there is a text.

        The address of a private one ends in random signs: whoever opens one of the same title
        cannot tell by theirs that it is there.
        """
        self.may_open(by)
        title, text = " ".join(title.split())[:300], one_newline(text)
        if not title:
            raise DeskRefused("an incident needs a title")
        known = {key: value for key, value in more.items() if key in EDITABLE}
        row = {"title": title, "private": private, "group_key": group_key, **known}
        for turn in range(TRIES):
            try:
                return self.incident(by, self._insert(by, row, text))
            except sa.exc.IntegrityError:  # another took the address, or the group, at that moment
                if turn + 1 == TRIES or (group_key and self.incident_of_group(group_key)):
                    raise
        raise AssertionError("unreachable")

    def may_open(self, person: Person | None) -> Person:
        """Authors and above open incidents."""
        return self._need(person, "author")

    def _insert(self, by: Person, known: Mapping[str, Any], text: str) -> str:
        slug = slug_of(str(known["title"]))
        if known["private"]:
            slug = unguessable(slug)
        with self.writing() as c:
            alike = sa.select(t.incident.c.slug).where(t.incident.c.slug.like(f"{slug}%"))
            slug = _free(slug, RESERVED | set(c.scalars(alike)))
            row = {**known, "slug": slug, "author_id": by.id}
            row |= {"created_at": self.now(), "updated_at": self.now()}
            key = c.execute(sa.insert(t.incident).values(**row)).inserted_primary_key
            assert key is not None  # noqa: S101
            if text:
                c.execute(
                    sa.insert(t.revision).values(
                        incident_id=key[0],
                        number=1,
                        text=text,
                        why="first text",
                        author_id=by.id,
                        saved_at=self.now(),
                    )
                )
                self.sync_actions(c, key[0], text)
            self.note(c, by.id, "incident opened", slug)
        return slug

    def sync_actions(self, c: sa.engine.Connection, incident_id: int, text: str) -> None:
        """Make the board say what a text says, in the transaction that keeps the text."""
        raise NotImplementedError

    def incident(self, viewer: Person | None, slug: str) -> Incident:
        """One incident by its address; one that may not be seen is as one that is not there."""
        query = sa.select(t.incident).where(t.incident.c.slug == slug, visible_to(viewer))
        return self.one(Incident, query, f"there is no incident {slug!r}")

    def sees(self, person: Person, incident: Incident) -> bool:
        """Whether somebody may know of an incident."""
        query = sa.select(t.incident.c.id).where(t.incident.c.id == incident.id, visible_to(person))
        with self.reading() as c:
            return c.scalar(query) is not None

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
        by service, severity or state; `since` and `until` bound the outage's start (aware). The
        facts are left out: "" in each.
        """
        query = sa.select(*LISTED).where(visible_to(viewer))
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

    def on_blog(self, slugs: AbstractSet[str]) -> set[str]:
        """Those of these addresses whose incidents are published and not private."""
        query = sa.select(t.incident.c.slug).where(
            t.incident.c.slug.in_(slugs),
            t.incident.c.state == "published",
            sa.not_(t.incident.c.private),
        )
        with self.reading() as c:
            return set(c.scalars(query))

    def every_incident(self) -> list[Incident]:
        """All incidents, oldest first, for work in the background."""
        return self.rows(Incident, sa.select(t.incident).order_by(t.incident.c.id))

    def choices(self, viewer: Person | None, column: str) -> list[str]:
        """The values of service or severity among the incidents that the viewer may see."""
        query = sa.select(t.incident.c[column]).where(visible_to(viewer)).distinct()
        with self.reading() as c:
            return sorted(value for value in c.scalars(query) if value)

    def edit_incident(self, by: Person, incident: Incident, **changes: Any) -> Incident:
        """Change title, service, severity, privacy, zone or class mode.

        What becomes private gets a new address, as one opened as private has.
        """
        self.may_edit(by, incident)
        wrong = set(changes) - EDITABLE
        if wrong:
            raise DeskRefused(f"that cannot be changed: {', '.join(sorted(wrong))}")
        if incident.class_mode and not changes.get("class_mode", True):
            self._need(by, "admin")  # or a reviewed author would unmask the reviewers
        slug = incident.slug
        if changes.get("private") and not incident.private:
            slug = unguessable(slug)
        with self.writing() as c:
            self._touch(c, incident.id, slug=slug, **changes)
            self.note(c, by.id, "incident edited", f"{slug}: {', '.join(sorted(changes))}")
        return self.incident(by, slug)

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

    def lock(self, c: sa.engine.Connection, incident: Incident) -> str:
        """Hold an incident until the transaction ends; the state it is in now."""
        query = sa.select(t.incident.c.state).where(t.incident.c.id == incident.id)
        return str(c.scalar(query.with_for_update()))

    def move(
        self,
        by: Person,
        incident: Incident,
        new: str,
        why: str = "",
        policy: Callable[[sa.engine.Connection, str], None] | None = None,
    ) -> Incident:
        """Move an incident along the allowed path.

        `policy` is given the transaction and the old state while nobody else can change the
        incident; it raises where the move must not be.
        """
        self.may_edit(by, incident)
        with self.writing() as c:
            old = self.lock(c, incident)
            if (old, new) not in MOVES:
                raise DeskRefused(f"an incident cannot go from {old!r} to {new!r}")
            if policy is not None:
                policy(c, old)
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


def _free(slug: str, taken: AbstractSet[str]) -> str:
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
