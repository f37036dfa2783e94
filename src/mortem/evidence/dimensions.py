"""What all requests of one agent, address, path or file have in common, looked at once each."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from mortem.errors import BadSettings
from mortem.evidence import agents as machines
from mortem.evidence import leftout, routes, scanners
from mortem.evidence.coding import PAIR, Kept, address_hash
from mortem.evidence.scope import Scope

_HEALTH = re.compile(
    r"/(?:healthz?|health-?check|livez?|liveness|readyz?|readiness|alive|ping|status|heartbeat"
    r"|_health|up|nginx_status|server-status|stub_status|metrics|actuator/(?:health|info|metrics))"
    r"(?:/(?:live|ready|liveness|readiness))?",
    re.IGNORECASE,
)
_KINDS = {
    "probe": leftout.PROBE, "crawler": leftout.CRAWLER, "library": leftout.LIBRARY, None: 0,
}  # fmt: skip
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the codes of requests stand for.

    `agents` has bits by `agent_code`, `pairs` has `route` and `health` (bits) by `method_code` and
    `shape_code`, `addresses` has bits by the `address` that is a hash; `routes` are all there are.
    """

    routes: list[str]
    pairs: pl.DataFrame
    agents: pl.DataFrame
    addresses: pl.DataFrame


def find(kept: Sequence[Kept], scope: Scope) -> Dimensions:
    """Look at each different agent, address and shape once."""
    agents = _agents(texts(kept, "agent"), scope.ignore_agents)
    pairs, away = _counted(kept)
    named = routes.routes(
        {text: routes.Shape(n, well) for text, n, well in _summed(pairs).iter_rows()}
    )
    health = [
        leftout.HEALTH if _HEALTH.fullmatch(text.partition(" ")[2].rstrip("/")) else 0
        for text in named
    ]
    told = pl.DataFrame(
        {"text": list(named), "route": list(named.values()), "health": health},
        schema_overrides={"text": pl.String, "route": pl.String, "health": pl.Int64},
    )
    machine = leftout.IGNORED_AGENT | leftout.PROBE | leftout.CRAWLER
    machines = agents.filter(pl.col("bits").and_(machine) > 0)["agent_code"]
    scanning = scanners.find(away, _odd(pairs), machines, [one.piece for one in kept])
    seen = pl.concat([one.addresses for one in kept]).unique("hash")
    return Dimensions(
        sorted(set(named.values())),
        pairs.join(told, on="text").select(*PAIR, "route", "health"),
        agents,
        _addresses(seen, scanning, scope.ignore_addresses),
    )


def texts(kept: Sequence[Kept], column: str) -> pl.DataFrame:
    """All codes of a column, each with its `text`."""
    found = [one.texts[column] for one in kept]
    codes = [first + place for first, words in found for place in range(len(words))]
    words = [word for _, words in found for word in words]
    return pl.DataFrame(
        {f"{column}_code": codes, "text": words},
        schema={f"{column}_code": pl.UInt32, "text": pl.String},
    )


def _counted(kept: Sequence[Kept]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of all pieces by method and shape with their `text`, and of what was turned away.

    In the latter the codes of shapes are such that one shape has one.
    """
    shapes = texts(kept, "shape").rename({"text": "shape"})
    methods = texts(kept, "method").rename({"text": "method"})
    pairs = pl.concat(one.pairs for one in kept).group_by(PAIR).agg(pl.col("n", "well").sum())
    pairs = pairs.join(shapes, on="shape_code").join(methods, on="method_code")
    pairs = pairs.with_columns(pl.format("{} {}", "method", "shape").alias("text")).sort("text")
    same = shapes.with_columns(pl.col("shape_code").min().over("shape").alias("one"))
    away = pl.concat(one.away for one in kept).join(same, on="shape_code")
    away = away.drop("shape_code", "shape").rename({"one": "shape_code"})
    keys = ["address", "agent_code", *PAIR]
    return pairs, away.group_by(keys).agg(pl.col("n").sum())


def _summed(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.group_by("text").agg(pl.col("n", "well").sum()).sort("text")


def _odd(pairs: pl.DataFrame) -> pl.DataFrame:
    """The codes of shapes that nobody ever got."""
    return (
        pairs.group_by("shape")
        .agg(pl.col("well").sum(), pl.col("shape_code").unique())
        .filter(pl.col("well") == 0)
        .select(pl.col("shape_code").explode())
    )


def _agents(agents: pl.DataFrame, ignored: tuple[str, ...]) -> pl.DataFrame:
    parts = [part.lower() for part in ignored]
    kinds = machines.kinds(agents["text"])
    bits = [_agent(text, kind, parts) for text, kind in zip(agents["text"], kinds, strict=True)]
    return agents.select("agent_code", pl.Series(bits, dtype=pl.Int64).alias("bits"))


def _agent(text: str, kind: str | None, ignored: Sequence[str]) -> int:
    browser = leftout.BROWSER if text.startswith("Mozilla/") else 0
    if any(part in text.lower() for part in ignored):
        return leftout.AGENT | leftout.IGNORED_AGENT | browser
    return leftout.AGENT | _KINDS[kind] | browser


def _addresses(
    addresses: pl.DataFrame, scanning: pl.Series, ignored: tuple[str, ...]
) -> pl.DataFrame:
    """The hashes of addresses of which something is known, with the bits of each."""
    networks = _networks(ignored)
    bits = [
        (leftout.IGNORED_ADDRESS if _within(text, networks) else 0)
        | (leftout.INSIDE if _inside(text) else 0)
        for text in addresses["text"]
    ]
    told = pl.DataFrame({"address": addresses["hash"], "bits": pl.Series(bits, dtype=pl.Int64)})
    nobody = address_hash(pl.Series([None], dtype=pl.String))[0]
    scans = scanning.filter(scanning != nobody).unique().alias("address").to_frame()
    both = pl.concat([told, scans.with_columns(pl.lit(leftout.SCANNER, pl.Int64).alias("bits"))])
    return both.group_by("address").agg(pl.col("bits").sum()).filter(pl.col("bits") > 0)


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
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    return place.is_private or place.is_loopback or place.is_link_local
