"""The table of requests: columns to Parquet as they are read, what is derived in DuckDB after.

Text is wanted by few questions and numbers by all, so that rows are kept in two parts: narrow rows
in the database, and the text beside them in Parquet, joined by `row` where a statement names it.
"""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from mortem.evidence import agents, routes, scanners, tables
from mortem.sources.reader import Converted, Take

if TYPE_CHECKING:
    from mortem.evidence.store import Scope

TEXT = (
    "user_id", "host", "method", "path", "request_id", "address", "agent",
)  # fmt: skip
NARROW = (
    "stamp", "seconds", "status", "arrival", "completion", "who", "weak", "route", "left_out",
    "failed", "upstream", "upstream_status", "source", "line",
)  # fmt: skip
_HEALTH = re.compile(
    r"/(?:healthz?|health-?check|livez?|liveness|readyz?|readiness|alive|ping|status|heartbeat"
    r"|_health|up|nginx_status|server-status|stub_status|metrics|actuator/(?:health|info|metrics))"
    r"(?:/(?:live|ready|liveness|readiness))?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Source:
    code: int
    label: str
    parts: list[Path] = field(default_factory=list)
    stamp_is: str = "completion"


class Codes:
    """A number for each text of a column, the same over all frames."""

    def __init__(self) -> None:
        self._known = pl.Categories.random()
        self.type = pl.Categorical(self._known)
        self._held = pl.Series([], dtype=self.type)  # without a column that uses them they go

    def frame(self, code: str, text: str) -> pl.DataFrame:
        """All texts with their numbers."""
        texts = self._known.to_series().cast(pl.String).drop_nulls()
        return pl.DataFrame({code: texts.cast(self.type).to_physical(), text: texts})


class Requests:
    """Takes frames of requests in, and makes the table `request` of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, scope: "Scope") -> None:
        self._connection, self._folder, self._scope = connection, folder, scope
        self._sources: list[_Source] = []
        self._row = 0
        self._shapes = Codes()
        self._agents = Codes()
        self._addresses = Codes()
        folder.mkdir(parents=True)
        self.finish()

    def taker(self, label: str) -> tuple[Take, "_Source"]:
        """Where the frames of one file go."""
        source = _Source(len(self._sources), label)
        self._sources.append(source)

        def take(frame: pl.DataFrame) -> None:
            part = self._folder / f"{source.code}-{len(source.parts)}.parquet"
            coded = self._coded(frame, source.code)
            self._row += frame.height
            coded.write_parquet(part, compression="lz4", statistics=True)
            source.parts.append(part)

        return take, source

    def drop(self, source: "_Source") -> None:
        """Forget the rows of a file that turned out to be another's copy."""
        for part in source.parts:
            part.unlink()
        source.parts.clear()

    def settle(self, source: "_Source", converted: Converted) -> None:
        """What is known of a file once it is read."""
        source.stamp_is = converted.stamp_is

    def _coded(self, frame: pl.DataFrame, source: int) -> pl.DataFrame:
        """Text that repeats as numbers, and the user as a hash."""
        address = pl.col("address").hash(1)
        pair = (address * 31 + pl.col("agent").fill_null("").hash(2)).reinterpret(signed=True)
        user = pl.col("user_id").hash(3).reinterpret(signed=True)
        named = pl.col("user_id").is_not_null()
        http = pl.col("method").is_not_null()
        who = pl.when(named).then(user).otherwise(pair)
        group = [pl.lit(None, pl.String)]
        for name, pattern in self._scope.route_groups:
            found = pl.col("path").str.replace(r"[?#].*$", "").str.contains(pattern)
            group.append(pl.when(found).then(pl.lit(name)))
        codes = {"shape": self._shapes, "agent_code": self._agents, "address_code": self._addresses}
        return frame.lazy().with_columns(
            (pl.int_range(pl.len(), dtype=pl.Int64) + self._row).alias("row"),
            pl.lit(source, pl.Int32).alias("source_code"),
            pl.when(http).then(who).alias("who"),
            (~named).alias("weak"),
            routes.shape(pl.col("method"), pl.col("path")).alias("shape"),
            pl.coalesce(group).alias("route_group"),
            pl.col("agent").alias("agent_code"),
            pl.col("address").alias("address_code"),
        ).with_columns(
            pl.col(name).cast(known.type).to_physical() for name, known in codes.items()
        ).collect()  # fmt: skip

    def finish(self) -> None:
        """Derive routes and who counts, and make the tables anew."""
        parts = [str(part) for source in self._sources for part in source.parts]
        run = self._connection.execute
        run("DROP VIEW IF EXISTS wide.request; DROP TABLE IF EXISTS request")
        if not parts:
            self._empty()
            return
        files = ", ".join(f"'{part}'" for part in parts)
        run(f"CREATE OR REPLACE TEMP VIEW part AS SELECT * FROM read_parquet([{files}])")
        self._dimensions()
        run(_NARROW_SQL)
        text = ", ".join(f"p.{name}" for name in TEXT)
        narrow = ", ".join(f"n.{name}" for name in NARROW)
        run(
            f"CREATE VIEW wide.request AS SELECT {narrow}, {text} FROM request n "
            f"JOIN read_parquet([{files}]) p ON n.row = p.row"
        )

    def _empty(self) -> None:
        columns = ", ".join(f"{name} {_TYPES.get(name, 'VARCHAR')}" for name in (*NARROW, *TEXT))
        self._connection.execute("CREATE SCHEMA IF NOT EXISTS wide")
        self._connection.execute(f"CREATE TABLE request ({columns}, row BIGINT)")
        self._connection.execute("CREATE VIEW wide.request AS SELECT * EXCLUDE (row) FROM request")

    def _dimensions(self) -> None:
        """One row a file, agent, address and shape: what all their requests have in common."""
        load = lambda name, frame: tables.replace(self._connection, name, frame)  # noqa: E731
        load("dim_source", pl.DataFrame(
            [(s.code, s.label, s.stamp_is == "completion") for s in self._sources],
            schema={"source_code": pl.Int32, "source": pl.String, "completes": pl.Boolean},
            orient="row",
        ))  # fmt: skip
        load("dim_agent", self._agent_kinds())
        load("dim_shape", self._shape_routes())
        ignored = _networks(self._scope.ignore_addresses)
        addresses = self._addresses.frame("address_code", "address")
        load("dim_address", addresses.with_columns(
            pl.Series("ignored", [_within(a, ignored) for a in addresses["address"]] if ignored
                      else [False] * addresses.height, dtype=pl.Boolean),
            pl.Series("inside", [_inside(a) for a in addresses["address"]], dtype=pl.Boolean),
        ))  # fmt: skip
        scanners.find(self._connection)

    def _agent_kinds(self) -> pl.DataFrame:
        found = self._agents.frame("agent_code", "agent")
        ignored = [part.lower() for part in self._scope.ignore_agents]
        kinds = [
            "ignored" if any(part in text.lower() for part in ignored) else agents.kind(text)
            for text in found["agent"]
        ]
        browser = found["agent"].str.starts_with("Mozilla/")
        return found.with_columns(
            pl.Series("kind", kinds, dtype=pl.String), browser.alias("browser")
        )

    def _shape_routes(self) -> pl.DataFrame:
        found = self._shapes.frame("shape", "text")
        counts = pl.DataFrame(
            self._connection.sql(
                "SELECT shape, count(*) AS n, count(*) FILTER (WHERE status < 400) AS well "
                "FROM part WHERE shape IS NOT NULL GROUP BY shape"
            )
        )
        found = found.join(counts, on="shape", how="inner")
        told = {t: routes.Shape(n, w) for t, n, w in found.select("text", "n", "well").iter_rows()}
        named = routes.routes(told)
        return found.select(
            "shape",
            pl.Series("route", [named[text] for text in found["text"]], dtype=pl.String),
            (pl.col("well") == 0).alias("odd"),
            pl.Series(
                "health",
                [
                    _HEALTH.fullmatch(t.partition(" ")[2].rstrip("/")) is not None
                    for t in found["text"]
                ],
                dtype=pl.Boolean,
            ),
        )


_TYPES = {
    "stamp": "TIMESTAMP", "arrival": "TIMESTAMP", "completion": "TIMESTAMP", "seconds": "DOUBLE",
    "status": "SMALLINT", "who": "BIGINT", "weak": "BOOLEAN", "failed": "BOOLEAN", "line": "BIGINT",
}  # fmt: skip

_NARROW_SQL = """
CREATE TABLE request AS
SELECT p.stamp, p.seconds, p.status,
    CASE WHEN s.completes THEN p.stamp - to_microseconds(CAST(coalesce(round(p.seconds * 1e6), 0) AS BIGINT))
         ELSE p.stamp END AS arrival,
    CASE WHEN s.completes THEN p.stamp
         ELSE p.stamp + to_microseconds(CAST(coalesce(round(p.seconds * 1e6), 0) AS BIGINT))
         END AS completion,
    p.who, p.weak,
    CASE WHEN p.route_group IS NOT NULL THEN p.method || ' ' || p.route_group ELSE r.route END AS route,
    CASE WHEN p.who IS NULL THEN 'not-http'
         WHEN d.ignored OR a.kind = 'ignored' THEN 'ignored'
         WHEN a.kind = 'probe' OR (r.health AND NOT coalesce(a.browser, false)
                                   AND (a.agent_code IS NOT NULL OR d.inside)) THEN 'probe'
         WHEN a.kind = 'crawler' THEN 'bot'
         WHEN c.address_code IS NOT NULL THEN 'scanner'
         WHEN a.kind = 'library' AND p.weak THEN 'bot' END AS left_out,
    p.status >= 500 OR p.status IN (499, 408) AS failed,
    p.upstream, p.upstream_status, s.source, p.line, p.row
FROM part p
JOIN dim_source s ON p.source_code = s.source_code
LEFT JOIN dim_shape r ON p.shape = r.shape
LEFT JOIN dim_agent a ON p.agent_code = a.agent_code
LEFT JOIN dim_address d ON p.address_code = d.address_code
LEFT JOIN dim_scanner c ON p.address_code = c.address_code
"""


_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(texts: tuple[str, ...]) -> tuple[_Network, ...]:
    from mortem.errors import BadSettings

    try:
        return tuple(ipaddress.ip_network(text, strict=False) for text in texts)
    except ValueError as problem:
        raise BadSettings(f"ignore_addresses: {problem}") from problem


def _within(address: str, networks: tuple[_Network, ...]) -> bool:
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(place in network for network in networks)


def _inside(address: str) -> bool:
    """Whether an address is of the machine or the network itself."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return address == "localhost"
