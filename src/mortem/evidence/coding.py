"""Text of requests as numbers: codes of what repeats, hashes of addresses and users.

Text is wanted by few questions and numbers by all. Several coders may work on one file, each in a
process of its own: their codes differ, by the number of the coder in them, and each tells what its
new codes stand for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mortem.evidence import routes
from mortem.evidence.scanners import AWAY

CODED = ("pair", "agent", "upstream", "upstream_status")
_NEAR = r"^(?:10\.|127\.|172\.|192\.168\.|::|[fF])"  # what an address inside may begin with


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a frame: the piece, who coded it, its counts, and what was new in it.

    `pairs` counts requests (`n`, and `well`: those with a status below 400) by method and shape
    together, `away` those that were turned away by address, agent and pair. `texts` has the texts
    of new codes with the first one's code, by column; `addresses` hashes with their texts.
    """

    piece: Path
    coder: int
    pairs: pl.DataFrame
    away: pl.DataFrame
    texts: dict[str, tuple[int, list[str]]]
    addresses: pl.DataFrame


class Codes:
    """A number for each text of a column, the same over all frames of one coder."""

    def __init__(self) -> None:
        self._type = pl.Categorical(pl.Categories.random())
        self._held = pl.Series([], dtype=self._type)  # without a column that uses them they go
        self._known = 0
        self._hashes = _text_hash(pl.Series([""]))  # of none, then of each text

    def number(self, texts: pl.Series) -> pl.Series:
        """The number of each text; null stays null."""
        return texts.cast(self._type).to_physical()

    def fresh(self, numbers: pl.Series) -> tuple[int, list[str]]:
        """The texts of the numbers since the last call, and the first of those numbers."""
        first, self._known = self._known, max(self._known, self._count(numbers))
        return first, self._texts(first, self._known).to_list()

    def hashes(self, numbers: pl.Series) -> pl.Series:
        """The hash of each number's text; of null that of nothing."""
        known, count = self._hashes.len() - 1, self._count(numbers)
        if count > known:
            self._hashes = self._hashes.append(_text_hash(self._texts(known, count)))
        return self._hashes.gather((numbers + 1).fill_null(0))

    def _count(self, numbers: pl.Series) -> int:
        highest: Any = numbers.max()
        return 0 if highest is None else highest + 1

    def _texts(self, first: int, stop: int) -> pl.Series:
        places = pl.int_range(first, stop, dtype=pl.UInt32, eager=True)
        return places.cat.to(self._type).cast(pl.String)


class Coder:
    """Keeps frames of requests as pieces on disk, with their text as numbers."""

    def __init__(
        self, number: int, groups: Sequence[tuple[str, str]] = (), every_address: bool = False
    ) -> None:
        self._number, self._groups, self._every_address = number, groups, every_address
        self._codes = {name: Codes() for name in CODED}
        self._addresses: set[int] = set()

    def keep(self, frame: pl.DataFrame, piece: Path) -> Kept:
        """Keep a frame as a piece (an Arrow file)."""
        coded = self._coded(frame)
        coded.write_ipc(piece, compression="uncompressed")
        well = (pl.col("status") < 400).sum().alias("well")
        pairs = coded.group_by("pair_code").agg(pl.len().alias("n"), well).drop_nulls("pair_code")
        keys = ["address", "agent_code", "pair_code"]
        turned = coded.select("status", *keys).filter(
            pl.col("status").is_in(AWAY) & pl.col("pair_code").is_not_null()
        )
        away = turned.group_by(keys).agg(pl.len().alias("n"))
        texts = {name: codes.fresh(coded[f"{name}_code"]) for name, codes in self._codes.items()}
        told = self._told(frame, coded["address"])
        return Kept(piece, self._number, pairs, away, texts, told)

    def _coded(self, frame: pl.DataFrame) -> pl.DataFrame:
        known = [name for name in frame.columns if frame[name].null_count() < frame.height]
        address = address_hash(frame["address"])
        codes = {name: self._code(name, frame, known) for name in CODED if name != "pair"}
        agent = self._codes["agent"].hashes(codes["agent"])
        who = (pl.lit(address).reinterpret(signed=False) * 31 + agent).reinterpret(signed=True)
        weak = pl.lit(True)
        if "user_id" in known:
            weak = pl.col("user_id").is_null()
            named = pl.col("user_id").hash(3).reinterpret(signed=True)
            who = pl.when(weak).then(who).otherwise(named)
        return frame.lazy().select(
            "stamp", "seconds", "status", "line", pl.lit(address).alias("address"),
            pl.when(pl.col("method").is_not_null()).then(who).alias("who"),
            weak.alias("weak"),
            pl.lit(self._pair_codes(frame)).alias("pair_code"),
            *(pl.lit(code).alias(f"{name}_code") for name, code in codes.items()),
        ).collect()  # fmt: skip

    def _code(self, name: str, frame: pl.DataFrame, known: list[str]) -> pl.Series:
        if name in known:
            return self._codes[name].number(frame[name])
        return pl.repeat(None, frame.height, dtype=pl.UInt32, eager=True)

    def _pair_codes(self, frame: pl.DataFrame) -> pl.Series:
        """The number of each method and path's shape; of those that are alike one is looked at."""
        paths, methods = frame["path"], frame["method"]
        if "path_number" not in frame.columns or self._groups:
            hashes = paths.hash()
        elif (hashes := frame["path_number"]).null_count():
            hashes = hashes.zip_with(hashes.is_not_null(), paths.hash())
        keys = hashes + methods.hash(4)
        first = keys.arg_unique()
        bare = pl.select(routes.bare(pl.lit(paths.gather(first)))).to_series()
        shapes = routes.shapes(bare, self._groups)
        texts = pl.select(pl.format("{} {}", pl.lit(methods.gather(first)), pl.lit(shapes)))
        codes = self._codes["pair"].number(texts.to_series())
        told = pl.DataFrame({"key": keys.gather(first), "code": codes})
        every = pl.DataFrame({"key": keys})
        return every.join(told, on="key", how="left", maintain_order="left")["code"]

    def _told(self, frame: pl.DataFrame, hashes: pl.Series) -> pl.DataFrame:
        """Each address whose text matters and that was not told yet, with its hash."""
        told = pl.DataFrame({"hash": hashes, "text": frame["address"]})
        if "address_near" in frame.columns and not self._every_address:
            told = told.filter(frame["address_near"].fill_null(True))
        told = told.unique("hash").drop_nulls()
        if not self._every_address:
            told = told.filter(pl.col("text").str.contains(_NEAR))
        fresh = [number not in self._addresses for number in told["hash"]]
        told = told.filter(pl.Series(fresh, dtype=pl.Boolean))
        self._addresses.update(told["hash"])
        return told.with_columns(pl.col("text") + "")  # else all they were cut from would stay


def _text_hash(texts: pl.Series) -> pl.Series:
    return texts.hash(2)


def address_hash(addresses: pl.Series) -> pl.Series:
    """The hash that stands for each address; nulls have one as well."""
    return addresses.hash(1).reinterpret(signed=True)
