"""What all requests of one agent, address, path or file have in common, looked at once each."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import duckdb
import polars as pl

from mortem.errors import BadSettings
from mortem.evidence import agents, routes, scanners, tables
from mortem.evidence.scope import Scope

_HEALTH = re.compile(
    r"/(?:healthz?|health-?check|livez?|liveness|readyz?|readiness|alive|ping|status|heartbeat"
    r"|_health|up|nginx_status|server-status|stub_status|metrics|actuator/(?:health|info|metrics))"
    r"(?:/(?:live|ready|liveness|readiness))?",
    re.IGNORECASE,
)
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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


class _Source(Protocol):
    code: int
    label: str
    stamp_is: str


def make(
    connection: duckdb.DuckDBPyConnection,
    codes: Mapping[str, Codes],
    sources: Sequence[_Source],
    scope: Scope,
) -> None:
    """Make the tables `dim.*` from the view `part` and the texts behind its codes."""
    tables.replace(connection, "dim.method", codes["method"].frame("code", "method"))
    for name in ("upstream", "upstream_status"):
        tables.replace_coded(connection, f"dim.{name}", codes[name].frame("code", name), name)
    files = [(source.code, source.label, source.stamp_is == "completion") for source in sources]
    schema = {"code": pl.Int32, "source": pl.String, "completes": pl.Boolean}
    named = pl.DataFrame(files, schema=schema, orient="row")
    tables.replace_coded(connection, "dim.source", named, "source")
    tables.replace(connection, "dim.agent", _agents(codes["agent"], scope.ignore_agents))
    tables.replace_coded(connection, "dim.shape", _shapes(connection, codes["shape"]), "route")
    tables.replace(connection, "dim.address", _addresses(codes["address"], scope.ignore_addresses))
    scanners.mark(connection)


def _agents(codes: Codes, ignored: tuple[str, ...]) -> pl.DataFrame:
    found = codes.frame("code", "agent")
    parts = [part.lower() for part in ignored]
    kinds = [
        "ignored" if any(part in text.lower() for part in parts) else agents.kind(text)
        for text in found["agent"]
    ]
    flags = [
        pl.Series(name, [kind == name for kind in kinds], dtype=pl.Boolean)
        for name in ("ignored", "probe", "crawler", "library")
    ]
    return found.with_columns(*flags, found["agent"].str.starts_with("Mozilla/").alias("browser"))


def _addresses(codes: Codes, ignored: tuple[str, ...]) -> pl.DataFrame:
    found = codes.frame("code", "address")
    networks = _networks(ignored)
    return found.with_columns(
        pl.Series("ignored", [_within(a, networks) for a in found["address"]], dtype=pl.Boolean),
        pl.Series("inside", [_inside(a) for a in found["address"]], dtype=pl.Boolean),
    )


def _shapes(connection: duckdb.DuckDBPyConnection, codes: Codes) -> pl.DataFrame:
    tables.replace(connection, "dim.shape", codes.frame("code", "shape"))
    found = pl.DataFrame(
        connection.sql(
            "SELECT p.method_code, p.shape_code AS code, m.method || ' ' || s.shape AS text, "
            "p.n, p.well FROM (SELECT method_code, shape_code, count(*) AS n, "
            "count(*) FILTER (WHERE status < 400) AS well FROM part "
            "WHERE method_code IS NOT NULL GROUP BY method_code, shape_code) p "
            "JOIN dim.method m ON p.method_code = m.code JOIN dim.shape s ON p.shape_code = s.code"
        )
    )
    told = {t: routes.Shape(n, w) for t, n, w in found.select("text", "n", "well").iter_rows()}
    named = routes.routes(told)
    paths = [text.partition(" ")[2].rstrip("/") for text in found["text"]]
    health = [_HEALTH.fullmatch(path) is not None for path in paths]
    return found.select(
        "code",
        "method_code",
        pl.Series("route", [named[text] for text in found["text"]], dtype=pl.String),
        (pl.col("well").sum().over("code") == 0).alias("odd"),
        pl.Series("health", health, dtype=pl.Boolean),
    )


def _networks(texts: tuple[str, ...]) -> tuple[_Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text, strict=False) for text in texts)
    except ValueError as problem:
        raise BadSettings(f"ignore_addresses: {problem}") from problem


def _within(address: str, networks: tuple[_Network, ...]) -> bool:
    if not networks:
        return False
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(place in network for network in networks)


def _inside(address: str) -> bool:
    """Whether an address is of the machine or the network itself."""
    if not address.startswith(("10.", "127.", "172.", "192.168.", "::1", "f", "F")):
        return False
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    return place.is_private or place.is_loopback or place.is_link_local
