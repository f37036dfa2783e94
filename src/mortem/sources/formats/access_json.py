"""Access logs with a JSON object on each line."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mortem.sources import access_records, jsonkeys
from mortem.sources.chunks import sample
from mortem.sources.outcome import Account, Piece
from mortem.sources.pieces import converted
from mortem.sources.reader import BulkReader, Converted, Cutter, Head
from mortem.sources.rows import Note

if TYPE_CHECKING:
    import duckdb


class AccessJson(BulkReader):
    r"""Access logs as JSON lines: nginx, Caddy, Traefik, Envoy, load balancers, and their like.

    Keys are found by their usual spellings, nested (Caddy's `request.method`) or dotted. Durations
    are in seconds for nginx and Caddy, nanoseconds for Traefik, milliseconds for Envoy, else as the
    key says (`_ms`); where neither tells it, the unit is decided from the sizes and said, or the
    durations stay unknown. The stamp is the arrival in Traefik (`StartUTC`), Envoy (`start_time`)
    and wherever the key says start, else the completion. A load balancer's three processing times
    are added up. The client's address is the first of a forwarded-for. Users are named by a key for
    users or sessions.

    What nginx writes without `escape=json` is mended: bytes as `\xNN`, a bare `-`, bare lists of
    times. A line that is no JSON object, or has no readable time or status, is rejected.
    """

    def score(self, head: Head) -> float:
        lines = head.lines[:200]
        if not any(line.lstrip().startswith("{") for line in lines):
            return 0.0
        shares = [jsonkeys.is_access(r) if (r := _record(line)) else 0.0 for line in lines]
        return sum(shares) / len(shares) if shares else 0.0

    def cutter(self, path: Path, label: str, user_field: str = "") -> Cutter:
        records = [r for line in sample(path) if (r := _record(line)) and jsonkeys.is_access(r)]
        return _Cutter(jsonkeys.choose(records, user_field), label, user_field)


@dataclass(frozen=True, slots=True)
class _Cutter(Cutter):
    keys: jsonkeys.Keys
    label: str
    user_field: str

    def cut(self, chunk: bytes) -> Piece:
        return access_records.cut(chunk, self.keys, _engine())

    def converted(self, account: Account) -> Converted:
        if self.keys.said:
            text = f"{self.label}: {self.keys.said}"
            account.notes.append(Note("warning", self.label, None, text))
        if self.user_field and not self.keys.identity:
            text = f"{self.label} has no field or cookie called {self.user_field}: "
            text += "users are address + agent"
            account.notes.append(Note("warning", self.label, None, text))
        resolution = 0.001 if account.fine * 2 > account.rows else 1.0
        return converted(account, resolution, self.keys.stamp_is, self.keys.identity)


@cache
def _engine() -> "duckdb.DuckDBPyConnection":
    """What takes JSON apart; made once, it keeps nothing."""
    import duckdb

    return duckdb.connect(config={"threads": 1})


def _record(line: str) -> dict[str, Any] | None:
    """The object a line holds, mended as in `access_records`; None where it holds none."""
    for text in (line, access_records.mended(line)):
        try:
            value = orjson.loads(text)
        except ValueError:
            continue
        return value if isinstance(value, dict) else None
    return None
