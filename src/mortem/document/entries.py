"""The timed entries of a timeline, in whatever shape they were written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mortem.document.clock import TimeMention
from mortem.document.layout import Block, strip_bullet
from mortem.document.stamps import Stamp, stamp_of


@dataclass(slots=True)
class Draft:
    """An entry in the making: first block, stamp, blocks with the characters to skip."""

    block: Block
    stamp: str
    times: tuple[TimeMention, ...]
    parts: list[tuple[Block, int]] = field(default_factory=list)
    cells: str | None = None
    alone: bool = False


def timed(blocks: Sequence[tuple[Block, bool]]) -> Iterator[Draft]:
    """The entries: blocks that begin with a time, with what belongs to them.

    `blocks` are those of the timeline, each with whether it serves as a heading.
    """
    current: Draft | None = None
    quoted = any(b.kind != "code" and _begun(b) is not None for b, _ in blocks)
    for block, is_heading in blocks:
        begun = None if quoted and block.kind == "code" else _begun(block)
        if begun is not None:
            if current is not None:
                yield current
            current = begun
        elif current is not None and _belongs(current, block, is_heading):
            current.parts.append((block, 0))
        elif current is not None:
            yield current
            current = None
    if current is not None:
        yield current


def _begun(block: Block) -> Draft | None:
    if block.kind == "head":
        return None
    if block.kind == "row":
        return _row(block)
    shift = len(block.text) - len(strip_bullet(block.text))
    stamp = stamp_of(block.text[shift:])
    if stamp is None:
        return None
    text = block.text[shift:]
    alone = not re.search(r"\w", text[stamp.text_at :])
    draft = Draft(block, _said(text, stamp), stamp.times, alone=alone)
    if not alone:
        draft.parts.append((block, shift + stamp.text_at))
    return draft


def _said(text: str, stamp: Stamp) -> str:
    said = text[stamp.start : stamp.end].strip(" []*|")
    opened, closed = said.count("("), said.count(")")
    return said + ")" if opened > closed else said.lstrip("(") if opened < closed else said


def _row(block: Block) -> Draft | None:
    """A table row: the first cell that is a time is its stamp, the others its text."""
    at = 0
    for number, cell in enumerate(block.cells):
        at = block.text.find(cell, at)
        stamp = stamp_of(cell)
        if stamp is not None and (not re.search(r"\w", cell[stamp.text_at :]) or number == 0):
            rest = [c for n, c in enumerate(block.cells) if n != number and c]
            if re.search(r"\w", cell[stamp.text_at :]):
                rest.insert(0, cell[stamp.text_at :])
            after = at + (
                len(cell) if not re.search(r"\w", cell[stamp.text_at :]) else stamp.text_at
            )
            draft = Draft(block, _said(cell, stamp), stamp.times, cells=" ".join(rest))
            draft.parts.append((block, after))
            return draft
        at += len(cell)
    return None


def _belongs(entry: Draft, block: Block, is_heading: bool) -> bool:
    """Whether an untimed block goes with the entry before it."""
    if entry.block.kind == "heading":
        return block.kind != "heading" or block.level > entry.block.level
    if block.kind == "heading" or is_heading:
        return False
    if entry.alone:
        return True
    if entry.block.item:
        return block.item == entry.block.item or (
            block.depth > entry.block.depth and bool(block.item)
        )
    return bool(block.item) and block.depth > entry.block.depth
