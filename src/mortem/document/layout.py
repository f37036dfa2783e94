"""Blocks of rendered text, and how lines of one paragraph belong together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mortem.document.inline import Piece
from mortem.document.stamps import stamp_of
from mortem.document.titles import is_title

_BULLET = re.compile(r"^[ ]*(?:[•●○▪■◦‣·*–—-]|\(?\d{1,2}[.)]|[o])[ \t]+(?=\S)")
_WORDED = re.compile(r"noon|midnight|midday", re.I)
_SCREEN = 130
_DIGIT = re.compile(r"\d")
_TICK_BOX = re.compile(r"^\[[ xX✓✔]?\][ ]+")
_HEAD = 40  # characters within which a line's time begins
_ENDED = re.compile(r"[.!?:;][\"')\]]*\s*$")
_LABEL = re.compile(r"^[ ]*[A-Z][\w/&' -]{1,40}:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of rendered text that stands on its own.

    `kind` is heading, text, item (the first line of a list item), row, head (a table's first row)
    or code (a line of prose in a code block); `level` of a heading 1-6, else 0; `depth` how deep in
    lists; `item` the number of its list item, 0 outside; `cells` those of a row,
    `edges` where each begins and ends in the text.
    """

    kind: str
    piece: Piece
    level: int = 0
    depth: int = 0
    item: int = 0
    cells: tuple[str, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The rendered text."""
        return self.piece.text

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return self.piece.bold

    @property
    def start(self) -> int:
        """The source offset of its first visible character."""
        for char, where in zip(self.piece.text, self.piece.where, strict=False):
            if not char.isspace():
                return where
        return self.piece.where[0] if self.piece.where else 0


def begins_with_time(text: str) -> bool:
    """Whether a line begins with a time, bullets and dates before it aside."""
    if not _DIGIT.search(text, 0, _HEAD) and not _WORDED.search(text[:12]):
        return False
    return stamp_of(strip_bullet(text)) is not None


def join_soft(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join the lines of a wrapped paragraph; keep apart lines that stand on their own."""
    long = max((len(piece.text) for piece in pieces), default=0)
    if len(pieces) > 1 and all(_ENDED.search(piece.text) for piece in pieces if piece.text.strip()):
        long = _SCREEN + 1  # each line a sentence: a list without bullets
    current: Piece | None = None
    last: Piece | None = None
    for piece in pieces:
        if current is None or last is None:
            current = piece
        elif current.hard or _apart(last, piece, long):
            yield current
            current = piece
        else:
            current = _joined(current, piece)
        last = piece
    if current is not None:
        yield current


def _apart(one: Piece, other: Piece, long: int) -> bool:
    """Whether a soft line break parts two lines that were not meant to run on."""
    before, after = one.text.rstrip(), other.text.lstrip()
    if not before or not after:
        return True
    if begins_with_time(after) or _BULLET.match(after) or _LABEL.match(after):
        return True
    if begins_with_time(before) and len(before) < 32:
        return True
    if one.bold or other.bold or is_title(before) or is_title(after):
        return True
    # Lines wrapped by an editor are nearly as long as the longest, none longer than a screen.
    begins = after[:1].isupper() or after[:1].isdigit()
    return begins and (long > _SCREEN or len(before) < 0.6 * long)


def _joined(one: Piece, other: Piece) -> Piece:
    at = other.where[0] if other.where else one.where[-1] if one.where else 0
    shift = len(one.text) + 1
    marks = one.marks + tuple((n + shift, name) for n, name in other.marks)
    return Piece(f"{one.text} {other.text}", (*one.where, at, *other.where), marks, other.hard,
                 one.bold and other.bold, one.lead)  # fmt: skip


_CODE_SIGNS = re.compile(
    r"[{}<>;=$\\]|\(\)|^\s*(?:sudo|\$|#!|import|def|class|server|location|apt)\b|->|::"
)


def prose_in_code(lines: Sequence[str], plain: bool) -> bool:
    """Whether a code block holds prose: timed lines, or sentences without signs of code."""
    said = [line for line in lines if line.strip()]
    if not said or not plain:
        return False
    timed = sum(begins_with_time(_BULLET.sub("", line)) and len(line.split()) > 3 for line in said)
    if timed >= 2 and timed * 3 >= len(said):
        return True
    coded = sum(_CODE_SIGNS.search(line) is not None for line in said)
    worded = sum(len(re.findall(r"\b[A-Za-z']{2,}\b", line)) >= 5 for line in said)
    return coded * 5 < len(said) and worded * 2 >= len(said)


def is_bulleted(text: str) -> bool:
    """Whether a line begins with a bullet or a number."""
    return _BULLET.match(text) is not None


def strip_bullet(text: str) -> str:
    """The text without a bullet, a number or a tick box before it."""
    bare = _BULLET.sub("", text.lstrip())
    return _TICK_BOX.sub("", bare) if bare.startswith("[") else bare
