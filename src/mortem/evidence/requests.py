"""The table of requests: columns to Parquet as they are read, the rest derived in DuckDB after.

Text is wanted by few questions and numbers by all, so that rows are kept in two parts: narrow rows
in the database, and the text beside them in Parquet, joined by `row` where a statement names it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from mortem.evidence import dimensions, routes
from mortem.evidence.dimensions import Codes
from mortem.evidence.scope import Scope
from mortem.sources.reader import Converted, Take

TEXT = ("user_id", "host", "method", "path", "request_id", "address", "agent")
_NARROW = {
    "stamp": "TIMESTAMP", "seconds": "DOUBLE", "status": "SMALLINT", "arrival": "TIMESTAMP",
    "completion": "TIMESTAMP", "who": "BIGINT", "weak": "BOOLEAN", "route": "VARCHAR",
    "left_out": "VARCHAR", "failed": "BOOLEAN", "upstream": "VARCHAR",
    "upstream_status": "VARCHAR", "source": "VARCHAR", "line": "BIGINT", "row": "BIGINT",
}  # fmt: skip
_CODED = ("address", "agent", "method", "upstream", "upstream_status")
_TEXT_SQL = {"method": "m.method", "address": "d.address", "agent": "a.agent"}

_NARROW_SQL = """
CREATE TABLE request AS
SELECT p.stamp, p.seconds, p.status,
    CASE WHEN s.completes THEN make_timestamp(epoch_us(p.stamp) - p.took) ELSE p.stamp END
        AS arrival,
    CASE WHEN s.completes THEN p.stamp ELSE make_timestamp(epoch_us(p.stamp) + p.took) END
        AS completion,
    p.who, p.weak, r.route,
    CASE WHEN p.who IS NULL THEN {not-http}
         WHEN d.ignored OR a.ignored THEN {ignored}
         WHEN a.probe OR (r.health AND NOT coalesce(a.browser, false)
                                   AND (a.code IS NOT NULL OR d.inside)) THEN {probe}
         WHEN a.crawler THEN {bot}
         WHEN d.scanner THEN {scanner}
         WHEN a.library AND p.weak THEN {bot} END AS left_out,
    p.status >= 500 OR p.status IN (499, 408) AS failed,
    u.upstream, v.upstream_status, s.source, p.line, p.row
