"""Open the sealed truth of a run."""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mortem.errors import UnreadableSource

NAME = "truth.sealed"


@dataclass(frozen=True, slots=True)
class Truth:
    """What truly happened in a run. Times are aware, in UTC; None where nothing was broken."""

    raw: dict[str, Any]

    @property
    def scenario(self) -> str:
        """The scenario's name."""
        return str(self.raw["scenario"])

    @property
    def broken(self) -> bool:
        """Whether users met anything bad."""
        return self.users.get("first_failing_began") is not None

    @property
    def users(self) -> dict[str, Any]:
        """What users met."""
        users: dict[str, Any] = self.raw["users"]
        return users

    @property
    def began(self) -> datetime | None:
        """When the first bad request of a user began."""
        return _moment(self.users.get("first_failing_began"))

    @property
    def ended(self) -> datetime | None:
        """When the last bad request of a user ended."""
        return _moment(self.users.get("last_failing_ended"))

    @property
    def seconds(self) -> float:
        """How long users met it."""
        if self.began is None or self.ended is None:
            return 0.0
        return (self.ended - self.began).total_seconds()

    @property
    def ran(self) -> tuple[datetime, datetime]:
        """From the first to the last request of the run."""
        starts = [request["t"] for request in self.raw["requests"]]
        ends = [request["t"] + request["d"] for request in self.raw["requests"]]
        return (
            datetime.fromtimestamp(min(starts, default=0.0), UTC),
            datetime.fromtimestamp(max(ends, default=0.0), UTC),
        )

    @property
    def logged(self) -> bool:
        """Whether the failures left lines in a log, so that the share of users can be counted."""
        return "access log" in self.raw["shows_in"]


def open_truth(run: Path) -> Truth:
    """The truth of a run; raises UnreadableSource where there is none or it is not whole."""
    path = run / NAME
    if not path.exists():
        raise UnreadableSource(
            f"{run}: no {NAME} in it; name the folder that `mortem lab run` or `play` left"
        )
    header, _, body = path.read_text(encoding="utf-8", errors="replace").partition("\n")
    try:
        if not header.startswith("mortem lab"):
            raise ValueError("wrong header")
        raw = json.loads(zlib.decompress(base64.b64decode(body)))
    except (ValueError, zlib.error, binascii.Error) as error:
        raise UnreadableSource(f"{path}: damaged, or no sealed truth of a run") from error
    return Truth(raw)


def _moment(epoch: float | None) -> datetime | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC)
