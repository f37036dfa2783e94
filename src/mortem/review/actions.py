"""Action items: the document's `- [ ]` tasks on a board; each side follows the other."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from mortem.errors import DeskRefused, NotOnDesk
from mortem.review import tables as t
from mortem.review.connection import made
from mortem.review.incidents import LISTED, Incidents, visible_to
from mortem.review.records import Action, Incident, Person

TASK = re.compile(
    r"^(?P<lead>\s*(?:[-*+]|\d+[.)])\s+\[)(?P<mark>[ xX])(?P<tail>\]\s+)(?P<text>.+)$"
)
KIND = re.compile(r"\*{0,2}\(?\b(prevent|detect|mitigate)\b\)?:?\*{0,2}\s*:?\s*", re.I)
OWNER = re.compile(r"(?:\b[Oo]wner:\s*|(?<=[.!?] )Owner\s+)(?!\[)([^,;()\[\]]+)")
DUE = re.compile(r"\bdue:?\s*(\d{4}-\d{2}-\d{2})", re.I)


@dataclass(frozen=True, slots=True)
class Task:
    """One task as the text has it; `line` is 0-based."""

    key: str
    line: int
    text: str
    kind: str
    owner: str
    due: str
    done: bool


def tasks_in(text: str) -> list[Task]:
    """The tasks of a document, outside code. A key holds while the words do not change."""
    found: list[Task] = []
    seen: dict[str, int] = {}
    fenced = False
    for number, line in enumerate(text.split("\n")):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        match = None if fenced else TASK.match(line)
        if match is None:
            continue
        words = re.sub(r"\[\^[^\]]*\]", "", match["text"]).strip()
        bare = _bare(words)
        seen[bare] = seen.get(bare, 0) + 1
        key = hashlib.sha256(f"{bare}#{seen[bare]}".encode()).hexdigest()[:16]
        kind, owner, due = KIND.search(words), OWNER.search(words), DUE.search(words)
        found.append(
            Task(
                key,
                number,
                bare or words,
                kind[1].lower() if kind else "",
                owner[1].strip() if owner else "",
                due[1] if due else "",
                match["mark"] in "xX",
            )
        )
    return found


def is_link(text: str) -> bool:
    """Whether a task's link leads to a web page, and nowhere else."""
    return bool(re.fullmatch(r"https?://[^\s\x00-\x1f]+", text)) and len(text) <= 500


@lru_cache(maxsize=256)
def unticked(text: str) -> str:
    """The text without what the board keeps: boxes, owners and dates of its tasks.

    Two texts that are alike in this are one text to a reviewer.
    """
    lines = text.split("\n")
    for task in tasks_in(text):
        lines[task.line] = f"- [ ] {task.text}"
    return "\n".join(lines)


def names_in(text: str, people: Iterable[Person]) -> list[str]:
    """The people with accounts whom a text names: in full anywhere, by one word as an owner only.

    (One word may be any word: an account `mark` does not make every mark a person.)
    """
    owners = {task.owner.casefold() for task in tasks_in(text)}
    return [
        name
        for person in people
        for name in dict.fromkeys((person.shown, person.name))
        if re.search(r"\W", name) or name.casefold() in owners
    ]


def _bare(words: str) -> str:
    """The task itself, without type, owner and date."""
    words = re.sub(r"\W*\b(owner|due)\b:?\s*\[to fill:[^\]]*\]", "", words, flags=re.I)
    words = re.sub(r"\[to fill:[^\]]*\]", "", words).replace("`", "")
    words = OWNER.sub("", DUE.sub("", words))
    words = KIND.sub("", words, count=1)
    return re.sub(r"\(\s*[,;]?\s*\)", "", words).strip(" ,;:.—–-()")


