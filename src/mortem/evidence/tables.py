"""The tables of the evidence, made from the row types."""

import types
import typing
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import duckdb
import polars as pl

from mortem.sources.rows import ROWS, Rejected

_SQL = {datetime: "TIMESTAMP", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", str: "VARCHAR"}
_POLARS: dict[type, Any] = {
    datetime: pl.Datetime("us", "UTC"), int: pl.Int64, float: pl.Float64, bool: pl.Boolean,
    str: pl.String,
}  # fmt: skip
TIME = {
    "log_line": "happened_at", "sample": "happened_at", "alert": "started_at",
    "change": "happened_at", "message": "happened_at",
}  # fmt: skip
TABLES: dict[str, type[Any]] = {**ROWS, "rejected": Rejected}


def column(field: str) -> str:
    """The name of a field in SQL: `at` is a reserved word there."""
    return "happened_at" if field == "at" else field


def _plain(annotation: Any) -> type:
    if isinstance(annotation, types.UnionType):
        annotation = next(arg for arg in typing.get_args(annotation) if arg is not type(None))
    return typing.cast("type", annotation)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of sparse rows, empty."""
    for name, row in TABLES.items():
        hints = typing.get_type_hints(row)
        columns = ", ".join(f'"{column(f)}" {_SQL[_plain(t)]}' for f, t in hints.items())
        connection.execute(f"CREATE TABLE {name} ({columns})")


def insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[Any]) -> None:
    """Add rows to one of them; times become naive UTC."""
    hints = typing.get_type_hints(TABLES[name])
    schema = {column(field): _POLARS[_plain(hint)] for field, hint in hints.items()}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    if frame.height:
        times = [n for n, t in schema.items() if t == _POLARS[datetime]]
        load(connection, name, frame.with_columns(pl.col(times).dt.replace_time_zone(None)))


def load(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """Append a frame to a table, column by column."""
    connection.register("incoming", Stream(frame))
    connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
    connection.unregister("incoming")


def enumeration(words: Iterable[str]) -> str:
    """The type of a column of few texts: a number a row, not a text."""
    return f"ENUM ({quoted(words)})"


def quoted(words: Iterable[str]) -> str:
    """Texts as SQL writes them, with commas."""
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


class Stream:
    """A frame as the Arrow stream that DuckDB reads without another library."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)
