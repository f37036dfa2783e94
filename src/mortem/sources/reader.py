"""The two kinds of reader: sparse events row by row, bulk tables column by column."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mortem.registry import Part
from mortem.sources.rows import Note, Rejected, Row

if TYPE_CHECKING:
    import polars

    from mortem.sources.outcome import Account, Piece


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file, decompressed, for recognising its format.

    `text` is at most 64 KiB decoded with errors replaced, `label` the path as the user gave it.
    """

    path: Path
    label: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The complete lines of the beginning that are not blank (all of them if there is one)."""
        whole = self.text.splitlines()
        if len(self.text) >= HEAD_CHARS and len(whole) > 1:
            whole = whole[:-1]
        return [line for line in whole if line.strip()]


HEAD_CHARS = 65536


class Reader(Part):
    """Turns a file of one format into rows. Recognised by content, never by name.

    `score` says how sure the reader is, 0.0 (not mine) to 1.0 (every line seen is mine); the
    highest wins. A reader keeps no state between files and opens no database.
    """

    @abstractmethod
    def score(self, head: Head) -> float:
        """How much of the head is this format: 0.0 to 1.0."""


class EventReader(Reader):
    """A reader of sparse events: yields rows in file order."""

    @abstractmethod
    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        """Yield the file's rows; a line that is no record is yielded as `Rejected`."""


class Cutter(ABC):
    """How the lines of one file are made into requests; it can be sent to another process."""

    @abstractmethod
    def cut(self, chunk: bytes) -> "Piece":
        """The requests of some whole lines, and those lines that are none."""

    @abstractmethod
    def converted(self, account: "Account") -> "Converted":
        """What came of the file, when all was cut."""


class BulkReader(Reader):
    """A reader of access logs: delivers frames of columns, never goes row by row."""

    @abstractmethod
    def cutter(self, path: Path, label: str, user_field: str = "") -> Cutter:
        """What cuts the file at `path` (plain or packed), found from some lines of it.

        `user_field` names the field or cookie that tells users apart ("": found by itself).
        """


Take = Callable[["polars.DataFrame"], None]


@dataclass(frozen=True, slots=True)
class Converted:
    """What a bulk reader found in one file.

    `offsets` are the log's own offsets from UTC in seconds, each with the first moment (naive UTC)
    it was written at, in order; empty where the log writes none. `identity` is where user ids came
    from: "remote-user", "field NAME", "cookie NAME", or "" where lines carry none.
    """

    rows: int
    rejected: tuple[Rejected, ...]  # capped at 1,000 examples
    rejected_count: int  # exact
    resolution: float  # seconds: 1.0 for whole-second stamps, 0.001 for $msec
    stamp_is: str  # "completion" or "arrival"
    notes: tuple[Note, ...] = ()
    identity: str = ""
    offsets: tuple[tuple[datetime, int], ...] = ()
    digest: str = ""  # SHA-256 of the unpacked bytes
