"""The text of a postmortem: every save is a revision, and nothing is lost."""

import difflib

import sqlalchemy as sa
from merge3 import Merge3

from mortem.errors import DeskRefused
from mortem.review import tables as t
from mortem.review.actions import Actions, unticked
from mortem.review.connection import made
from mortem.review.incidents import one_newline
from mortem.review.records import Conflict, Incident, Person, Revision

LONGEST_TEXT = 100_000  # characters: twenty times the longest postmortem that anybody reads
MOST_LINES = 10_000


def fitting(text: str) -> str:
    """The text itself; raises DeskRefused where it is too long to be one."""
    if len(text) > LONGEST_TEXT:
        raise DeskRefused(f"a text has at most {LONGEST_TEXT:,} characters")
    if text.count("\n") >= MOST_LINES:
        raise DeskRefused(f"a text has at most {MOST_LINES:,} lines")
    return text


class Documents(Actions):
    """Revisions of an incident's text."""

    def save(
        self, by: Person, incident: Incident, text: str, base: int, why: str = ""
    ) -> Revision | Conflict:
        """Save a text that was written over revision `base` (0: there was none).

        Where somebody saved in between, nothing is written and a Conflict comes back, with both
        texts merged line by line. A text equal to the latest is no new revision. Tasks on the board
        follow the text in the same transaction.
        """
        self.may_edit(by, incident)
        text = fitting(one_newline(text))
        with self.writing() as c:
            state = self.lock(c, incident)
            if state in {"approved", "published"}:
                raise DeskRefused(
                    f"the text is {state}: move it back to draft first, so that it is reviewed"
                )
            latest = self._latest(c, incident.id)
            number = latest.number if latest else 0
            if number != base and latest is not None and latest.text != text:
                return self._conflict(c, incident.id, base, latest, text)
            if latest is not None and latest.text == text:
                return latest
            return self._append(c, by.id, incident, text, number + 1, why)

    def _append(
        self,
        c: sa.engine.Connection,
        author_id: int | None,
        incident: Incident,
        text: str,
        number: int,
        why: str,
    ) -> Revision:
        c.execute(
            sa.insert(t.revision).values(
                incident_id=incident.id,
                number=number,
                text=text,
                why=why[:300],
                author_id=author_id,
                saved_at=self.now(),
            )
        )
        self.sync_actions(c, incident.id, text)
        self._touch(c, incident.id)
        self.note(c, author_id, "text saved", f"{incident.slug}: revision {number}")
        saved = self._latest(c, incident.id)
        assert saved is not None  # noqa: S101
        return saved

    def _latest(self, c: sa.engine.Connection, incident_id: int) -> Revision | None:
        query = (
            sa.select(t.revision)
            .where(t.revision.c.incident_id == incident_id)
            .order_by(t.revision.c.number.desc())
            .limit(1)
        )
        row = c.execute(query).mappings().first()
        return made(Revision, dict(row)) if row else None

    def _conflict(
        self, c: sa.engine.Connection, incident_id: int, base: int, latest: Revision, text: str
    ) -> Conflict:
        query = sa.select(t.revision.c.text).where(
            t.revision.c.incident_id == incident_id, t.revision.c.number == base
        )
        common = (c.scalar(query) or "").splitlines(keepends=True)
        merge = Merge3(
            common, text.splitlines(keepends=True), latest.text.splitlines(keepends=True)
        )
        merged = "".join(merge.merge_lines("yours", f"revision {latest.number}"))
        clean = not any(group[0] == "conflict" for group in merge.merge_groups())
        return Conflict(latest, merged, clean)

    def latest(self, incident: Incident) -> Revision | None:
        """The latest revision; None where nothing was written yet."""
        with self.reading() as c:
            return self._latest(c, incident.id)

    def revision(self, incident: Incident, number: int) -> Revision:
        """One revision by its number."""
        query = sa.select(t.revision).where(
            t.revision.c.incident_id == incident.id, t.revision.c.number == number
        )
        return self.one(Revision, query, f"there is no revision {number}")

    def revisions(self, incident: Incident) -> list[Revision]:
        """All revisions, oldest first."""
        query = sa.select(t.revision).where(t.revision.c.incident_id == incident.id)
        return self.rows(Revision, query.order_by(t.revision.c.number))

    def assign(
        self,
        by: Person,
        incident: Incident,
        key: str,
        *,
        owner: str,
        due: str,
        kind: str,
        link: str,
    ) -> None:
        """Set a task's owner, date, type and link; the document's line follows where it can."""
        self.may_edit(by, incident)
        values = {"owner": owner, "due": due, "kind": kind, "link": link}
        with self.writing() as c:
            self.lock(c, incident)
            kept = self.set_action(c, incident.id, key, values)
            self.note(c, by.id, "task edited", f"{incident.slug}: {key}")
            latest = self._latest(c, incident.id)
            if latest is None:
                return
            text = self.assigned(latest.text, key, kept["owner"], kept["due"])
            if text != latest.text:
                self._append(c, by.id, incident, text, latest.number + 1, "task assigned")

    def tick(self, by: Person, incident: Incident, key: str, done: bool) -> Revision:
        """Tick a task on the board: the document's box is ticked in the same transaction."""
        self.may_edit(by, incident)
        with self.writing() as c:
            self.lock(c, incident)
            latest = self._latest(c, incident.id)
            if latest is None:
                raise DeskRefused("there is no text whose task could be ticked")
            text = self.ticked(latest.text, key, done)
            if text == latest.text:
                return latest
            why = "task done" if done else "task opened again"
            return self._append(c, by.id, incident, text, latest.number + 1, why)

    def alike(self, incident: Incident) -> list[Revision]:
        """The latest revisions that differ in ticks, owners and dates of tasks only, oldest first.

        What a reviewer said of one of them holds for the others.
        """
        found: list[Revision] = []
        query = sa.select(t.revision).where(t.revision.c.incident_id == incident.id)
        query = query.order_by(t.revision.c.number.desc()).limit(3)
        with self.reading() as c:
            while True:
                older = query.where(t.revision.c.number < found[0].number) if found else query
                rows = c.execute(older).mappings().all()
                for row in rows:
                    revision = made(Revision, dict(row))
                    if found and unticked(revision.text) != unticked(found[0].text):
                        return found
                    found.insert(0, revision)
                if not rows:
                    return found


def differences(old: Revision, new: Revision) -> list[str]:
    """The lines of a unified diff between two revisions, without the file names."""
    lines = difflib.unified_diff(old.text.splitlines(), new.text.splitlines(), lineterm="", n=3)
    return list(lines)[2:]
