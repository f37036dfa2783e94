"""The table of requests: numbers are kept as they are read, what needs them all is derived after.

While a file is read, its text becomes numbers, kept in pieces on disk; in the end routes and who
counts are derived from the few different texts, and the pieces become the table. The text itself
is read again from the files (`texts`) only if a statement names it.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from mortem.evidence import crew, dimensions, leftout, tables, texts
from mortem.evidence.coding import CODERS, Coder, Kept
from mortem.evidence.scope import Scope
from mortem.sources import chunks
from mortem.sources.outcome import Account
from mortem.sources.reader import Cutter, Take

_ROW = {
    "seconds": "DOUBLE", "status": "SMALLINT", "arrival": "TIMESTAMP", "completion": "TIMESTAMP",
    "client": "BIGINT", "who": "BIGINT", "weak": "BOOLEAN", "route": "VARCHAR",
    "left_out": "VARCHAR", "upstream": "VARCHAR", "upstream_status": "VARCHAR",
    "source": "VARCHAR", "line": "BIGINT",
}  # fmt: skip
_FAILED = "failed BOOLEAN GENERATED ALWAYS AS (status >= 500 OR status IN (499, 408))"
_TOOK = "to_microseconds(coalesce(TRY_CAST(round(p.seconds * 1e6) AS BIGINT), 0))"
_WORDS = ("upstream", "upstream_status")
Taken = Callable[[datetime | None, datetime | None], None]  # first and last stamp of a piece
_REORDERING = "join_order,build_side_probe_side"
_AHEAD = 4  # frames that wait to be kept


@dataclass(slots=True)
class Source:
    """One file of requests: its label, what reads it again, and what was kept of it."""

    label: str
    again: texts.Again
    kept: list[tuple[Kept, int]] = field(default_factory=list)  # and the lines before each
    stamp_is: str = "completion"
    digest: Callable[[], str] = str


class Requests:
    """Takes frames of requests in, and makes the table `request` of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, scope: Scope) -> None:
        self._connection, self._folder, self._scope = connection, folder, scope
        self._sources: list[Source] = []
        self._coding = (tuple(scope.route_groups), bool(scope.ignore_addresses))
        self._coder = Coder(0, *self._coding)
        self._coders, self._pieces = 1, 0
        self._has_texts = False
        folder.mkdir(parents=True)
        connection.execute("CREATE SCHEMA wide")
        self.finish()

    def source(self, label: str, again: texts.Again) -> Source:
        """A new source of requests; `again` reads the file once more."""
        self._sources.append(Source(label, again))
        return self._sources[-1]

    def taking(self, source: Source) -> "Taking":
        """Where the frames of a source go; a context manager."""
        return Taking(self._coder, source, self._piece)

    def read_apart(
        self, path: Path, size: int, cutter: Cutter, source: Source, taken: Taken
    ) -> Account:
        """Read so many bytes of a large file by several processes; `taken` hears of each piece."""
        account = Account()
        orders = self._orders(path, size)
        for done in crew.run(cutter, self._coding, self._coders, orders):
            if done.kept:
                source.kept.append((done.kept, account.lines))
            account.add(done.piece, done.rows, source.label)
            taken(done.first, done.last)
        self._coders += crew.SIZE
        return account

    def can_read_apart(self, path: Path) -> bool:
        """Whether a file is so large that this pays, and its codes find room."""
        return crew.pays(path) and self._coders + crew.SIZE <= CODERS

    def _orders(self, path: Path, size: int) -> Iterator[crew.Order]:
        for begin, end in chunks.stretches(path, size):
            yield crew.Order(path, begin, end, *self._piece())

    def _piece(self) -> tuple[int, Path]:
        """The number of a new piece, and where it goes."""
        self._pieces += 1
        return self._pieces, self._folder / f"{self._pieces}.parquet"

    def drop(self, source: Source) -> None:
        """Forget the rows of a file that turned out to be another's copy."""
        self._sources.remove(source)

    def finish(self) -> None:
        """Derive routes and who counts, and make the table anew."""
        run = self._connection.execute
        run("DROP VIEW IF EXISTS wide.request; DROP TABLE IF EXISTS main.request")
        self._has_texts = False
        columns, kept = dict(_ROW), [one for source in self._sources for one, _ in source.kept]
        if kept:
            columns |= self._dimensions(kept)
        told = [f"{name} {kind}" for name, kind in columns.items()]
        run(f"CREATE TABLE request ({', '.join([*told, self._stamp(), _FAILED])})")
        if kept:
            # so that rows stay in the order of the files
            run(f"SET disabled_optimizers = '{_REORDERING}'; SET threads = 1")
            run(_statement(kept, columns))
            run("RESET disabled_optimizers; RESET threads")
            for name in ("pair", "agent", "address", "piece", "reason", *_WORDS):
                run(f"DROP TABLE IF EXISTS known_{name}")

    def _dimensions(self, kept: Sequence[Kept]) -> dict[str, str]:
        """Make tables of what codes stand for; the types of the columns that have few texts."""
        known = dimensions.find(kept, self._scope)
        types = {"left_out": tables.enumeration(leftout.WORDS)}
        if known.routes:
            types["route"] = tables.enumeration(known.routes)
        reasons = pl.DataFrame(leftout.reasons(), schema=["bits", "left_out"], orient="row")
        self._know("reason", reasons, types)
        self._know("pair", known.pairs, types)
        self._know("agent", known.agents, types)
        self._know("address", known.addresses, types)
        for name in _WORDS:
            found = dimensions.texts(kept, name).rename({"text": name})
            if found.height:
                types[name] = tables.enumeration(sorted(set(found[name])))
                self._know(name, found, types)
        labels = dict.fromkeys(source.label for source in self._sources)
        types["source"] = tables.enumeration(labels)
        rows = [
            (number, source.label, before, source.stamp_is == "completion")
            for source in self._sources
            for number, before in ((int(one.piece.stem), before) for one, before in source.kept)
        ]
        names = {
            "piece": pl.UInt32,
            "source": pl.String,
            "before": pl.Int64,
            "completes": pl.Boolean,
        }
        self._know("piece", pl.DataFrame(rows, schema=names, orient="row"), types)
        return types

    def _know(self, name: str, frame: pl.DataFrame, types: dict[str, str]) -> None:
        told = [f"{c}::{types[c]} AS {c}" if c in types else c for c in frame.columns]
        self._connection.register("incoming", tables.Stream(frame))
        self._connection.execute(
            f"CREATE TABLE known_{name} AS SELECT {', '.join(told)} FROM incoming"
        )
        self._connection.unregister("incoming")

    def _stamp(self) -> str:
        """The column of stamps: the one or the other time of a request."""
        kinds = {source.label: source.stamp_is for source in self._sources}
        arrivals = [label for label, kind in kinds.items() if kind == "arrival"]
        if not arrivals:
            stamp = "completion"
        elif len(arrivals) == len(kinds):
            stamp = "arrival"
        else:
            listed = tables.quoted(arrivals)
            stamp = f"CASE WHEN source IN ({listed}) THEN arrival ELSE completion END"
        return f"stamp TIMESTAMP GENERATED ALWAYS AS ({stamp})"

    def read_texts(self) -> None:
        """Make the view `wide.request`, the table with its text, unless it is there."""
        if not self._has_texts:
            files = [(source.label, source.digest(), source.again) for source in self._sources]
            texts.make(self._connection, self._folder / "texts", files)
            self._has_texts = True


