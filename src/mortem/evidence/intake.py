"""Read files into the tables: recognise, convert, derive, and keep account of it."""

import shutil
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from mortem.errors import UnreadableSource
from mortem.evidence import crew, digests, tables, texts
from mortem.evidence.quality import EvidenceFile, Quality
from mortem.evidence.requests import Requests, Source
from mortem.evidence.scope import Scope
from mortem.sources import chunks, detect, merging, zones
from mortem.sources.opening import open_bytes, packing
from mortem.sources.outcome import Account
from mortem.sources.pieces import convert, work
from mortem.sources.reader import BulkReader, Converted, Cutter, EventReader, Take
from mortem.sources.rows import ROWS, Alert, Change, Note, Rejected
from mortem.timespan import Timespan

Progress = Callable[[str, float], None]


class Intake:
    """The database and what was read into it."""

    def __init__(self, folder: Path, scope: Scope) -> None:
        self.folder, self.scope = folder, scope
        self.connection = duckdb.connect()
        self.connection.execute(f"SET memory_limit = '1GB'; SET temp_directory = '{folder}/spill'")
        self.files: list[EvidenceFile] = []
        self.quality: list[Quality] = []
        self.offsets: list[tuple[datetime, int]] = []
        self._converted: list[Converted] = []
        self._events: list[Any] = []
        self._digests: dict[str, str] = {}
        self._digest_of: dict[str, Callable[[], str]] = {}  # of those that take long
        self._distinct: set[str] = set()  # files that cannot be the same as another
        tables.create(self.connection)
        self.requests = Requests(self.connection, folder / "requests", scope)
        self._wide = self.connection.cursor()
        self._wide.execute("SET search_path = 'wide,main'")

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def reads(self, sql: str) -> duckdb.DuckDBPyConnection:
        """The connection for a statement: one that sees the text of requests where it is named."""
        if not texts.named_in(sql):
            return self.connection
        self.requests.read_texts()
        return self._wide

    @property
    def identity(self) -> str:
        """What tells users apart."""
        return next((c.identity for c in self._converted if c.identity), "address + agent")

    @property
    def resolution(self) -> float:
        """The coarsest stamps of the access logs, in seconds."""
        return max((c.resolution for c in self._converted), default=1.0)

    @property
    def stamp_is(self) -> str:
        """What the access logs stamp; the largest one decides."""
        largest = max(self._converted, key=lambda c: c.rows, default=None)
        return largest.stamp_is if largest else "completion"

    def covers(self) -> Timespan | None:
        """The time of the access log, else of all else."""
        names = ["request"] if self._converted else list(ROWS)
        return self._span(names)

    def _span(self, names: Iterable[str]) -> Timespan | None:
        parts = [
            "SELECT min(arrival) a, max(completion) b FROM request"
            if name == "request"
            else f"SELECT min({tables.TIME[name]}) a, max({tables.TIME[name]}) b FROM {name}"
            for name in names
        ]
        low, high = self.connection.execute(
            f"SELECT min(a), max(b) FROM ({' UNION ALL '.join(parts)}) t"
        ).fetchall()[0]
        if low is None:
            return None
        return Timespan(low.replace(tzinfo=UTC), high.replace(tzinfo=UTC))

    def add(self, paths: Sequence[Path | str], progress: Progress | None) -> None:
        """Read what the paths name; access logs first, files without zone last."""
        known = detect.readers()
        found = detect.find(paths, self.folder / "unpacked")
        bulk, sparse = [], []
        for file in found:
            verdict = detect.recognise(detect.head(file), known)
            if verdict.blank:
                self.quality.append(Quality("warning", file.label, None, f"{file.label} is empty"))
            elif verdict.reader is None:
                text = f"no reader recognises {file.label}; {verdict.tried}"
                self.quality.append(Quality("unrecognised", file.label, None, text))
            elif isinstance(verdict.reader, BulkReader):
                bulk.append((file, verdict.reader))
            elif isinstance(verdict.reader, EventReader):
                sparse.append((file, verdict.reader))
        if not bulk and not sparse and not self.files:
            tried = "; ".join(q.text for q in self.quality) or "there is no file"
            raise UnreadableSource(f"nothing here is telemetry that mortem can read: {tried}")
        self._read(bulk, sparse, progress)

    def digested(self) -> list[EvidenceFile]:
        """The files, when their digests are all there."""
        later = self._digest_of
        return [
            replace(file, sha256=later[file.path]()) if file.path in later else file
            for file in self.files
        ]

    def _read(
        self,
        bulk: list[tuple[detect.Found, BulkReader]],
        sparse: list[tuple[detect.Found, EventReader]],
        progress: Progress | None,
    ) -> None:
        total = len(bulk) + len(sparse)
        self._distinct = _distinct([file for file, _ in bulk]) if not self.files else set()
        for done, (file, reader) in enumerate(bulk):
            self._read_bulk(file, reader, _within(progress, file, done, total))
        if bulk:
            self.requests.finish()
        zoneless: list[tuple[str, list[Any]]] = []
        for done, (source, events) in enumerate(sparse, len(bulk)):
            if progress:
                progress(source.label, done / total)
            self._read_events(source, events, zoneless)
        self._settle(zoneless)
        self._rewrite()
        if progress:
            progress("", 1.0)

    def _read_bulk(self, file: detect.Found, reader: BulkReader, step: Callable[[], None]) -> None:
        span = _Span()
        field = self.scope.user_field or ""

        def taken(first: datetime | None, last: datetime | None) -> None:
            span.add(first, last)
            step()

        def again(take: Take) -> Converted:
            return convert(reader, file.path, file.label, take, field)

        step()
        source = self.requests.source(file.label, again)
        cutter = reader.cutter(file.path, file.label, field)
        if crew.pays(file.path):
            size = file.path.stat().st_size
            account = self.requests.read_apart(file.path, size, cutter, source, taken)
            digest = digests.later(file.path, size)
        else:
            account = self._work(file, source, cutter, taken)
            digest = partial(str, account.digest)
        result = cutter.converted(account)
        source.stamp_is, source.digest = result.stamp_is, digest
        if file.label not in self._distinct and self._duplicate(file, digest()):
            self.requests.drop(source)
            return
        tables.insert(self.connection, "rejected", result.rejected)
        self._converted.append(result)
        self.offsets = sorted([*self.offsets, *result.offsets])
        packed = packing(file.path)
        self._digest_of[file.label] = partial(digests.of, file.path) if packed else digest
        self._account(
            file, reader.name, "", (result.rows, result.rejected_count), (span.first, span.last)
        )
        self._keep(result.notes)

    def _work(
        self, file: detect.Found, source: Source, cutter: Cutter, taken: Callable[[Any, Any], None]
    ) -> Account:
        with self.requests.taking(source) as take:

            def both(frame: pl.DataFrame) -> None:
                take(frame)
                taken(frame["stamp"].min(), frame["stamp"].max())

            return work(file.path, file.label, both, cutter.cut)

    def _account(
        self,
        file: detect.Found,
        name: str,
        digest: str,
        counts: tuple[int, int],
        span: tuple[Any, Any],
    ) -> None:
        first, last = (at.replace(tzinfo=UTC) if at else None for at in span)
        size = file.path.stat().st_size
        self.files.append(
            EvidenceFile(file.label, name, size, digest, counts[0], counts[1], first, last)
        )

    def _duplicate(self, file: detect.Found, digest: str) -> bool:
        if digest in self._digests and self._digests[digest] != file.label:
            text = f"{file.label} is the same file as {self._digests[digest]}: counted once"
            self.quality.append(Quality("duplicate", file.label, None, text))
            return True
        self._digests[digest] = file.label
        return False

    def _keep(self, notes: Iterable[Note]) -> None:
        self.quality.extend(Quality(n.kind, n.source, n.seconds, n.text) for n in notes)

    def _read_events(
        self, file: detect.Found, reader: EventReader, zoneless: list[tuple[str, list[Any]]]
    ) -> None:
        digest = digests.of(file.path)
        if self._duplicate(file, digest):
            return
        rows: list[Any] = []
        rejected: list[Rejected] = []
        notes: list[Note] = []
        for item in reader.read(self._plain(file), file.label):
            kind = notes if isinstance(item, Note) else rows
            if isinstance(item, Rejected):
                rejected.append(item)
            else:
                kind.append(item)  # type: ignore[arg-type]
        tables.insert(self.connection, "rejected", rejected)
        if any(n.kind == zones.KIND and n.seconds is None for n in notes):
            zoneless.append((file.label, rows))
            notes = [n for n in notes if n.kind != zones.KIND]
        else:
            self._events.extend(rows)
        times = [row.started_at if isinstance(row, Alert) else row.at for row in rows]
        self._account(
            file, reader.name, digest, (len(rows), len(rejected)),
            (min(times, default=None), max(times, default=None)),
        )  # fmt: skip
        self._keep(notes)

    def _plain(self, file: detect.Found) -> Path:
        """The file unpacked, where it is packed."""
        if not packing(file.path):
            return file.path
        plain = self.folder / "plain" / f"{len(self.files)}" / file.path.stem
        plain.parent.mkdir(parents=True)
        damage: list[str] = []
        with open_bytes(file.path, damage.append) as source, plain.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        self._keep(Note("warning", file.label, None, f"{file.label}: {d}") for d in damage)
        return plain

    def offset_at(self, at: datetime) -> tzinfo | None:
        """The access log's own offset from UTC at an aware moment; None where none is written."""
        if not self.offsets:
            return None
        moment = at.astimezone(UTC).replace(tzinfo=None)
        place = max(bisect_right([when for when, _ in self.offsets], moment) - 1, 0)
        seconds = self.offsets[place][1]
        return timezone(timedelta(seconds=seconds)) if seconds else UTC

    def _trouble(self) -> datetime | None:
        """The middle of the failed requests of people; None where none failed."""
        (middle,) = self.connection.execute(
            "SELECT quantile_cont(epoch(completion), 0.5) FROM request "
            "WHERE failed AND left_out IS NULL"
        ).fetchall()[0]
        return None if middle is None else datetime.fromtimestamp(middle, UTC)

    def _settle(self, zoneless: list[tuple[str, list[Any]]]) -> None:
        """Put right the times of files that write no zone, by what the others cover."""
        self._rewrite()
        covers, trouble = self.covers(), self._trouble()
        for label, rows in zoneless:
            moved, note = zones.settle(rows, covers, self.offset_at, trouble)
            self._events.extend(moved)
            self._keep([note])
            times = [row.at for row in moved]
            self.files = [
                replace(file, first=min(times), last=max(times))
                if file.path == label and times
                else file
                for file in self.files
            ]

    def _rewrite(self) -> None:
        """Fill the tables of sparse rows from all that was read, merged."""
        merged = [*merging.merged(r for r in self._events if isinstance(r, Alert | Change))]
        merged += [r for r in self._events if not isinstance(r, Alert | Change)]
        for name, kind in ROWS.items():
            self.connection.execute(f"DELETE FROM {name}")
            tables.insert(self.connection, name, (r for r in merged if type(r) is kind))


def _distinct(files: Sequence[detect.Found]) -> set[str]:
    """The labels of files that differ from all the others, as far as their sizes tell."""
    if any(packing(file.path) for file in files):
        return set()
    sizes = Counter(file.path.stat().st_size for file in files)
    return {file.label for file in files if sizes[file.path.stat().st_size] == 1}


def _within(
    progress: Progress | None, file: detect.Found, done: int, total: int
) -> Callable[[], None]:
    """Called before a file and after each piece of it: tells the share of all that is done."""
    size = file.path.stat().st_size * (10 if packing(file.path) else 1)
    pieces = max(size / chunks.SIZE, 1.0)
    count = 0

    def step() -> None:
        nonlocal count
        if progress:
            progress(file.label, (done + min(count / pieces, 1.0)) / total)
        count += 1

    return step


class _Span:
    """The first and the last of many times."""

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.last: datetime | None = None

    def add(self, first: datetime | None, last: datetime | None) -> None:
        """Take in the first and the last of some; None where there are none."""
        self.first = min(filter(None, (self.first, first)), default=None)
        self.last = max(filter(None, (self.last, last)), default=None)
