"""A book of facts as text, kept beside a document, and back again without its evidence."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mortem.facts.fact import EvidenceFile, Fact, FactBook, Proof, Quality
from mortem.facts.tojson import to_json

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}")


def to_text(book: FactBook) -> str:
    """The contract's JSON of a book, with its series for charts."""
    return json.dumps({**to_json(book), "series": book.series}, ensure_ascii=False)


def from_text(text: str) -> FactBook:
    """The book that `to_text` wrote; times are aware again, in the book's zone.

    Raises ValueError where the text is no such book.
    """
    try:
        kept = json.loads(text)
        zone = _zone(kept["zone"])
        facts = {key: _fact(key, fact, zone) for key, fact in kept["facts"].items()}
        evidence = kept["evidence"]
        return FactBook(
            facts,
            files=tuple(
                EvidenceFile(**{**file, "first": _time(file["first"]), "last": _time(file["last"])})
                for file in evidence["files"]
            ),
            quality=tuple(Quality(**each) for each in evidence["quality"]),
            rejected=evidence["rejected"],
            zone=zone,
            zone_name=kept["zone"],
            series=kept.get("series", {}),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no book of facts: {error}") from error


def _fact(key: str, fact: Mapping[str, Any], zone: tzinfo) -> Fact:
    proof = tuple(
        Proof(p["sql"], tuple(p["sources"]), tuple(p["lines"]), p.get("method", ""))
        for p in fact["proof"]
    )
    values = None if fact["values"] is None else _aware(fact["values"], zone)
    return Fact(key, values, fact["sentence"], proof, fact["blind_spots"], fact["unknown"])


def _aware(value: Any, zone: tzinfo) -> Any:
    if isinstance(value, str) and _TIME.fullmatch(value):
        return datetime.fromisoformat(value).astimezone(zone)
    if isinstance(value, list):
        return [_aware(each, zone) for each in value]
    if isinstance(value, dict):
        return {name: _aware(each, zone) for name, each in value.items()}
    return value


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _zone(name: str) -> tzinfo:
    offset = re.fullmatch(r"(?:UTC)?([+-])(\d{2}):?(\d{2})", name)
    if offset:
        length = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-length if offset[1] == "-" else length)
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no zone") from error
