"""The text of requests, for the few statements that name it: read again from the files."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import polars as pl

from mortem.errors import UnreadableSource
from mortem.sources.reader import Converted, Take

TEXT = ("user_id", "host", "method", "path", "request_id", "address", "agent")
Again = Callable[[Take], Converted]


def make(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    files: Sequence[tuple[str, str, Again]],
    rows: str,
) -> None:
    """Make the view `wide.request`: the table `request` with its text beside it.

    Of each file are given the label, the digest it had, and what reads it again; they are in the
    order of the table. `rows` selects the columns of `request` and the number of each `row`.
    Raises UnreadableSource where a file is no longer what it was.
    """
    folder.mkdir(exist_ok=True)
    row = 0
    parts: list[str] = []

    def take(frame: pl.DataFrame) -> None:
        nonlocal row
        part = folder / f"{len(parts)}.parquet"
        number = pl.int_range(row, row + frame.height, dtype=pl.Int64, eager=True).alias("row")
        frame.select(number, *TEXT).write_parquet(part, compression="lz4", statistics=False)
        parts.append(repr(str(part)))
        row += frame.height

    for label, digest, again in files:
        if again(take).digest != digest:
            raise UnreadableSource(f"{label} changed while it was read; run it again")
    if parts:
        beside = f"read_parquet([{', '.join(parts)}])"
    else:
        none = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in TEXT)
        beside = f"(SELECT CAST(NULL AS BIGINT) AS row, {none})"
    connection.execute(
        f"CREATE OR REPLACE VIEW wide.request AS SELECT n.*, t.* EXCLUDE (row) "
        f"FROM ({rows}) n JOIN {beside} t ON n.row = t.row"
    )


def named_in(sql: str) -> bool:
    """Whether a statement needs the text of requests, and not only their numbers."""
    pattern = rf"\b(?:{'|'.join(TEXT)})\b|\.\*|\bselect\s+(?:distinct\s+)?\*"
    asks = re.search(r"\brequest\b", sql, re.IGNORECASE) is not None
    return asks and re.search(pattern, sql, re.IGNORECASE) is not None
