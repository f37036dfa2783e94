"""What must not leave the house: hosts, addresses, people, mail addresses, tokens.

Each finding gets a pseudonym; the same thing gets the same pseudonym everywhere in a publication.
"""

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mortem.check.secrets import secrets
from mortem.draft.discretion import looks_like_a_role
from mortem.facts import FactBook
from mortem.facts.stored import from_text, to_text

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_ADDRESS6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){2,7}[0-9a-fA-F]{1,4}(?![\w:])")
_HOST = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"
    r"(?:internal|local|lan|corp|intranet|private|cluster|svc|com|net|org|io|dev|cloud|co|app)"
    r"(?![\w-]|\.\w)",
    re.I,
)
_DOCUMENTATION = tuple(
    ipaddress.ip_network(n)
    for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
_EXAMPLES = re.compile(r"(^|\.)example(\.(com|net|org))?$|^github\.com$", re.I)


@dataclass(frozen=True, slots=True)
class Redaction:
    """One thing found: its kind (host, address, person, e-mail, token), and what stands for it."""

    kind: str
    original: str
    pseudonym: str
    count: int


def plan(
    texts: Iterable[str], book: FactBook | None = None, names: Iterable[str] = ()
) -> list[Redaction]:
    """What would be replaced in these texts, in order of first appearance, with its pseudonym.

    People are those named by the caller, and the authors of messages and changes on record whose
    name is no role. The same original is found once, as the first kind that it is.
    """
    joined = "\n".join(texts)
    seen: dict[tuple[str, str], int] = {}
    known: set[str] = set()
    for kind, original in (*_found(joined, book), *(("person", name) for name in names)):
        if original not in known:
            known.add(original)
            seen[kind, original] = len(_pattern(original).findall(joined))
    numbers: dict[str, int] = {}
    made = []
    for (kind, original), count in seen.items():
        if count:
            numbers[kind] = numbers.get(kind, 0) + 1
            made.append(Redaction(kind, original, _pseudonym(kind, numbers[kind]), count))
    return made


def apply(text: str, redactions: Iterable[Redaction]) -> str:
    """The text with every finding replaced; longer originals first, so that none is cut in two."""
    for each in sorted(redactions, key=lambda r: -len(r.original)):
        text = _pattern(each.original).sub(lambda _, new=each.pseudonym: new, text)  # type: ignore[misc]
    return text


def strings(value: object) -> Iterator[str]:
    """Every text in what JSON can hold."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def texts_of(book: FactBook | None) -> list[str]:
    """What a book of facts says, so that a plan covers what a page shows of it."""
    return list(dict.fromkeys(strings(json.loads(to_text(book))))) if book else []


def redacted_book(book: FactBook | None, redactions: Sequence[Redaction]) -> FactBook | None:
    """The facts with every finding replaced in all that they say."""
    if book is None or not redactions:
        return book

    def replaced(value: object) -> object:
        if isinstance(value, str):
            return apply(value, redactions)
        if isinstance(value, Mapping):
            return {key: replaced(each) for key, each in value.items()}
        return [replaced(each) for each in value] if isinstance(value, list) else value

    return from_text(json.dumps(replaced(json.loads(to_text(book)))))


def _pattern(original: str) -> re.Pattern[str]:
    """The original as a word of its own."""
    edge = r"(?<!\w)" if original[0].isalnum() else ""
    end = r"(?!\w)" if original[-1].isalnum() else ""
    return re.compile(edge + re.escape(original) + end)


def _pseudonym(kind: str, number: int) -> str:
    names: Mapping[str, str] = {
        "host": f"host-{number}.example",
        "address": f"192.0.2.{(number - 1) % 254 + 1}",
        "person": f"Engineer {chr(64 + number) if number <= 26 else number}",
        "e-mail": f"person-{number}@example.org",
        "token": f"[token {number}]",
    }
    return names[kind]


def _found(text: str, book: FactBook | None) -> Iterator[tuple[str, str]]:
    lines = text.splitlines()
    for line, start, end, _ in secrets(text):
        yield "token", lines[line][start:end]
    for match in _MAIL.finditer(text):
        if not match[0].lower().endswith(("@example.org", "@example.com", "@example.net")):
            yield "e-mail", match[0]
    for match in (*_ADDRESS.finditer(text), *_ADDRESS6.finditer(text)):
        if _is_someones(match[0]):
            yield "address", match[0]
    for match in _HOST.finditer(text):
        if not _EXAMPLES.search(match[0]) and not match[0].replace(".", "").isdigit():
            yield "host", match[0]
    for who in _people(book):
        yield "person", who


def _is_someones(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not any(address in net for net in _DOCUMENTATION if net.version == address.version)


def _people(book: FactBook | None) -> Iterator[str]:
    timeline = book.known("timeline") if book else None
    names = {str(e.get("who") or "") for e in timeline.items} if timeline else set()
    yield from sorted(
        (n for n in names if n and not looks_like_a_role(n)), key=lambda n: (-len(n), n)
    )
