"""Whether an exported incident is one that a desk could have written."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from mortem.errors import DeskRefused, MortemError
from mortem.review import tables as t
from mortem.review.accounts import plain_name
from mortem.review.actions import is_link
from mortem.review.documents import LONGEST_TEXT
from mortem.review.records import STATES

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})?")
KINDS = frozenset({"", "prevent", "detect", "mitigate"})
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def genuine(head: Mapping[str, Any], rows: Rows, shown: Mapping[str, str]) -> None:
    """Refuse, before anything is kept, what no desk writes.

    Raises DeskRefused naming the value. That a verdict was given is taken on the exporter's word.
    """
    _is(isinstance(head["slug"], str) and SLUG.fullmatch(head["slug"]), "slug", head["slug"])
    _is(head["state"] in STATES, "state", head["state"])
    for name in sorted(shown):
        _is(plain_name(name) == name, "name", name)
    numbers = [row["number"] for row in rows["revision"]]
    _is(numbers == list(range(1, len(numbers) + 1)), "revision numbers", numbers[:5])
    for row in rows["revision"]:
        _is(len(row["text"]) <= LONGEST_TEXT, "length of a text", len(row["text"]))
    for action in rows["action"]:
        link = action["link"]
        _is(link == "" or is_link(link), "link", link)
        _is(DAY.fullmatch(action["due"]), "date", action["due"])
        _is(action["kind"] in KINDS, "kind", action["kind"])
    for verdict in rows["verdict"]:
        _is(verdict["decision"] in {"approve", "changes"}, "decision", verdict["decision"])
    _facts(head["facts"])
    _fits(t.incident, head)
    for table in t.metadata.sorted_tables:
        for row in rows.get(table.name, ()):
            _fits(table, row)


def _is(good: object, what: str, value: object) -> None:
    if not good:
        raise DeskRefused(f"{str(value)[:80]!r} is no {what} that a desk writes")


def _facts(text: str) -> None:
    from mortem.facts.stored import from_text

    try:
        if text:
            from_text(text)
    except (MortemError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise DeskRefused(f"the facts cannot be read: {error}") from error


def _fits(table: sa.Table, row: Mapping[str, Any]) -> None:
    """Texts are as long as their column lets them be, on every database, and hold no NUL."""
    for key, value in row.items():
        kind = table.c[key].type if key in table.c else None
        if isinstance(value, str):
            longest = getattr(kind, "length", None) or len(value)
            _is(len(value) <= longest and "\x00" not in value, key, value)
