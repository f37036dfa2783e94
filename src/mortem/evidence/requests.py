"""The table of requests: numbers are kept as they are read, what needs them all is derived after.

Text is wanted by few questions and numbers by all. While a file is read, its text becomes numbers
(codes and hashes), kept in pieces on disk; in the end routes and who counts are derived from the
few different texts, and the pieces become the table. The text itself is read again from the files
(`texts`) only if a statement names it.
"""

import re
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from mortem.evidence import dimensions, leftout, routes, tables, texts
from mortem.evidence.dimensions import Codes
from mortem.evidence.scanners import AWAY
from mortem.evidence.scope import Scope
from mortem.sources.reader import Converted, Take

_ROW = {
    "stamp": "TIMESTAMP", "seconds": "DOUBLE", "status": "SMALLINT", "arrival": "TIMESTAMP",
    "completion": "TIMESTAMP", "client": "BIGINT", "who": "BIGINT", "weak": "BOOLEAN",
    "route": "VARCHAR", "left_out": "VARCHAR", "failed": "BOOLEAN", "upstream": "VARCHAR",
    "upstream_status": "VARCHAR", "source": "VARCHAR", "line": "BIGINT",
}  # fmt: skip
_CODED = ("agent", "method", "upstream", "upstream_status")
_AHEAD = 2  # pieces derived before they are loaded
_PAIR = ["method_code", "shape_code"]


@dataclass(slots=True)
class Source:
    """One file of requests: its label, what reads it again, and what was kept of it."""

    label: str
    again: texts.Again
    number: int
    pieces: list[Path] = field(default_factory=list)
    pairs: list[pl.DataFrame] = field(default_factory=list)  # counts by method and shape
    away: list[pl.DataFrame] = field(default_factory=list)  # counts of what was turned away
    stamp_is: str = "completion"
    digest: str = ""


