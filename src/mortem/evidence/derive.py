"""What the evidence store adds to each request: arrival, user, route, and whether it counts."""

from typing import TYPE_CHECKING

import duckdb
import polars as pl

from mortem.evidence import agents, routes, tables

if TYPE_CHECKING:
    from mortem.evidence.store import Scope

TIME = {
    "log_line": "happened_at", "sample": "happened_at", "alert": "started_at",
    "change": "happened_at", "message": "happened_at",
}  # fmt: skip


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table of requests, empty."""
    connection.execute("""
        CREATE TABLE request (
            stamp TIMESTAMP, seconds DOUBLE, address VARCHAR, user_id VARCHAR, host VARCHAR,
            method VARCHAR, path VARCHAR, status SMALLINT, agent VARCHAR, upstream VARCHAR,
            upstream_status VARCHAR, request_id VARCHAR, line BIGINT, source VARCHAR,
            arrival TIMESTAMP, completion TIMESTAMP, who BIGINT, weak BOOLEAN, failed BOOLEAN,
            route VARCHAR, left_out VARCHAR)""")


def append(
    connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame, label: str, stamp_is: str
) -> None:
    """Add the rows of one file."""
    took = (pl.col("seconds").fill_null(0.0) * 1e6).round().cast(pl.Duration("us"))
    who = (
        pl.when(pl.col("user_id").is_not_null())
        .then(pl.col("user_id").hash())
        .otherwise(
            pl.concat_str([pl.col("address"), pl.col("agent").fill_null("")], separator="\0").hash()
        )
    )
    completes = stamp_is == "completion"
    table = frame.with_columns(
        pl.lit(label).alias("source"),
        (pl.col("stamp") - took if completes else pl.col("stamp")).alias("arrival"),
        (pl.col("stamp") if completes else pl.col("stamp") + took).alias("completion"),
        pl.when(pl.col("method").is_not_null()).then(who.reinterpret(signed=True)).alias("who"),
        pl.col("user_id").is_null().alias("weak"),
        ((pl.col("status") >= 500) | pl.col("status").is_in([499, 408])).alias("failed"),
        pl.lit(None, pl.String).alias("route"),
        pl.lit(None, pl.String).alias("left_out"),
    )
    tables.load(connection, "request", table)


def finish(connection: duckdb.DuckDBPyConnection, scope: "Scope") -> None:
    """Fill in what needs all rows: routes, and whose requests do not count."""
    connection.create_function("route_of", routes.route, null_handling="special")  # type: ignore[arg-type]
    connection.create_function("kind_of", agents.kind, null_handling="special")  # type: ignore[arg-type]
    connection.execute("""
        CREATE OR REPLACE TABLE route_by_path AS
            SELECT method, path, route_of(method, path) AS route
            FROM (SELECT DISTINCT method, path FROM request WHERE method IS NOT NULL) t;
        CREATE OR REPLACE TABLE kind_by_agent AS
            SELECT agent, kind_of(agent) AS kind
            FROM (SELECT DISTINCT agent FROM request WHERE agent IS NOT NULL) t;
        UPDATE request SET route = r.route FROM route_by_path r
            WHERE request.method = r.method AND request.path = r.path;
        UPDATE request SET left_out = 'not-http' WHERE method IS NULL;
        UPDATE request SET left_out = k.kind FROM kind_by_agent k
            WHERE request.agent = k.agent AND request.method IS NOT NULL;
    """)
