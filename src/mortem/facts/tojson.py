"""The facts as the contract's JSON."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from mortem.facts.fact import EvidenceFile, Fact, FactBook, Proof, Quality

SCHEMA = 1


def to_json(book: FactBook, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """The whole book, ready for `json.dumps`: times as RFC 3339 with their offset.

    `only` keeps the facts named; the evidence is always there.
    """
    facts = {key: fact for key, fact in book.items() if not only or key in only}
    return {
        "schema": SCHEMA,
        "zone": book.zone_name,
        "evidence": {
            "files": [_file(file, book.zone) for file in book.files],
            "rejected": book.rejected,
            "quality": [_quality(each) for each in book.quality],
        },
        "facts": {key: _fact(fact) for key, fact in facts.items()},
    }


def _file(file: EvidenceFile, zone: tzinfo) -> dict[str, Any]:
    return {
        "path": file.path,
        "format": file.format,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "rows": file.rows,
        "rejected": file.rejected,
        "first": file.first and _stamp(file.first.astimezone(zone)),
        "last": file.last and _stamp(file.last.astimezone(zone)),
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "kind": quality.kind,
        "source": quality.source,
        "seconds": quality.seconds,
        "text": quality.text,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "values": _plain(fact.values),
        "unknown": fact.unknown,
        "sentence": fact.sentence,
        "proof": [_proof(proof) for proof in fact.proof],
        "blind_spots": fact.blind_spots,
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "sql": proof.sql,
        "sources": list(proof.sources),
        "lines": list(proof.lines),
        "method": proof.method,
    }


def _plain(value: Any) -> Any:
    """What JSON knows: times as text, mappings and sequences down to their leaves."""
    if isinstance(value, datetime):
        return _stamp(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if hasattr(value, "item"):  # a number of numpy's
        return value.item()
    return value


def _stamp(at: datetime) -> str:
    """RFC 3339, to the millisecond where that loses nothing, else to the microsecond."""
    if not at.microsecond:
        return at.isoformat()
    exact = at.microsecond % 1000 == 0
    return at.isoformat(timespec="milliseconds" if exact else "microseconds")
