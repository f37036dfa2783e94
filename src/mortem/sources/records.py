"""JSON records in a file: one a line, one document, a list, or documents one after another."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import orjson

from mortem.sources.lines import numbered, whole
from mortem.sources.reader import HEAD_CHARS, Head
from mortem.sources.rows import Rejected

Fields = dict[str, Any]
T = TypeVar("T")

_NOT_JSON = "not JSON"
_CUT = "the line ends inside its JSON"
_NO_OBJECT = "no JSON object"


class Record(NamedTuple):
    """One JSON object and its place: the line, or its number in a document that has no lines."""

    fields: Fields
    line: int


def records(path: Path, label: str) -> Iterator[Record | Rejected]:
    """Every record of a file in order; what is none is rejected with its line.

    A file whose first line, or every second line, is a complete JSON object has a record a line.
    Any other that begins with a bracket is read as documents, as far as they go: the first broken
    one is rejected with all that follows it.
    """
    first = next(numbered(path), (1, ""))[1].strip()
    if isinstance(loads(first), dict) or first[:1] not in ("{", "["):
        yield from _by_line(path, label)
        return
    text = whole(path)
    if loads(text) is None:
        lines = list(_by_line(path, label))
        good = sum(isinstance(line, Record) for line in lines)
        if good * 2 >= len(lines):
            yield from lines
            return
    found, broken = documents(text)
    if not found and first not in ("{", "["):
        yield from _by_line(path, label)
        return
    for number, value in enumerate(found, 1):
        if isinstance(value, dict):
            yield Record(value, number)
        else:
            yield Rejected(label, number, _NO_OBJECT)
    if broken:
        yield Rejected(label, len(found) + 1, f"{_NOT_JSON}: the document is cut or broken here")


def loads(text: str) -> Any | None:
    """The object or list a text holds, None where it is no JSON."""
    try:
        value = orjson.loads(text)
    except (orjson.JSONDecodeError, ValueError):
        return None
    return value if isinstance(value, dict | list) else None


def _by_line(path: Path, label: str) -> Iterator[Record | Rejected]:
    for number, line in numbered(path):
        value = loads(line)
        if value is None:
            cut = line.lstrip().startswith("{") and not line.rstrip().endswith("}")
            yield Rejected(label, number, _CUT if cut else _NOT_JSON)
        elif isinstance(value, dict):
            yield Record(value, number)
        elif all(isinstance(item, dict) for item in value):
            yield from (Record(item, number) for item in value)
        else:
            yield Rejected(label, number, _NO_OBJECT)


def documents(text: str) -> tuple[list[Any], bool]:
    """The records of one or more documents, a top-level list counting as its items.

    The second value says whether the text breaks off or goes on with something else.
    """
    value = loads(text)
    if value is not None:
        return (value if isinstance(value, list) else [value]), False
    found: list[Any] = []
    decode = json.JSONDecoder().raw_decode
    place, inside = _skip(text, 0), False
    try:
        while place < len(text):
            if text[place] == "[" and not inside:
                inside, place = True, _skip(text, place + 1)
            elif text[place] == "]" and inside:
                inside, place = False, _skip(text, place + 1)
            else:
                _, stop = decode(text, place)
                found.append(orjson.loads(text[place:stop]))
                place = _skip(text, stop, "," if inside else "")
    except (ValueError, RecursionError):
        return found, True
    return found, inside


def _skip(text: str, place: int, also: str = "") -> int:
    skipped = " \t\r\n" + also
    while place < len(text) and text[place] in skipped:
        place += 1
    return place


def read(
    path: Path, label: str, made: Callable[[Record, str], Iterator[T]]
) -> Iterator[T | Rejected]:
    """What is made of each record of a file; what is no record is passed on as rejected."""
    for record in records(path, label):
        if isinstance(record, Rejected):
            yield record
        else:
            yield from made(record, label)


def share(head: Head, mine: Callable[[Fields], bool]) -> float:
    """The share of the records in a file's beginning for which `mine` says yes, 0.0 to 1.0."""
    looked = sample(head)
    if not looked:
        return 0.0
    return sum(bool(isinstance(item, dict) and mine(item)) for item in looked) / len(looked)


def sample(head: Head, most: int = 200) -> list[Any]:
    """Records of a file's beginning; a line that holds none counts as one None."""
    lines = head.lines[:most]
    if not lines:
        return []
    first = loads(lines[0])
    if first is None and lines[0].lstrip()[:1] in ("{", "["):
        found, broken = documents(head.text)
        if found or not broken:
            parsed = [value for line in lines if isinstance(value := loads(line), dict)]
            return found[:most] if len(found) >= len(parsed) else _flat(lines)
        if len(head.text) >= HEAD_CHARS:
            return []
    return _flat(lines)


def _flat(lines: list[str]) -> list[Any]:
    out: list[Any] = []
    for line in lines:
        value = loads(line)
        out.extend(value if isinstance(value, list) and value else [value])
    return out