class Actions(Incidents):
    """The board of tasks across incidents."""

    def sync_actions(self, c: sa.engine.Connection, incident_id: int, text: str) -> None:
        """Make the board say what the text says; owner, date and link set on the board stay."""
        table = t.action
        old = {
            row["key"]: made(Action, dict(row))
            for row in c.execute(
                sa.select(table).where(table.c.incident_id == incident_id)
            ).mappings()
        }
        tasks = tasks_in(text)
        gone = set(old) - {task.key for task in tasks}
        if gone:
            c.execute(
                sa.delete(table).where(table.c.incident_id == incident_id, table.c.key.in_(gone))
            )
        for position, task in enumerate(tasks):
            was = old.get(task.key)
            row = {
                "task": task.text,
                "kind": task.kind or (was.kind if was else ""),
                "owner": task.owner or (was.owner if was else ""),
                "due": task.due or (was.due if was else ""),
                "done": task.done,
                "position": position,
                "updated_at": self.now(),
            }
            if was is None:
                c.execute(sa.insert(table).values(incident_id=incident_id, key=task.key, **row))
            else:
                c.execute(sa.update(table).where(table.c.id == was.id).values(**row))

    @staticmethod
    def ticked(text: str, key: str, done: bool) -> str:
        """The text with one task's box set."""
        lines = text.split("\n")
        for task in tasks_in(text):
            if task.key == key:
                match = TASK.match(lines[task.line])
                assert match is not None  # noqa: S101
                mark = "x" if done else " "
                lines[task.line] = f"{match['lead']}{mark}{match['tail']}{match['text']}"
                return "\n".join(lines)
        raise DeskRefused("that task is not in the text any more; reload the page")

    @staticmethod
    def assigned(text: str, key: str, owner: str, due: str) -> str:
        """The text with a task's owner and date set where its line has a place for them."""
        lines = text.split("\n")
        owner = " ".join(owner.split())
        for task in tasks_in(text):
            if task.key == key:
                line = lines[task.line]
                if owner:
                    blank = "[to fill: owner]" in line
                    line = line.replace("[to fill: owner]", owner)
                    line = line if blank else OWNER.sub(lambda _: f"owner: {owner}", line, count=1)
                if due:
                    line = re.sub(r"\[to fill: (date|due|due date)\]", due, line)
                    line = DUE.sub(f"due {due}", line, count=1)
                lines[task.line] = line
        return "\n".join(lines)

    def actions(
        self,
        viewer: Person | None,
        *,
        incident: Incident | None = None,
        open_only: bool = False,
        owner: str = "",
    ) -> list[tuple[Action, Incident]]:
        """Tasks with their incidents: the open ones first, by due date (undated last)."""
        query = (
            sa.select(t.action, t.incident.c.slug)
            .join(t.incident, t.incident.c.id == t.action.c.incident_id)
            .where(visible_to(viewer))
        )
        if incident is not None:
            query = query.where(t.action.c.incident_id == incident.id)
        if open_only:
            query = query.where(sa.not_(t.action.c.done))
        if owner:
            query = query.where(t.action.c.owner.icontains(owner, autoescape=True))
        undated = sa.case((t.action.c.due == "", 1), else_=0)
        query = query.order_by(t.action.c.done, undated, t.action.c.due, t.action.c.position)
        with self.reading() as c:
            rows = [dict(row) for row in c.execute(query).mappings()]
            ids = {row["incident_id"] for row in rows}
            owners = c.execute(sa.select(*LISTED).where(t.incident.c.id.in_(ids))).mappings()
            by_id = {row["id"]: made(Incident, dict(row)) for row in owners}
        return [(made(Action, row), by_id[row["incident_id"]]) for row in rows]

    def set_action(
        self, c: sa.engine.Connection, incident_id: int, key: str, values: Mapping[str, str]
    ) -> dict[str, str]:
        """Set what the board knows of a task, as it is kept: owner, due, kind and link.

        `due` is an ISO date or ""; links are http(s).
        """
        owner, due = " ".join(values["owner"].split())[:120], values["due"].strip()
        kind, link = values["kind"], values["link"].strip()
        if due:
            try:
                due = date.fromisoformat(due).isoformat()
            except ValueError as error:
                raise DeskRefused(f"{due!r} is no date; write 2026-12-01") from error
        if kind not in {"", "prevent", "detect", "mitigate"}:
            raise DeskRefused("a task prevents, detects or mitigates")
        if link and not is_link(link):
            raise DeskRefused("a link starts with https:// or http://, and has at most 500 letters")
        row = {"owner": owner, "due": due, "kind": kind, "link": link}
        done = c.execute(
            sa.update(t.action)
            .where(t.action.c.incident_id == incident_id, t.action.c.key == key)
            .values(updated_at=self.now(), **row)
        )
        if not done.rowcount:
            raise NotOnDesk("there is no such task any more; reload the page")
        return row

    def overdue(self, today: date) -> list[tuple[Action, int]]:
        """Open tasks past their date that were not reminded of today, with incident ids."""
        query = sa.select(t.action).where(
            sa.not_(t.action.c.done),
            t.action.c.due != "",
            t.action.c.due < today.isoformat(),
            t.action.c.reminded_on != today.isoformat(),
        )
        return [(row, row.incident_id) for row in self.rows(Action, query.order_by(t.action.c.due))]

    def reminded(self, action: Action, today: date) -> None:
        """Remember that a reminder of this task went out today."""
        with self.writing() as c:
            c.execute(
                sa.update(t.action)
                .where(t.action.c.id == action.id)
                .values(reminded_on=today.isoformat())
            )
