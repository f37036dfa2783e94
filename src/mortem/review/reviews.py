"""Peer review: who is asked, what they say of each requirement and each line, what they decide."""

import secrets

import sqlalchemy as sa

from mortem.errors import DeskRefused, NotAllowed
from mortem.review import tables as t
from mortem.review.anchors import moved_lines
from mortem.review.documents import Documents
from mortem.review.records import Comment, Incident, Person, Reviewer, RubricMark, Verdict

ALIASES = ("Ash", "Birch", "Cedar", "Elder", "Hazel", "Larch", "Maple", "Oak", "Pine", "Rowan")
ALIAS_COUNT = len(ALIASES)


class Reviews(Documents):
    """Reviewers, rubric marks, comments and verdicts of an incident."""

    def ask_reviewer(self, by: Person, incident: Incident, name: str) -> Reviewer:
        """Ask someone to review; the author cannot review their own."""
        self.may_edit(by, incident)
        person = self.person_named(name)
        if person.id == incident.author_id:
            raise DeskRefused("the author does not review their own postmortem; ask somebody else")
        if not person.active:
            raise DeskRefused(f"the account {person.name!r} is shut")
        with self.writing() as c:
            self.lock(c, incident)
            taken = set(
                c.scalars(
                    sa.select(t.reviewer.c.alias).where(t.reviewer.c.incident_id == incident.id)
                )
            )
            mine = sa.select(t.reviewer.c.id).where(
                t.reviewer.c.incident_id == incident.id, t.reviewer.c.person_id == person.id
            )
            if c.scalar(mine) is None:
                free = [alias for alias in ALIASES if alias not in taken]
                alias = secrets.choice(free) if free else f"Reviewer {len(taken) + 1}"
                c.execute(
                    sa.insert(t.reviewer).values(
                        incident_id=incident.id,
                        person_id=person.id,
                        alias=alias,
                        asked_at=self.now(),
                    )
                )
                self.note(c, by.id, "reviewer asked", f"{incident.slug}: {person.name}")
        return next(r for r in self.reviewers(incident) if r.person_id == person.id)

    def draw_reviewers(self, by: Person, incident: Incident, count: int) -> list[Reviewer]:
        """Class mode: draw reviewers at random among those with the fewest reviews to do."""
        self.may_edit(by, incident)
        busy = sa.select(t.reviewer.c.person_id, sa.func.count().label("n")).group_by(
            t.reviewer.c.person_id
        )
        with self.reading() as c:
            load = {row.person_id: row.n for row in c.execute(busy)}
        asked = {r.person_id for r in self.reviewers(incident)}
        pool = [
            p
            for p in self.people()
            if p.active
            and p.role in {"author", "reviewer"}
            and p.id != incident.author_id
            and p.id not in asked
        ]
        order = secrets.SystemRandom()
        order.shuffle(pool)
        pool.sort(key=lambda p: load.get(p.id, 0))
        return [self.ask_reviewer(by, incident, person.name) for person in pool[:count]]

    def reviewers(self, incident: Incident) -> list[Reviewer]:
        """Everyone who was asked."""
        query = sa.select(t.reviewer).where(t.reviewer.c.incident_id == incident.id)
        return self.rows(Reviewer, query.order_by(t.reviewer.c.id))

    def _asked(self, person: Person, incident: Incident) -> None:
        if person.id not in {r.person_id for r in self.reviewers(incident)}:
            raise NotAllowed("only those who were asked review this postmortem")

    def give_verdict(
        self,
        by: Person,
        incident: Incident,
        decision: str,
        note: str = "",
        revision: int | None = None,
    ) -> Verdict:
        """Approve the latest revision, or ask for changes.

        `revision` is the one that the reviewer read: where the text reads otherwise by now, nothing
        is approved. Nobody approves a text of their own.
        """
        self._asked(by, incident)
        if decision not in {"approve", "changes"}:
            raise DeskRefused("a reviewer approves or asks for changes")
        with self.writing() as c:
            state = self.lock(c, incident)
            if state != "in review":
                raise DeskRefused(f"a postmortem that is {state!r} is not under review")
            alike = self.alike(incident)
            if not alike:
                raise DeskRefused("there is no text to review yet")
            latest = alike[-1].number
            if revision is not None and revision not in {r.number for r in alike}:
                raise DeskRefused(
                    f"the text changed while you read it: revision {latest} is not the {revision} "
                    "that you saw; read it, then decide"
                )
            if decision == "approve" and alike[0].author_id == by.id:
                number = alike[0].number
                raise DeskRefused(f"you wrote revision {number}: somebody else approves it")
            c.execute(
                sa.insert(t.verdict).values(
                    incident_id=incident.id,
                    person_id=by.id,
                    revision=latest,
                    decision=decision,
                    note=note[:10_000],
                    given_at=self.now(),
                )
            )
            self.note(c, by.id, "verdict", f"{incident.slug}: {decision}")
        return [v for v in self.verdicts(incident) if v.person_id == by.id][-1]

    def verdicts(self, incident: Incident) -> list[Verdict]:
        """All verdicts, oldest first."""
        query = sa.select(t.verdict).where(t.verdict.c.incident_id == incident.id)
        return self.rows(Verdict, query.order_by(t.verdict.c.id))

    def mark(self, by: Person, incident: Incident, requirement: str, met: bool, note: str) -> None:
        """A reviewer's tick or cross on a requirement; a second one replaces the first."""
        self._asked(by, incident)
        where = sa.and_(
            t.rubric.c.incident_id == incident.id,
            t.rubric.c.person_id == by.id,
            t.rubric.c.requirement == requirement,
        )
        with self.writing() as c:
            self.lock(c, incident)
            c.execute(sa.delete(t.rubric).where(where))
            c.execute(
                sa.insert(t.rubric).values(
                    incident_id=incident.id,
                    person_id=by.id,
                    requirement=requirement[:60],
                    met=met,
                    note=note[:2000],
                    given_at=self.now(),
                )
            )

    def marks(self, incident: Incident) -> list[RubricMark]:
        """Every reviewer's marks."""
        query = sa.select(t.rubric).where(t.rubric.c.incident_id == incident.id)
        return self.rows(RubricMark, query.order_by(t.rubric.c.id))

    def add_comment(
        self,
        by: Person,
        incident: Incident,
        line: int,
        body: str,
        revision: int | None = None,
    ) -> Comment:
        """A remark on a line (1-based) of a revision: the one that was read, else the latest.

        The same words on the same line, sent twice, are one remark.
        """
        if by.id not in {r.person_id for r in self.reviewers(incident)}:
            self._need(by, "author")
        if not body.strip():
            raise DeskRefused("a comment needs words")
        read = self.revision(incident, revision) if revision else self.latest(incident)
        lines = read.text.split("\n") if read else []
        if read is None or not 1 <= line <= len(lines):
            raise DeskRefused(f"the text has no line {line}")
        values = {
            "incident_id": incident.id,
            "person_id": by.id,
            "revision": read.number,
            "line": line,
            "quote": lines[line - 1],
            "body": body[:10_000],
        }
        with self.writing() as c:
            self.lock(c, incident)
            same = sa.and_(*(t.comment.c[name] == value for name, value in values.items()))
            known = c.scalar(
                sa.select(t.comment.c.id).where(same, t.comment.c.resolved_at.is_(None))
            )
            key = [known]
            if known is None:
                values |= {"written_at": self.now()}
                key = c.execute(sa.insert(t.comment).values(**values)).inserted_primary_key  # type: ignore[assignment]
                self.note(c, by.id, "comment", f"{incident.slug}: line {line}")
        query = sa.select(t.comment).where(t.comment.c.id == key[0])
        return self.one(Comment, query, "the comment is gone")

    def resolve(self, by: Person, incident: Incident, comment_id: int) -> None:
        """Settle a comment: its writer, or whoever may edit the postmortem."""
        query = sa.select(t.comment).where(
            t.comment.c.id == comment_id, t.comment.c.incident_id == incident.id
        )
        comment = self.one(Comment, query, "there is no such comment")
        if comment.person_id != by.id:
            self.may_edit(by, incident)
        with self.writing() as c:
            c.execute(
                sa.update(t.comment)
                .where(t.comment.c.id == comment_id, t.comment.c.resolved_at.is_(None))
                .values(resolved_at=self.now(), resolver_id=by.id)
            )
            self.note(c, by.id, "comment resolved", f"{incident.slug}: {comment_id}")

    def all_comments(self, incident: Incident) -> list[Comment]:
        """Comments as they were written, oldest first."""
        query = sa.select(t.comment).where(t.comment.c.incident_id == incident.id)
        return self.rows(Comment, query.order_by(t.comment.c.id))

    def comments(self, incident: Incident) -> list[tuple[Comment, int | None]]:
        """Comments with the line each stands on in the latest text; None where its line is gone."""
        found, latest = self.all_comments(incident), self.latest(incident)
        if latest is None or not found:
            return [(comment, None) for comment in found]
        query = sa.select(t.revision.c.number, t.revision.c.text).where(
            t.revision.c.incident_id == incident.id,
            t.revision.c.number.in_({comment.revision for comment in found}),
        )
        with self.reading() as c:
            texts = {row.number: row.text for row in c.execute(query)}
        places = {
            number: moved_lines(
                text, latest.text, {each.line for each in found if each.revision == number}
            )
            for number, text in texts.items()
        }
        return [(each, places.get(each.revision, {}).get(each.line)) for each in found]
