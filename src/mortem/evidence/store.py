"""Every row of telemetry in DuckDB, traceable to file and line."""

import re
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mortem.evidence.quality import EvidenceFile, Quality
from mortem.evidence.scope import Scope
from mortem.timespan import Timespan

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

__all__ = ["EvidenceStore", "Scope"]


class EvidenceStore:
    """Telemetry files in, SQL out. Use as a context manager; it works in a temporary folder.

    Tables: `request` (one row a request, with `arrival`, `completion`, `client` (a hash of the
    address), `who`, `weak`, `route`, `left_out` and `failed` derived), `log_line`, `sample`,
    `alert`, `change`, `message` and `rejected`. All times in them are naive UTC.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        from mortem.evidence.intake import Intake

        self.scope = scope or Scope()
        self._folder = tempfile.TemporaryDirectory(prefix="mortem-", ignore_cleanup_errors=True)
        self._intake = Intake(Path(self._folder.name), self.scope)
        self._notes: list[Quality] = []

    def __enter__(self) -> "EvidenceStore":
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the database and remove the temporary folder."""
        self._intake.close()
        self._folder.cleanup()

    def add(
        self, paths: Sequence[Path | str], progress: Callable[[str, float], None] | None = None
    ) -> None:
        """Read files, folders and "-"; `progress` is told a label and the share done (0-1).

        Raises UnreadableSource where a path does not exist or nothing at all is recognised; a file
        among others that no reader knows is named in `quality`.
        """
        self._intake.add(paths, progress)

    def ask(self, sql: str, **parameters: object) -> list[dict[str, Any]]:
        """Rows of one SELECT (parameters as $name); times come back aware, in UTC."""
        cursor = self._intake.reads(sql).execute(sql, _used(sql, parameters))
        names = [column[0] for column in cursor.description or ()]
        return [
            dict(zip(names, (_aware(value) for value in row), strict=True))
            for row in cursor.fetchall()
        ]

    def arrays(self, sql: str, **parameters: object) -> dict[str, "np.ndarray[Any, Any]"]:
        """Columns of one SELECT as arrays.

        Times are whole microseconds since 1970 (UTC). A null is NaN in a column of numbers, which
        then holds floats; None in one of text; the smallest integer in one of times.
        """
        return {column.name: _plain(column) for column in self._frame(sql, parameters)}

    def distinct(self, sql: str, **parameters: object) -> dict[int, int]:
        """How many different numbers in the second column go with each number in the first.

        The statement has these two columns, without nulls. On many rows this is several times
        faster than count(DISTINCT ...).
        """
        found = self._frame(sql, parameters)
        by, what = found.columns
        return dict(found.group_by(by).n_unique().select(by, what).iter_rows())

    def _frame(self, sql: str, parameters: dict[str, object]) -> "pl.DataFrame":
        import polars as pl

        return pl.DataFrame(self._intake.reads(sql).sql(sql, params=_used(sql, parameters)))

    def note(self, quality: Quality) -> None:
        """Add what was found out about the evidence (a clock that is off) to `quality`."""
        if quality not in self._notes:
            self._notes.append(quality)

    @property
    def files(self) -> tuple[EvidenceFile, ...]:
        """What was read, in the order of the names."""
        return tuple(sorted(self._intake.digested(), key=lambda file: file.path))

    def paths(self, kind: str = "") -> tuple[str, ...]:
        """The paths of `files` whose format begins with `kind`, without waiting for digests."""
        files = self._intake.files
        return tuple(sorted(file.path for file in files if file.format.startswith(kind)))

    @property
    def quality(self) -> tuple[Quality, ...]:
        """What must be known about it."""
        return tuple(self._intake.quality + self._notes)

    @property
    def rejected(self) -> int:
        """How many lines of all files were no record of their format."""
        return sum(file.rejected for file in self._intake.files)

    @property
    def identity(self) -> str:
        """What tells users apart: "remote-user", "field NAME", "cookie NAME", "address + agent"."""
        return self._intake.identity

    @property
    def resolution(self) -> float:
        """How fine the access log's stamps are, in seconds; of several, the coarsest."""
        return self._intake.resolution

    @property
    def stamp_is(self) -> str:
        """What the access log stamps: "completion" or "arrival"."""
        return self._intake.stamp_is

    @property
    def covers(self) -> Timespan | None:
        """The time the access log covers; else all evidence; None where nothing is dated."""
        return self._intake.covers()

    def offset_at(self, at: datetime) -> tzinfo | None:
        """The access log's own offset from UTC at an aware moment; None where none is written."""
        return self._intake.offset_at(at)


def _used(sql: str, parameters: dict[str, object]) -> dict[str, object]:
    """The parameters the statement names, aware times as the naive UTC of the tables."""
    named = set(re.findall(r"\$(\w+)", sql))
    return {
        key: value.astimezone(UTC).replace(tzinfo=None)
        if isinstance(value, datetime) and value.tzinfo
        else value
        for key, value in parameters.items()
        if key in named
    }


def _aware(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def _plain(values: "pl.Series") -> "np.ndarray[Any, Any]":
    import polars as pl

    if isinstance(values.dtype, pl.Datetime):
        return values.dt.epoch("us").fill_null(-(2**63)).to_numpy()
    if values.dtype == pl.Boolean and not values.null_count():
        return values.to_numpy()
    if values.dtype.is_integer() and values.dtype != pl.Int128 and not values.null_count():
        return values.to_numpy()
    if values.dtype.is_numeric() or values.dtype == pl.Boolean:
        return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return values.cast(pl.String).to_numpy()
