"""The two kinds of reader: sparse events row by row, bulk tables column by column."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mortem.registry import Part
from mortem.sources.rows import Note, Rejected, Row


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


class BulkReader(Reader):
    """A reader of access logs: writes Parquet with exactly `REQUEST_COLUMNS`, never row by row."""

    stamp_is: ClassVar[str]  # "completion" (nginx and its like) or "arrival" (Apache)

    @abstractmethod
    def convert(self, path: Path, label: str, into: Path) -> "Converted":
        """Write the rows of `path` (plain or compressed) to the Parquet file `into`."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What a bulk reader wrote: row count, rejected lines (each with its reason), stamp quality."""

    rows: int
    rejected: tuple[Rejected, ...]  # capped at 1,000 examples
    rejected_count: int  # exact
    resolution: float  # seconds: 1.0 for whole-second stamps, 0.001 for $msec
    stamp_is: str  # "completion" or "arrival"
    notes: tuple[Note, ...] = ()
