"""Work through a large file piece by piece, on all cores, in order."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import polars as pl

from mortem.sources.chunks import Digest, chunks
from mortem.sources.outcome import Account, Piece
from mortem.sources.reader import BulkReader, Converted, Take
from mortem.sources.rows import Note


def convert(
    reader: BulkReader, path: Path, label: str, take: Take, user_field: str = ""
) -> Converted:
    """Give `take` the rows of a file, some ten thousand at a time, in order.

    A frame has the columns of `REQUEST_COLUMNS` except `source`, and may have two hints, null
    where they are not known: paths of one `path_number` differ only in their ids and queries;
    where `address_near` is false, the address is surely none of the machine or its network.
    """
    cutter = reader.cutter(path, label, user_field)
    return cutter.converted(work(path, label, take, cutter.cut))


def work(path: Path, label: str, take: Take, cut: Callable[[bytes], Piece]) -> Account:
    """Cut each chunk of a file, and give the frames to `take` in the order of the file."""
    account, digest = Account(), Digest()

    def damage(text: str) -> None:
        account.notes.append(Note("warning", label, None, f"{label}: {text}"))

    for piece in _in_order(chunks(path, digest, damage), cut):
        if piece.frame.height:
            take(piece.frame.with_columns(pl.col("line") + account.lines))
        account.add(piece, piece.frame.height, label)
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
