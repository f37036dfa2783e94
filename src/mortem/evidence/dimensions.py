"""What all requests of one agent, address, path or file have in common, looked at once each."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from mortem.errors import BadSettings
from mortem.evidence import agents as machines
from mortem.evidence import leftout, routes, scanners
from mortem.evidence.scope import Scope

_HEALTH = re.compile(
    r"/(?:healthz?|health-?check|livez?|liveness|readyz?|readiness|alive|ping|status|heartbeat"
    r"|_health|up|nginx_status|server-status|stub_status|metrics|actuator/(?:health|info|metrics))"
    r"(?:/(?:live|ready|liveness|readiness))?",
    re.IGNORECASE,
)
_NEAR = r"^(?:10\.|127\.|172\.|192\.168\.|::|[fF])"  # what an address inside may begin with
_KINDS = {
    "probe": leftout.PROBE, "crawler": leftout.CRAWLER, "library": leftout.LIBRARY, None: 0,
}  # fmt: skip
_PAIR = ["method_code", "shape_code"]
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Ints = np.ndarray[tuple[int], np.dtype[Any]]
_Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Codes:
    """A number for each text of a column, the same over all frames."""

    def __init__(self) -> None:
        self._type = pl.Categorical(pl.Categories.random())
        self._held = pl.Series([], dtype=self._type)  # without a column that uses them they go
        self._count = 0

    def number(self, texts: pl.Series) -> pl.Series:
        """The number of each text; null stays null."""
        numbers = texts.cast(self._type).to_physical()
        highest = numbers.max()
        self._count = max(self._count, 0 if highest is None else int(str(highest)) + 1)
        return numbers

    def texts(self) -> pl.Series:
        """All texts, in the order of their numbers."""
        numbers = pl.int_range(self._count, dtype=pl.UInt32, eager=True)
        return numbers.cat.to(self._type).cast(pl.String)


class Hashed:
    """A hash for each text of a column with many different ones, which are remembered."""

    def __init__(self) -> None:
        self._seen = pl.DataFrame(schema={"hash": pl.UInt64, "text": pl.String})
        self._fresh: list[pl.DataFrame] = []

    def number(self, texts: pl.Series) -> pl.Series:
        """The hash of each text."""
        hashes = texts.hash(1)
        first = hashes.arg_unique()
        copied = texts.gather(first) + ""  # else all that they were cut from would stay
        self._fresh.append(pl.DataFrame({"hash": hashes.gather(first), "text": copied}))
        if sum(frame.height for frame in self._fresh) > 2 * self._seen.height:
            self.seen()
        return hashes

    def seen(self) -> pl.DataFrame:
        """Each `hash` that was given, with its `text`."""
        whole = pl.concat([self._seen, *self._fresh])
        self._seen, self._fresh = whole.unique("hash").drop_nulls().rechunk(), []
        return self._seen


@dataclass(frozen=True, slots=True)
class Counts:
    """Requests counted by their codes: by method and shape, and those turned away by address too.

    `n` is how many, `well` how many of them had a status below 400. `pieces` hold all requests.
    """

    pairs: pl.DataFrame
    away: pl.DataFrame
    pieces: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the codes of requests stand for: `routes` by number, and bits for each code."""

    routes: list[str]
    _keys: _Ints  # method and shape in one number, rising
    _route: _Ints  # the number of the route of each key
    _health: _Ints
    _agents: _Ints  # bits by code; the last for those without
    _addresses: _Ints  # hashes of which something is known, rising
    _address_bits: _Ints
    _reasons: _Ints

    def derive(self, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """The routes of coded requests, and why they are no person's, as numbers or null."""
        http = frame["method_code"].is_not_null().to_numpy()
        key = _key(frame)
        place = np.searchsorted(self._keys, key) if self._keys.size else np.zeros_like(key)
        place[~http] = 0
        weak = frame["weak"].to_numpy()
        bits = np.where(http, leftout.HTTP, 0) | np.where(weak, leftout.WEAK, 0)
        bits |= self._agents[_codes(frame["agent_code"], self._agents.size - 1)]
        if self._addresses.size:
            address = frame["address"].to_numpy()
            spot = np.searchsorted(self._addresses[:-1], address)
            bits |= np.where(self._addresses[spot] == address, self._address_bits[spot], 0)
        if self._keys.size:
            bits |= np.where(http, self._health[place], 0)
        left_out = self._reasons[bits]
        route = np.where(http, self._route[place], 0) if self._keys.size else place
        return _but(route, ~http), _but(left_out, left_out == leftout.NOBODY)


def find(codes: Mapping[str, Codes], addresses: Hashed, counts: Counts, scope: Scope) -> Dimensions:
    """Look at each different agent, address and shape once."""
    agent_bits = _agents(codes["agent"].texts(), scope.ignore_agents)
    methods, shapes = codes["method"].texts().to_list(), codes["shape"].texts().to_list()
    pairs = [
        (f"{methods[method]} {shapes[shape]}", n, well)
        for method, shape, n, well in counts.pairs.select(*_PAIR, "n", "well").iter_rows()
    ]
    named = routes.routes({text: routes.Shape(n, well) for text, n, well in pairs})
    numbers = {route: number for number, route in enumerate(sorted(set(named.values())))}
    machine = agent_bits & (leftout.IGNORED_AGENT | leftout.PROBE | leftout.CRAWLER) > 0
    odd = counts.pairs.group_by("shape_code").agg(pl.col("well").sum()).filter(pl.col("well") == 0)
    codes_of = pl.Series(np.flatnonzero(machine), dtype=pl.UInt32)
    found = scanners.find(counts.away, odd, codes_of, counts.pieces)
    hashes, address_bits = _addresses(addresses.seen(), found, scope.ignore_addresses)
    paths = [text.partition(" ")[2].rstrip("/") for text, _, _ in pairs]
    health = [leftout.HEALTH if _HEALTH.fullmatch(path) else 0 for path in paths]
    return Dimensions(
        list(numbers),
        _key(counts.pairs),
        np.array([numbers[named[text]] for text, _, _ in pairs], dtype=np.int64),
        np.array(health, dtype=np.int64),
        agent_bits,
        hashes,
        address_bits,
        leftout.reasons(),
    )


def _key(frame: pl.DataFrame) -> _Ints:
    """Method and shape in one number, which rises as they do."""
    method = frame["method_code"].cast(pl.Int64).fill_null(0).to_numpy()
    shape = frame["shape_code"].cast(pl.Int64).fill_null(0).to_numpy()
    key: _Ints = method << 32 | shape
    return key


def _codes(codes: pl.Series, none: int) -> _Ints:
    return codes.fill_null(none).to_numpy()


def _but(numbers: _Ints, none: _Flags) -> pl.Series:
    """Numbers with nulls where there is none."""
    column = pl.Series(numbers)
    if not none.any():
        return column
    return pl.select(pl.when(pl.Series(~none)).then(column)).to_series()


def _agents(agents: pl.Series, ignored: tuple[str, ...]) -> _Ints:
    parts = [part.lower() for part in ignored]
    kinds = machines.kinds(agents)
    bits = [_agent(text, kind, parts) for text, kind in zip(agents, kinds, strict=True)]
    return np.array([*bits, 0], dtype=np.int64)


def _agent(text: str, kind: str | None, ignored: Sequence[str]) -> int:
    browser = leftout.BROWSER if text.startswith("Mozilla/") else 0
    if any(part in text.lower() for part in ignored):
        return leftout.AGENT | leftout.IGNORED_AGENT | browser
    return leftout.AGENT | _KINDS[kind] | browser


def _addresses(
    addresses: pl.DataFrame, scanning: pl.Series, ignored: tuple[str, ...]
) -> tuple[_Ints, _Ints]:
    """The hashes of addresses of which something is known, rising, and the bits of each."""
    networks = _networks(ignored)
    scans = pl.col("hash").is_in(scanning.implode())
    near = pl.col("text").str.contains(_NEAR)
    told = addresses if networks else addresses.filter(scans | near)
    bits = [
        (leftout.IGNORED_ADDRESS if _within(text, networks) else 0)
        | (leftout.INSIDE if _inside(text) else 0)
        | (leftout.SCANNER if scanner else 0)
        for text, scanner in told.select("text", scans.alias("scans")).iter_rows()
    ]
    known = pl.DataFrame({"hash": told["hash"], "bits": pl.Series(bits, dtype=pl.Int64)})
    known = known.filter(pl.col("bits") > 0).sort("hash")
    return known["hash"].to_numpy(), known["bits"].to_numpy()


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
