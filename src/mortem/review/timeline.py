"""An incident's timeline on the desk: people add, edit, hide and re-tag; the origin stays."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from mortem.errors import DeskRefused, NotOnDesk
from mortem.review import tables as t
from mortem.review.records import Incident, Person, TimelineEntry
from mortem.review.reviews import Reviews


class Timeline(Reviews):
    """Events of an incident, from the evidence and from people."""

    def replace_evidence_entries(
        self, incident_id: int, found: Iterable[tuple[datetime, str, str, str]]
    ) -> None:
        """Renew what came from the evidence: (aware time, text, kind, `file:line`).

        Entries that people added or touched stay as they are.
        """
        with self.writing() as c:
            untouched = sa.and_(
                t.entry.c.incident_id == incident_id,
                t.entry.c.editor_id.is_(None),
            )
            c.execute(sa.delete(t.entry).where(untouched))
            kept = set(
                c.scalars(sa.select(t.entry.c.origin).where(t.entry.c.incident_id == incident_id))
            )
            for happened_at, text, kind, origin in found:
                if origin not in kept:
                    c.execute(
                        sa.insert(t.entry).values(
                            incident_id=incident_id,
                            happened_at=happened_at,
                            text=text[:2000],
                            kind=kind[:32],
                            origin=origin[:300],
                            hidden=False,
                            updated_at=self.now(),
                        )
                    )

    def entries(self, incident: Incident, *, hidden: bool = True) -> list[TimelineEntry]:
        """The entries in order of time."""
        query = sa.select(t.entry).where(t.entry.c.incident_id == incident.id)
        if not hidden:
            query = query.where(sa.not_(t.entry.c.hidden))
        return self.rows(TimelineEntry, query.order_by(t.entry.c.happened_at, t.entry.c.id))

    def entries_for(
        self, incident: Incident, names: Mapping[int, str], *, hidden: bool = True
    ) -> list[TimelineEntry]:
        """The entries as somebody may see them: who added one goes by the name given by id."""
        shown = {f"added by {p.name}": f"added by {names[p.id]}" for p in self.people()}
        return [
            replace(entry, origin=shown.get(entry.origin, entry.origin))
            for entry in self.entries(incident, hidden=hidden)
        ]

    def add_entry(
        self, by: Person, incident: Incident, happened_at: datetime, text: str, kind: str
    ) -> None:
        """Add what somebody knows; its origin is that person."""
        self.may_edit(by, incident)
        if not text.strip():
            raise DeskRefused("an entry needs words")
        values = {
            "incident_id": incident.id,
            "happened_at": happened_at,
            "text": text.strip()[:2000],
            "kind": kind[:32],
            "origin": f"added by {by.name}",
        }
        with self.writing() as c:
            self.lock(c, incident)
            same = sa.and_(*(t.entry.c[name] == value for name, value in values.items()))
            if c.scalar(sa.select(t.entry.c.id).where(same)) is not None:
                return  # the same form, sent twice
            more = {"hidden": False, "editor_id": by.id, "updated_at": self.now()}
            c.execute(sa.insert(t.entry).values(**values, **more))
            self.note(c, by.id, "entry added", incident.slug)

    def change_entry(
        self, by: Person, incident: Incident, entry_id: int, *, text: str, kind: str, hidden: bool
    ) -> None:
        """Edit, re-tag, hide or show an entry; where it came from stays."""
        self.may_edit(by, incident)
        with self.writing() as c:
            done = c.execute(
                sa.update(t.entry)
                .where(t.entry.c.id == entry_id, t.entry.c.incident_id == incident.id)
                .values(
                    text=text.strip()[:2000],
                    kind=kind[:32],
                    hidden=hidden,
                    editor_id=by.id,
                    updated_at=self.now(),
                )
            )
            if not done.rowcount:
                raise NotOnDesk("there is no such entry")
            self.note(c, by.id, "entry changed", f"{incident.slug}: {entry_id}")
