"""A large file read by several processes, each of which cuts pieces of it and keeps them.

What goes on in Python goes on one after the other within a process. A process of the crew gets its
orders on its standard input and ends with it, so that none outlives who started it.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from mortem.errors import UnreadableSource
from mortem.evidence.coding import Coder, Kept
from mortem.sources.opening import packing
from mortem.sources.outcome import Piece
from mortem.sources.reader import Cutter

LEAST = 256 << 20  # bytes of a file from which on it pays
_PROGRAM = """
import sys
from mortem.evidence.crew import work
work(sys.stdin.buffer, sys.stdout.buffer)
"""
SIZE = min(os.cpu_count() or 1, 4)


@dataclass(frozen=True, slots=True)
class Order:
    """A stretch of a file, in bytes from its start, and where its piece goes."""

    path: Path
    begin: int
    end: int
    piece: Path


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a stretch: its piece without the frame, how it was kept, its times."""

    piece: Piece
    rows: int
    kept: Kept | None  # None where there are no rows
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Start:
    """What a process of the crew is told first."""

    cutter: Cutter
    coder: tuple[int, tuple[tuple[str, str], ...], bool]


def pays(path: Path) -> bool:
    """Whether a file is so large that several processes read it faster."""
    return SIZE > 1 and path.stat().st_size >= LEAST and not packing(path)


def run(
    cutter: Cutter, scope: tuple[tuple[tuple[str, str], ...], bool], first: int,
    orders: Iterable[Order],
) -> Iterator[Done]:  # fmt: skip
    """What comes of each order, in turn. The coders' numbers begin with `first`.

    Raises UnreadableSource where a process dies.
    """
    crew = [_begin(Start(cutter, (first + number, *scope))) for number in range(SIZE)]
    free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
    for process in crew:
        free.put(process)
    pool = ThreadPoolExecutor(SIZE)
    try:
        waiting: deque[Future[Done]] = deque()
        for order in orders:
            waiting.append(pool.submit(_ask, free, order))
            if len(waiting) > 2 * SIZE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:  # the processes first: what still waits for one ends at once
        for process in crew:
            _end(process)
        pool.shutdown(cancel_futures=True)


def _begin(start: Start) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(  # noqa: S603 (ourselves)
        [sys.executable, "-P", "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths, "POLARS_MAX_THREADS": "1"},
        start_new_session=True,
    )
    pickle.dump(start, _pipe(process.stdin))
    _pipe(process.stdin).flush()
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with suppress(BrokenPipeError):
            _pipe(pipe).close()
    process.wait()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("the process has no pipe")
    return pipe


def _ask(free: "SimpleQueue[subprocess.Popen[bytes]]", order: Order) -> Done:
    process = free.get()
    try:
        pickle.dump(order, _pipe(process.stdin))
        _pipe(process.stdin).flush()
        told = pickle.load(_pipe(process.stdout))  # noqa: S301 (our own process)
    except (EOFError, BrokenPipeError) as problem:
        text = f"a process that read {order.path} died; is there memory enough? Run it again"
        raise UnreadableSource(text) from problem
    finally:
        free.put(process)
    if isinstance(told, Exception):
        raise told
    return told  # type: ignore[no-any-return]


def work(orders: IO[bytes], answers: IO[bytes]) -> None:
    """Do what is ordered until there is no more: a `Start`, then any number of `Order`."""
    start: Start = pickle.load(orders)  # noqa: S301 (from who started us)
    coder = Coder(*start.coder)
    while True:
        try:
            order: Order = pickle.load(orders)  # noqa: S301
        except EOFError:
            return
        answer: Any
        try:
            answer = _done(order, start.cutter, coder)
        except Exception as problem:  # noqa: BLE001 (it is raised where the order came from)
            answer = problem
        with suppress(BrokenPipeError):  # nobody waits for it any more
            pickle.dump(answer, answers)
            answers.flush()


def _done(order: Order, cutter: Cutter, coder: Coder) -> Done:
    with order.path.open("rb") as stream:
        stream.seek(order.begin)
        data = stream.read(order.end - order.begin)
    piece = cutter.cut(data.removeprefix(b"\xef\xbb\xbf") if not order.begin else data)
    frame = piece.frame
    kept = coder.keep(frame, order.piece) if frame.height else None
    first: Any = frame["stamp"].min()
    last: Any = frame["stamp"].max()
    return Done(replace(piece, frame=frame.clear()), frame.height, kept, first, last)
