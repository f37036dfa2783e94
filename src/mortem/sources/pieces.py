"""Work through a large file piece by piece, on all cores, in order."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from mortem.sources import moments
from mortem.sources.chunks import Digest, chunks
from mortem.sources.reader import Converted, Take
from mortem.sources.rows import Note, Rejected

EXAMPLES = 1000


@dataclass(slots=True)
class Piece:
    """What came of one chunk: a frame with `line` from 1 within it, and what was rejected."""

    frame: pl.DataFrame
    lines: int  # of the chunk, blank ones too
    rejected: list[tuple[int, str]] = field(default_factory=list)  # line within the chunk, reason
    offsets: moments.Offsets = ()
    identified: int = 0  # rows with a user id
    fine: int = 0  # rows with a stamp finer than seconds


@dataclass(slots=True)
class Account:
    """What came of a file."""

    rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    offsets: list[tuple[datetime, int]] = field(default_factory=list)
    identified: int = 0
    fine: int = 0
    digest: str = ""
    notes: list[Note] = field(default_factory=list)


def work(path: Path, label: str, take: Take, cut: Callable[[bytes], Piece]) -> Account:
    """Cut each chunk of a file, and give the frames to `take` in the order of the file."""
    account, digest = Account(), Digest()

    def damage(text: str) -> None:
        account.notes.append(Note("warning", label, None, f"{label}: {text}"))

    before = 0
    for piece in _in_order(chunks(path, digest, damage), cut):
        if piece.frame.height:
            take(piece.frame.with_columns(pl.col("line") + before))
        room = max(EXAMPLES - len(account.rejected), 0)
        account.rejected += [Rejected(label, n + before, why) for n, why in piece.rejected[:room]]
        account.rejected_count += len(piece.rejected)
        account.rows += piece.frame.height
        account.offsets = list(moments.merged([*account.offsets, *piece.offsets]))
        account.identified += piece.identified
        account.fine += piece.fine
        before += piece.lines
    account.digest = str(digest)
    return account


def converted(account: Account, resolution: float, stamp_is: str, identity: str) -> Converted:
    """The account as readers report it."""
    return Converted(
        account.rows, tuple(account.rejected), account.rejected_count, resolution, stamp_is,
        tuple(account.notes), identity if account.identified else "",
        tuple(account.offsets), account.digest,
    )  # fmt: skip


def _in_order(source: Iterator[bytes], cut: Callable[[bytes], Piece]) -> Iterator[Piece]:
    """The pieces in order, as many in work at a time as there are cores."""
    workers = min(os.cpu_count() or 1, 4)
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[Piece]] = deque()
        for chunk in source:
            waiting.append(pool.submit(cut, chunk))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
