"""The front matter and the footnotes of a draft, against the facts they were made from."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from mortem.check.claims.cited import Context, judge_cited
from mortem.check.claims.compare import holds
from mortem.check.claims.known import Known, known_of
from mortem.check.claims.mention import scan
from mortem.check.claims.record import plain, repeated, texts_of
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, UNKNOWN, Verdict
from mortem.document import Document
from mortem.facts import Fact, FactBook, seen


def judge_front(document: Document, book: FactBook, zone: tzinfo) -> Iterator[Verdict]:
    """Start, end, zone, users, day of the id, and the digests of the evidence."""
    front = document.front
    if not front:
        return
    at = _Lines(document)
    window = book.known("outage-window")
    if window is not None:
        for name, key in (("start", "began"), ("end", "ended")):
            if window[key] is not None:
                yield from _moment(front.get(name), window[key], at, name, zone)
        yield from _day(front.get("id"), seen(window)[0].astimezone(zone), at)
    yield from _users(front, book, at)
    yield from _files(front.get("evidence"), book, at)
    yield from _notes(front.get("evidence_notes"), book, at)
    yield from _names(front, book, at)


class _Lines:
    """Where a piece of text stands in the front matter."""

    def __init__(self, document: Document) -> None:
        self.lines = document.lines

    def of(self, key: str, text: str = "") -> tuple[int, int]:
        """Line and column of `text` at or below the key; of the key where there is none."""
        seen = False
        for number, line in enumerate(self.lines, 1):
            seen = seen or line.lstrip("- ").startswith(f"{key}:")
            if seen and text and text in line:
                return number, line.index(text) + 1
            if seen and not text:
                return number, 1
            if number > 1 and line.strip() in ("---", "+++"):
                break
        return 1, 1


def _verdict(
    ok: bool, raw: str, right: str, place: tuple[int, int], known: Known | None = None
) -> Verdict:
    return Verdict(HOLDS if ok else CONTRADICTED, raw, *place, "" if ok else right, known, True)


def _moment(value: Any, true: datetime, at: _Lines, name: str, zone: tzinfo) -> Iterator[Verdict]:
    if value is None:
        return
    raw = str(value)
    try:
        said: datetime | None = (
            value if isinstance(value, datetime) else datetime.fromisoformat(raw)
        )
    except ValueError:
        said = None
    if said is None or said.tzinfo is None:
        if re.match(r"\d{4}-\d\d-\d\d", raw):
            right = true.astimezone(zone).isoformat(timespec="milliseconds")
            yield _verdict(False, raw, right, at.of(name), _window(name))
        return
    fraction = re.search(r":\d\d(\.\d+)", raw)
    unit = 10.0 ** -(len(fraction[1]) - 1) if fraction and fraction[1].rstrip("0") != "." else 1.0
    unit = 0.001 if isinstance(value, datetime) else unit
    right = true.astimezone(zone).isoformat(timespec="milliseconds")
    ok = 0 <= round((true - said).total_seconds(), 6) < unit
    yield _verdict(ok, raw, right, at.of(name), _window(name))


def _window(name: str) -> Known:
    return Known("outage-window", {"start": "began", "end": "ended"}[name], "time", None)


def _day(value: Any, began: datetime, at: _Lines) -> Iterator[Verdict]:
    day = re.match(r"(\d{4}-\d\d-\d\d)\b", str(value or ""))
    if day:
        yield _verdict(day[1] == f"{began:%Y-%m-%d}", day[1], f"{began:%Y-%m-%d}", at.of("id"))


def _users(front: Mapping[str, Any], book: FactBook, at: _Lines) -> Iterator[Verdict]:
    fact = book.known("affected-users")
    for key in ("users_affected", "users affected", "users-affected"):
        value = front.get(key)
        if value is None or fact is None:
            continue
        roles = {"count": ["affected", "active"], "percent": ["percent"]}
        for mention in scan(str(value)):
            names = roles.get(mention.kind)
            if not names:
                continue
            name = names.pop(0) if len(names) > 1 else names[0]
            known = next((k for k in known_of(fact) if k.role == name), None)
            if known is None or fact[name] is None:
                continue
            ok = holds(mention, fact[name], book.zone, strict=True)
            right = f"{fact[name]:,}" if mention.kind == "count" else f"{round(fact[name], 1):g} %"
            yield _verdict(ok, mention.raw, right, at.of(key), known)


def _files(value: Any, book: FactBook, at: _Lines) -> Iterator[Verdict]:
    """Each file must be one that was read, with that digest."""
    if not isinstance(value, list):
        return
    digests = {file.sha256: file.path for file in book.files}
    names = {_base(file.path): file.sha256 for file in book.files}
    for entry in value:
        if not isinstance(entry, Mapping) or "file" not in entry:
            continue
        if "sha256" not in entry:
            raw = next(
                (str(key) for key in entry if str(key).startswith("sha")), str(entry["file"])
            )
            yield _verdict(False, raw, "sha256", at.of("evidence", raw))
            continue
        path, digest = str(entry.get("file", "")), str(entry["sha256"])
        if digest in digests:
            ok = _base(digests[digest]) == _base(path)
            yield _verdict(ok, path, digests[digest], at.of("evidence", path))
        elif _base(path) in names:
            yield _verdict(False, digest, names[_base(path)], at.of("evidence", digest))
        else:
            yield Verdict(UNKNOWN, path, *at.of("evidence", path), "", None, True)


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _notes(value: Any, book: FactBook, at: _Lines) -> Iterator[Verdict]:
    if not isinstance(value, list):
        return
    texts = [note.text for note in book.quality]
    for note in value:
        for _, _, said, right in repeated(plain(str(note)), texts):
            yield _verdict(said == right, said, right, at.of("evidence_notes", said))


def _names(front: Mapping[str, Any], book: FactBook, at: _Lines) -> Iterator[Verdict]:
    """Names with digits in the title and the services must be names of the record."""
    services = front.get("services")
    said = [("title", str(front.get("title") or "")), ("id", str(front.get("id") or "")[10:])]
    said += [("services", str(one)) for one in services] if isinstance(services, list) else []
    words = {w for text in texts_of(book) for w in re.findall(r"[\w./{}-]*\w", text)}
    pieces = {p for w in words for p in re.split(r"[^a-z0-9]+", w.lower())}
    for key, text in said:
        for word in re.findall(r"[\w./{}-]*\w", text):
            if not re.search(r"\d", word):
                continue
            parts = [p for p in re.split(r"[^a-z0-9]+", word.lower()) if re.search(r"\d", p)]
            wrong = [p for p in parts if p not in pieces]
            if (wrong and key != "id") or (wrong and front.get("evidence")):
                right = _nearest(word, words)
                yield _verdict(False, word, right, at.of(key, word))


def _nearest(word: str, words: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(w for w in words if re.search(r"\d", w)), 1, 0.5)
    return near[0] if near else "no such name in the evidence"


def judge_notes(document: Document, book: FactBook, context: Context) -> Iterator[Verdict]:
    """A footnote that names a fact repeats its sentence; each number in it must be the fact's."""
    for name, text in document.footnotes.items():
        fact = book.facts.get(name)
        if fact is None:
            continue
        said = plain(text).partition(" Run again:")[0]
        line = next(
            (n for n, one in enumerate(document.lines, 1) if one.startswith(f"[^{name}]:")), 1
        )
        yield from _note(said, fact, line, document, context)


def _note(
    said: str, fact: Fact, line: int, document: Document, context: Context
) -> Iterator[Verdict]:
    source = document.lines[line - 1] if line <= len(document.lines) else ""
    known = Known(fact.key, "sentence", "name", fact.sentence)
    found = list(repeated(said.rstrip("."), [plain(fact.sentence)]))
    for _, _, raw, right in found:
        yield _verdict(raw == right, raw, right, (line, source.find(raw) + 1 or 1), known)
    if found or fact.values is None:
        return
    for one in judge_cited(said, [fact], context):
        raw = said[one.start : one.end]
        place = (line, source.find(raw) + 1 or 1)
        yield Verdict(one.status, raw, *place, one.right, one.known, True)
