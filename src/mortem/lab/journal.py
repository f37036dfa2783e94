"""Append events to JSON-lines files, stamped with the true time."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def stamp(at: datetime | None = None) -> str:
    """A moment (default: now) as RFC 3339 in UTC with milliseconds."""
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def append(path: Path, entry: dict[str, Any]) -> None:
    """Add one line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def entries(path: Path) -> list[dict[str, Any]]:
    """All lines so far; none where the file is not there yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
