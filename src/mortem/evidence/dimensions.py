"""What all requests of one agent, address, path or file have in common, looked at once each."""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from mortem.errors import BadSettings
from mortem.evidence import agents as machines
from mortem.evidence import leftout, routes, scanners
from mortem.evidence.coding import Kept, address_hash
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
RANKED = ("upstream", "upstream_status")
_Ints = np.ndarray[tuple[int], np.dtype[Any]]
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the codes of requests stand for: texts by number, and numbers by each coder's codes.

    `words` are the texts of the columns that have few, in order. The tables have a row a code.
    """

    words: dict[str, list[str]]
    _route: dict[int, _Ints]  # the place among the routes, by pair
    _bits: dict[int, _Ints]  # by pair
    _agents: dict[int, _Ints]  # bits by agent
    _ranks: list[tuple[str, dict[int, _Ints]]]  # columns, the place among the words by code
    _addresses: pl.DataFrame  # `address` (a hash) and bits

    def derive(self, frame: pl.DataFrame, coder: int) -> dict[str, pl.Series]:
        """For each column of few texts the place among them (from 1; 0 is none) of each row."""
        pairs = _codes(frame["pair_code"], self._route[coder])
        bits = self._bits[coder].take(pairs)
        bits |= self._agents[coder].take(_codes(frame["agent_code"], self._agents[coder]))
        bits |= np.multiply(frame["weak"].to_numpy(), leftout.WEAK, dtype=bits.dtype)
        if self._addresses.height:
            told = frame.select("address").join(
                self._addresses, on="address", how="left", maintain_order="left"
            )
            bits |= told["bits"].fill_null(0).cast(pl.Int16).to_numpy()
        found = {
            "route": self._route[coder].take(pairs),
            "left_out": leftout.reasons().take(bits),
            **{n: t[coder].take(_codes(frame[f"{n}_code"], t[coder])) for n, t in self._ranks},
        }
        return {name: pl.Series(name, places) for name, places in found.items()}


def find(kept: Sequence[Kept], scope: Scope) -> Dimensions:
    """Look at each different agent, address, method and shape once."""
    agents = texts(kept, "agent")
    agents = agents.with_columns(_agent_bits(agents["text"], scope.ignore_agents))
    pairs, away = _counted(kept)
    summed = pairs.group_by("text").agg(pl.col("n", "well").sum()).sort("text")
    named = routes.routes({text: routes.Shape(n, well) for text, n, well in summed.iter_rows()})
    words = {"route": sorted(set(named.values())), "left_out": list(leftout.WORDS)}
    places = {route: number for number, route in enumerate(words["route"], 1)}
    pairs = pairs.with_columns(
        pl.Series("place", [places[named[text]] for text in pairs["text"]], dtype=pl.Int64),
        pl.Series("bits", [_pair_bits(text) for text in pairs["text"]], dtype=pl.Int64),
    )
    machine = leftout.IGNORED_AGENT | leftout.PROBE | leftout.CRAWLER
    others = agents.filter(pl.col("bits").and_(machine) > 0).select("coder", "agent_code")
    scanning = scanners.find(away, _odd(pairs), others, [(k.coder, k.piece) for k in kept])
    seen = pl.concat([one.addresses for one in kept]).unique("hash")
    coders = sorted({one.coder for one in kept})
    ranks = []
    for name in RANKED:
        found = texts(kept, name)
        words[name] = sorted(set(found["text"]))
        place = pl.Series("place", words[name]).search_sorted(found["text"]).cast(pl.Int64) + 1
        ranks.append((name, _tables(found.with_columns(place), coders, f"{name}_code", "place")))
    return Dimensions(
        words,
        _tables(pairs, coders, "pair_code", "place"),
        _tables(pairs, coders, "pair_code", "bits"),
        _tables(agents, coders, "agent_code", "bits"),
        ranks,
        _addresses(seen, scanning, scope.ignore_addresses),
    )


def texts(kept: Sequence[Kept], column: str) -> pl.DataFrame:
    """All codes of a column by `coder`, each with its `text`."""
    rows = [
        (one.coder, first + place, word)
        for one in kept
        for first, words in [one.texts[column]]
        for place, word in enumerate(words)
    ]
    schema = {"coder": pl.Int64, f"{column}_code": pl.UInt32, "text": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _tables(frame: pl.DataFrame, coders: Sequence[int], code: str, value: str) -> dict[int, _Ints]:
    """For each coder the values by its codes; the last one is for those without."""
    out: dict[int, _Ints] = {}
    for coder in coders:
        mine = frame.filter(pl.col("coder") == coder)
        size: Any = mine[code].max()
        kind = np.int16 if value == "bits" else np.uint32
        table = np.zeros((0 if size is None else size + 1) + 1, dtype=kind)
        table[mine[code].to_numpy()] = mine[value].to_numpy()
        out[coder] = table
    return out


def _codes(codes: pl.Series, table: _Ints) -> _Ints:
    """Codes as places in a table, whose last one is for null."""
    found: _Ints = (
        codes.fill_null(len(table) - 1).to_numpy() if codes.null_count() else codes.to_numpy()
    )
    return found


def _counted(kept: Sequence[Kept]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of all pieces by pair with its `text` and `shape`, and of what was turned away.

    In the latter shapes have numbers that are the same for all coders.
    """
    known = texts(kept, "pair").with_columns(
        pl.col("text").str.splitn(" ", 2).struct.field("field_1").alias("shape")
    )
    known = known.with_columns(pl.col("shape").rank("dense").alias("shape_number"))
    keys = ["coder", "pair_code"]
    pairs = (
        _of_coders((one.coder, one.pairs) for one in kept)
        .group_by(keys)
        .agg(pl.col("n", "well").sum())
    )
    away = _of_coders((one.coder, one.away) for one in kept).join(
        known.drop("text", "shape"), on=keys
    )
    counts = away.group_by("coder", "address", "agent_code", "shape_number")
    return pairs.join(known, on=keys), counts.agg(pl.col("n").sum())


def _of_coders(frames: Iterable[tuple[int, pl.DataFrame]]) -> pl.DataFrame:
    """Counts of all pieces, each with its `coder`."""
    return pl.concat(
        frame.with_columns(pl.lit(coder, pl.Int64).alias("coder")) for coder, frame in frames
    )


def _odd(pairs: pl.DataFrame) -> pl.DataFrame:
    """The numbers of shapes that nobody ever got."""
    summed = pairs.group_by("shape_number").agg(pl.col("well").sum())
    return summed.filter(pl.col("well") == 0).select("shape_number")


def _pair_bits(pair: str) -> int:
    health = _HEALTH.fullmatch(pair.partition(" ")[2].rstrip("/"))
    return leftout.HTTP | (leftout.HEALTH if health else 0)


def _agent_bits(agents: pl.Series, ignored: tuple[str, ...]) -> pl.Series:
    parts = [part.lower() for part in ignored]
    kinds = machines.kinds(agents)
    bits = [_agent(text, kind, parts) for text, kind in zip(agents, kinds, strict=True)]
    return pl.Series("bits", bits, dtype=pl.Int64)


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
