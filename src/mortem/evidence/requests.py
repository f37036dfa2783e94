"""The table of requests: numbers are kept as they are read, what needs them all is derived after.

While a file is read, its text becomes numbers, kept in pieces on disk; in the end routes and who
counts are derived from the few different texts, and the pieces become the table. The text itself
is read again from the files (`texts`) only if a statement names it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from mortem.evidence import crew, dimensions, tables, texts
from mortem.evidence.coding import Coder, Kept
from mortem.evidence.scope import Scope
from mortem.sources import chunks
from mortem.sources.outcome import Account
from mortem.sources.reader import Cutter, Take

_TABLE = "request_row"  # what the view `request` shows
_TOOK = "to_microseconds(coalesce(TRY_CAST(round(seconds * 1e6) AS BIGINT), 0))"
_FAILED = "status >= 500 OR status IN (499, 408)"
_FEW = ("route", "left_out", *dimensions.RANKED)  # columns of few texts
Taken = Callable[[datetime | None, datetime | None], None]  # first and last stamp of a piece
_AHEAD = 4  # frames that wait to be kept
_NONE = """
    CREATE TABLE request_row (seconds DOUBLE, status SMALLINT, arrival TIMESTAMP,
    completion TIMESTAMP, client BIGINT, who BIGINT, weak BOOLEAN, route VARCHAR, left_out VARCHAR,
    upstream VARCHAR, upstream_status VARCHAR, source VARCHAR, line BIGINT)"""


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

    def _orders(self, path: Path, size: int) -> Iterator[crew.Order]:
        for begin, end in chunks.stretches(path, size):
            yield crew.Order(path, begin, end, self._piece())

    def _piece(self) -> Path:
        """Where a new piece goes."""
        self._pieces += 1
        return self._folder / f"{self._pieces}.arrow"

    def drop(self, source: Source) -> None:
        """Forget the rows of a file that turned out to be another's copy."""
        self._sources.remove(source)

    def finish(self) -> None:
        """Derive routes and who counts, and make the table anew."""
        run = self._connection.execute
        run("DROP VIEW IF EXISTS wide.request; DROP VIEW IF EXISTS main.request")
        run(f"DROP TABLE IF EXISTS {_TABLE}")
        self._has_texts = False
        kept = [one for source in self._sources for one, _ in source.kept]
        if kept:
            self._fill(dimensions.find(kept, self._scope))
        else:
            run(_NONE)
        run(f"CREATE VIEW request AS {self._select()}")

    def _select(self, more: str = "") -> str:
        """All rows with what follows from their columns."""
        stamp = self._either("completion", "arrival", tables.quoted(self._arrivals()))
        derived = f"{stamp} AS stamp, {_FAILED} AS failed"
        return f"SELECT *, {derived}{more} FROM main.{_TABLE}"

    def _fill(self, known: dimensions.Dimensions) -> None:
        """Make the table of all pieces; its rows are in the order of the files."""
        words = {**known.words, "source": list(dict.fromkeys(s.label for s in self._sources))}
        place = {label: number for number, label in enumerate(words["source"], 1)}
        with ThreadPoolExecutor(crew.SIZE) as pool:
            frames = [
                pool.submit(_rows, one, before, known, place[source.label])
                for source in self._sources
                for one, before in source.kept
            ]
            whole = pl.concat([frame.result() for frame in frames])
        few = ", ".join(_word(name, words[name]) for name in (*_FEW, "source"))
        numbers = ", ".join(str(place[label]) for label in self._arrivals())
        arrival = self._either(f"stamp - {_TOOK}", "stamp", numbers)
        completion = self._either("stamp", f"stamp + {_TOOK}", numbers)
        self._connection.register("incoming", tables.Stream(whole))
        self._connection.execute(
            f"""CREATE TABLE {_TABLE} AS SELECT seconds, status,
            {arrival} AS arrival, {completion} AS completion, address AS client, who, weak, {few},
            line FROM incoming""",
            {f"words_{name}": told for name, told in words.items() if len(told) > 1},
        )
        self._connection.unregister("incoming")

    def _arrivals(self) -> list[str]:
        """The files whose stamps are arrivals."""
        return list(dict.fromkeys(s.label for s in self._sources if s.stamp_is == "arrival"))

    def _either(self, completion: str, arrival: str, arrivals: str) -> str:
        """What holds of a row's stamp, where `arrivals` lists the sources that stamp arrivals."""
        if not arrivals:
            return completion
        if all(source.stamp_is == "arrival" for source in self._sources):
            return arrival
        return f"CASE WHEN source IN ({arrivals}) THEN {arrival} ELSE {completion} END"

    def read_texts(self) -> None:
        """Make the view `wide.request`, the table with its text, unless it is there."""
        if not self._has_texts:
            files = [(source.label, source.digest(), source.again) for source in self._sources]
            rows = self._select(", rowid AS row")
            texts.make(self._connection, self._folder / "texts", files, rows)
            self._has_texts = True


class Taking:
    """Keeps the frames of one source, one after the other, while the next ones are read."""

    def __init__(self, coder: Coder, source: Source, piece: Callable[[], Path]) -> None:
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
        self._waiting.append(self._pool.submit(self._coder.keep, frame, self._piece()))
        self._settle(_AHEAD)

    def _settle(self, ahead: int) -> None:
        while len(self._waiting) > ahead:
            self._source.kept.append((self._waiting.popleft().result(), 0))


def _word(name: str, words: list[str]) -> str:
    """The column of a text's place among few, from 1, as that text."""
    kind = tables.enumeration(words)
    match len(words):
        case 0:
            told = "CAST(NULL AS VARCHAR)"
        case 1:
            told = f"CASE WHEN {name} = 1 THEN CAST({tables.quoted(words)} AS {kind}) END"
        case _:
            told = f"list_extract(CAST($words_{name} AS {kind}[]), {name})"
    return f"{told} AS {name}"


def _rows(kept: Kept, before: int, known: dimensions.Dimensions, source: int) -> pl.DataFrame:
    """The rows of a piece; what is one of few texts is its place among them, from 1."""
    frame = pl.read_ipc(kept.piece)
    return frame.select(
        "stamp", "seconds", "status", "address", "who", "weak", pl.col("line") + before,
        *known.derive(frame, kept.coder).values(),
        pl.lit(source, pl.UInt16).alias("source"),
    )  # fmt: skip
