"""Every row of telemetry in DuckDB, traceable to file and line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mortem.evidence.quality import EvidenceFile, Quality


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose requests count, and who a user is.

    `user_field` names the field or cookie that identifies users (None: found by itself),
    `route_groups` maps a route's name to a pattern of paths, the others leave requests out.
    """

    user_field: str | None = None
    route_groups: tuple[tuple[str, str], ...] = ()
    ignore_addresses: tuple[str, ...] = ()
    ignore_agents: tuple[str, ...] = ()


class EvidenceStore:
    """Telemetry files in, SQL out. Use as a context manager; it works in a temporary folder."""

    def __init__(self, scope: Scope | None = None) -> None:
        self.scope = scope or Scope()

    def __enter__(self) -> "EvidenceStore":
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the database and remove the temporary folder."""

    def add(
        self, paths: Sequence[Path | str], progress: Callable[[str, float], None] | None = None
    ) -> None:
        """Read files, folders and "-"; `progress` is told a label and the share done (0-1)."""
        raise NotImplementedError

    def ask(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """Rows of one SELECT (parameters as $name); times come back aware, in UTC."""
        raise NotImplementedError

    @property
    def files(self) -> tuple[EvidenceFile, ...]:
        """What was read."""
        raise NotImplementedError

    @property
    def quality(self) -> tuple[Quality, ...]:
        """What must be known about it."""
        raise NotImplementedError

    @property
    def rejected(self) -> int:
        """How many lines of all files were no record of their format."""
        raise NotImplementedError