class Taking:
    """Keeps the frames of one source, one after the other, while the next ones are read."""

    def __init__(self, coder: Coder, source: Source, piece: Callable[[], tuple[int, Path]]) -> None:
        self._coder, self._source, self._piece = coder, source, piece
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[Kept]] = deque()

    def __enter__(self) -> Take:
        return self._take

    def __exit__(self, *exc: object) -> None:
        """Wait for what is not kept yet."""
        self._pool.shutdown(cancel_futures=exc[0] is not None)
        if exc[0] is None:
            self._settle(0)

    def _take(self, frame: pl.DataFrame) -> None:
        self._waiting.append(self._pool.submit(self._coder.keep, frame, *self._piece()))
        self._settle(_AHEAD)

    def _settle(self, ahead: int) -> None:
        while len(self._waiting) > ahead:
            self._source.kept.append((self._waiting.popleft().result(), 0))


def _statement(kept: Sequence[Kept], columns: dict[str, str]) -> str:
    """What fills the table from the pieces and what is known of their codes."""
    pieces = tables.quoted(str(one.piece) for one in kept)
    told = [name for name in _WORDS if columns[name] != _ROW[name]]
    joins = [
        f"LEFT JOIN known_{name} {name}_ ON {name}_.{name}_code = p.{name}_code" for name in told
    ]
    words = [f"{name}_.{name}" if name in told else "NULL" for name in _WORDS]
    return f"""
        INSERT INTO request SELECT
            p.seconds, p.status,
            CASE WHEN c.completes THEN p.stamp - {_TOOK} ELSE p.stamp END,
            CASE WHEN c.completes THEN p.stamp ELSE p.stamp + {_TOOK} END,
            p.address, p.who, p.weak, r.route, z.left_out, {", ".join(words)},
            c.source, p.line + c.before
        FROM read_parquet([{pieces}]) p
        JOIN known_piece c ON c.piece = p.piece
        LEFT JOIN known_pair r ON r.method_code = p.method_code AND r.shape_code = p.shape_code
        LEFT JOIN known_agent a ON a.agent_code = p.agent_code
        LEFT JOIN known_address d ON d.address = p.address
        LEFT JOIN known_reason z ON z.bits = (
            CASE WHEN p.method_code IS NULL THEN 0 ELSE {leftout.HTTP} END
            | CASE WHEN p.weak THEN {leftout.WEAK} ELSE 0 END
            | coalesce(a.bits, 0) | coalesce(d.bits, 0) | coalesce(r.health, 0))
        {" ".join(joins)}
    """
