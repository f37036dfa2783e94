"""What comes of the chunks of a file, and of the file."""

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from mortem.sources import moments
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
    lines: int = 0

    def add(self, piece: Piece, rows: int, label: str) -> None:
        """Add a piece that has so many rows; pieces come in the order of the file."""
        room = max(EXAMPLES - len(self.rejected), 0)
        told = piece.rejected[:room]
        self.rejected += [Rejected(label, n + self.lines, why) for n, why in told]
        self.rejected_count += len(piece.rejected)
        self.rows += rows
        self.offsets = list(moments.merged([*self.offsets, *piece.offsets]))
        self.identified += piece.identified
        self.fine += piece.fine
        self.lines += piece.lines