FROM part p
JOIN dim.source s ON p.source_code = s.code
LEFT JOIN dim.shape r ON p.shape_code = r.code AND p.method_code = r.method_code
LEFT JOIN dim.agent a ON p.agent_code = a.code
LEFT JOIN dim.address d ON p.address_code = d.code
LEFT JOIN dim.upstream u ON p.upstream_code = u.code
LEFT JOIN dim.upstream_status v ON p.upstream_status_code = v.code
"""


@dataclass(slots=True)
class Source:
    """One file of requests: its number, label, and what was written of it."""

    code: int
    label: str
    parts: list[Path] = field(default_factory=list)
    stamp_is: str = "completion"


class Requests:
    """Takes frames of requests in, and makes the table `request` of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, scope: Scope) -> None:
        self._connection, self._folder, self._scope = connection, folder, scope
        self._sources: list[Source] = []
        self._row = 0
        self._codes = {name: Codes() for name in ("shape", *_CODED)}
        folder.mkdir(parents=True)
        connection.execute("CREATE SCHEMA dim; CREATE SCHEMA wide")
        self.finish()

    def taker(self, label: str) -> tuple[Take, Source]:
        """Where the frames of one file go."""
        source = Source(len(self._sources), label)
        self._sources.append(source)

        def take(frame: pl.DataFrame) -> None:
            part = self._folder / f"{source.code}-{len(source.parts)}.parquet"
            coded = self._coded(frame, source.code)
            self._row += frame.height
            coded.write_parquet(part, compression="lz4", statistics={"null_count": False})
            source.parts.append(part)

        return take, source

    def drop(self, source: Source) -> None:
        """Forget the rows of a file that turned out to be another's copy."""
        for part in source.parts:
            part.unlink()
        source.parts.clear()

    def settle(self, source: Source, converted: Converted) -> None:
        """What is known of a file once it is read."""
        source.stamp_is = converted.stamp_is

    def _coded(self, frame: pl.DataFrame, source: int) -> pl.DataFrame:
        """Text that repeats as numbers, and the user as a hash."""
        address = pl.col("address").hash(1)
        pair = (address * 31 + pl.col("agent").fill_null("").hash(2)).reinterpret(signed=True)
        named = pl.col("user_id").is_not_null()
        user = pl.col("user_id").hash(3).reinterpret(signed=True)
        who = pl.when(named).then(user).otherwise(pair)
        took = (pl.col("seconds").fill_null(0.0) * 1e6).round().cast(pl.Int64, strict=False)
        out = frame.lazy().with_columns(
            (pl.int_range(pl.len(), dtype=pl.Int64) + self._row).alias("row"),
            pl.lit(source, pl.Int32).alias("source_code"),
            pl.when(pl.col("method").is_not_null()).then(who).alias("who"),
            took.fill_null(0).alias("took"),
            (~named).alias("weak"),
            routes.bare(pl.col("path")).alias("bare"),
            *(
                pl.col(name).cast(self._codes[name].type).to_physical().alias(f"{name}_code")
                for name in _CODED
            ),
        ).drop(_CODED).collect()  # fmt: skip
        return out.with_columns(self._shape_codes(out["bare"]).alias("shape_code")).drop("bare")

    def _shape_codes(self, paths: pl.Series) -> pl.Series:
        """The number of each path's shape; each different path is looked at once."""
        here = Codes()
        coded = paths.cast(here.type).to_physical()
        texts = here.frame("code", "text")["text"]
        shapes = routes.shapes(texts, self._scope.route_groups)
        return shapes.cast(self._codes["shape"].type).to_physical().gather(coded)

    def finish(self) -> None:
        """Derive routes and who counts, and make the tables anew."""
        parts = [str(part) for source in self._sources for part in source.parts]
        run = self._connection.execute
        run("DROP VIEW IF EXISTS wide.request; DROP TABLE IF EXISTS main.request")
        if not parts:
            columns = ", ".join(f"{name} {kind}" for name, kind in _NARROW.items())
            run(f"CREATE TABLE request ({columns})")
            text = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in TEXT)
            run(f"CREATE VIEW wide.request AS SELECT *, {text} FROM main.request")
            return
        read = f"read_parquet([{', '.join(repr(part) for part in parts)}])"
        run(f"CREATE OR REPLACE TEMP VIEW part AS SELECT * FROM {read}")
        dimensions.make(self._connection, self._codes, self._sources, self._scope)
        run(_narrow_sql())
        text = ", ".join(_TEXT_SQL.get(name, f"p.{name}") for name in TEXT)
        run(
            f"CREATE VIEW wide.request AS SELECT n.*, {text} FROM main.request n "
            f"JOIN {read} p ON n.row = p.row "
            "LEFT JOIN dim.agent a ON p.agent_code = a.code "
            "LEFT JOIN dim.address d ON p.address_code = d.code "
            "LEFT JOIN dim.method m ON p.method_code = m.code"
        )


def _narrow_sql() -> str:
    """The statement, with words as constants of their type: a number a row, not a text."""
    words = ("not-http", "ignored", "probe", "bot", "scanner")
    kind = f"ENUM ({', '.join(repr(word) for word in words)})"
    sql = _NARROW_SQL
    for word in words:
        sql = sql.replace(f"{{{word}}}", f"CAST('{word}' AS {kind})")
    return sql


def names_text(sql: str) -> bool:
    """Whether a statement needs the text of requests, and not only their narrow rows."""
    pattern = rf"\b(?:{'|'.join(TEXT)})\b|\.\*|\bselect\s+(?:distinct\s+)?\*"
    return re.search(pattern, sql, re.IGNORECASE) is not None