class Requests:
    """Takes frames of requests in, and makes the table `request` of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, scope: Scope) -> None:
        self._connection, self._folder, self._scope = connection, folder, scope
        self._sources: list[Source] = []
        self._codes = {name: Codes() for name in ("shape", *_CODED)}
        self._addresses = dimensions.Hashed()
        self._has_texts = False
        folder.mkdir(parents=True)
        connection.execute("CREATE SCHEMA wide")
        self.finish()

    def taker(self, label: str, again: texts.Again) -> tuple[Take, Source]:
        """Where the frames of one file go; `again` reads the file once more."""
        source = Source(label, again, len(self._sources))
        self._sources.append(source)

        def take(frame: pl.DataFrame) -> None:
            coded = self._coded(frame)
            piece = self._folder / f"{source.number}-{len(source.pieces)}.arrow"
            coded.write_ipc(piece, compression="uncompressed")
            source.pieces.append(piece)
            http = coded.lazy().filter(pl.col("method_code").is_not_null())
            well = (pl.col("status") < 400).sum().alias("well")
            turned = http.filter(pl.col("status").is_in(AWAY))
            pairs, away = pl.collect_all([
                http.group_by(_PAIR).agg(pl.len().alias("n"), well),
                turned.group_by("address", "agent_code", *_PAIR).agg(pl.len().alias("n")),
            ])  # fmt: skip
            source.pairs.append(pairs)
            source.away.append(away)

        return take, source

    def drop(self, source: Source) -> None:
        """Forget the rows of a file that turned out to be another's copy."""
        for piece in source.pieces:
            piece.unlink()
        self._sources.remove(source)

    def settle(self, source: Source, converted: Converted) -> None:
        """What is known of a file once it is read."""
        source.stamp_is, source.digest = converted.stamp_is, converted.digest

    def _coded(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Text as numbers: codes of what repeats, and the user as a hash."""
        known = [name for name in frame.columns if frame[name].null_count() < frame.height]
        address = self._addresses.number(frame["address"])
        agent = pl.col("agent").fill_null("").hash(2)
        who = (pl.lit(address) * 31 + agent).reinterpret(signed=True)
        weak = pl.lit(True)
        if "user_id" in known:
            weak = pl.col("user_id").is_null()
            who = pl.when(weak).then(who).otherwise(
                pl.col("user_id").hash(3).reinterpret(signed=True)
            )  # fmt: skip
        took = (pl.col("seconds") * 1e6).round().cast(pl.Int64, strict=False)
        return frame.lazy().select(
            "stamp", "seconds", "status", "line", pl.lit(address).alias("address"),
            pl.when(pl.col("method").is_not_null()).then(who).alias("who"),
            weak.alias("weak"),
            took.fill_null(0).alias("took"),
            pl.lit(self._shape_codes(frame["path"])).alias("shape_code"),
            *(pl.lit(self._code(name, frame, known)) for name in _CODED),
        ).collect()  # fmt: skip

    def _code(self, name: str, frame: pl.DataFrame, known: list[str]) -> pl.Series:
        if name in known:
            return self._codes[name].number(frame[name]).alias(f"{name}_code")
        return pl.repeat(None, frame.height, dtype=pl.UInt32, eager=True).alias(f"{name}_code")

    def _shape_codes(self, paths: pl.Series) -> pl.Series:
        """The number of each path's shape; each different path is looked at once."""
        hashes = paths.hash()
        first = hashes.arg_unique()
        bare = pl.select(routes.bare(pl.lit(paths.gather(first)))).to_series()
        codes = self._codes["shape"].number(routes.shapes(bare, self._scope.route_groups))
        told = pl.DataFrame({"hash": hashes.gather(first), "code": codes})
        every = pl.DataFrame({"hash": hashes})
        return every.join(told, on="hash", how="left", maintain_order="left")["code"]

    def finish(self) -> None:
        """Derive routes and who counts, and make the table anew."""
        run = self._connection.execute
        run("DROP VIEW IF EXISTS wide.request; DROP TABLE IF EXISTS main.request")
        self._has_texts = False
        columns = dict(_ROW)
        if any(source.pieces for source in self._sources):
            known = dimensions.find(
                self._codes, self._addresses, _gathered(self._sources), self._scope
            )
            words = self._words(known)
            columns |= {name: tables.enumeration(told) for name, told in words.items() if told}
        run(f"CREATE TABLE request ({', '.join(f'{n} {kind}' for n, kind in columns.items())})")
        run("BEGIN")
        with ThreadPoolExecutor(1) as ahead:  # the next piece is derived while one is loaded
            waiting: deque[Future[pl.DataFrame]] = deque()
            for source in self._sources:
                for piece in source.pieces:
                    waiting.append(ahead.submit(_rows, piece, source, known, words))
                    if len(waiting) > _AHEAD:
                        self._load(waiting.popleft().result())
            while waiting:
                self._load(waiting.popleft().result())
        run("COMMIT")

    def _load(self, frame: pl.DataFrame) -> None:
        tables.load(self._connection, "request", frame.select(list(_ROW)))

    def _words(self, known: dimensions.Dimensions) -> Mapping[str, list[str]]:
        """The texts that the columns of few texts are made of, by the numbers of their codes."""
        return {
            "route": known.routes,
            "left_out": list(leftout.WORDS),
            "upstream": self._codes["upstream"].texts().to_list(),
            "upstream_status": self._codes["upstream_status"].texts().to_list(),
            "source": list(dict.fromkeys(source.label for source in self._sources)),
        }

    def read_texts(self) -> None:
        """Make the view `wide.request`, the table with its text, unless it is there."""
        if not self._has_texts:
            files = [(source.label, source.digest, source.again) for source in self._sources]
            texts.make(self._connection, self._folder / "texts", files)
            self._has_texts = True


def _gathered(sources: list[Source]) -> dimensions.Counts:
    """The counts of all pieces together."""
    pairs = pl.concat(part for source in sources for part in source.pairs)
    away = pl.concat(part for source in sources for part in source.away)
    keys = ["address", "agent_code", *_PAIR]
    return dimensions.Counts(
        pairs.group_by(_PAIR).agg(pl.col("n", "well").sum()).sort(_PAIR),
        away.group_by(keys).agg(pl.col("n").sum()),
        [piece for source in sources for piece in source.pieces],
    )


def _rows(
    piece: Path, source: Source, known: dimensions.Dimensions, words: Mapping[str, list[str]]
) -> pl.DataFrame:
    """The rows of the table from a piece of a file."""
    took = pl.duration(microseconds="took")
    completes = source.stamp_is == "completion"
    times = (
        [(pl.col("stamp") - took).alias("arrival"), pl.col("stamp").alias("completion")]
        if completes
        else [pl.col("stamp").alias("arrival"), (pl.col("stamp") + took).alias("completion")]
    )
    frame = pl.read_ipc(piece)
    route, left_out = known.derive(frame)
    codes = {
        "route": route, "left_out": left_out,
        "upstream": frame["upstream_code"], "upstream_status": frame["upstream_status_code"],
    }  # fmt: skip
    return frame.select(
        "stamp", "seconds", "status", "who", "weak", "line", *times,
        pl.col("address").reinterpret(signed=True).alias("client"),
        ((pl.col("status") >= 500) | pl.col("status").is_in([499, 408])).alias("failed"),
        pl.lit(pl.Series([source.label], dtype=pl.Enum(words["source"])))
        .first().alias("source"),
        *(
            pl.lit(tables.spelled(code, words[name])).alias(name)
            for name, code in codes.items()
        ),
    )  # fmt: skip


def names_text(sql: str) -> bool:
    """Whether a statement needs the text of requests, and not only their numbers."""
    pattern = rf"\b(?:{'|'.join(texts.TEXT)})\b|\.\*|\bselect\s+(?:distinct\s+)?\*"
    asks = re.search(r"\brequest\b", sql, re.IGNORECASE) is not None
    return asks and re.search(pattern, sql, re.IGNORECASE) is not None
