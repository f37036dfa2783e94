"""Read a postmortem from Markdown."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mortem.document.blocks import counted, split
from mortem.document.entries import Draft, timed
from mortem.document.front import take_front
from mortem.document.headings import Heading, assign, find_headings
from mortem.document.layout import Block
from mortem.document.lead import place_lead
from mortem.document.postmortem import Document, Entry, Passage, Section, Sentence
from mortem.document.sentences import spans
from mortem.document.words import count_words


def parse(text: str, path: str = "") -> Document:
    """Read a Markdown text; never fails, whatever the text."""
    text = text.removeprefix("\ufeff")
    source = re.sub(r"\r\n?", "\n", text).replace("\0", "\ufffd")
    front, body = take_front(source)
    blocks, notes = split(body)
    headings = find_headings(blocks)
    kinds = place_lead(blocks, headings, assign(blocks, headings))
    reader = _Reader(body, blocks, kinds, headings)
    return Document(
        path=path,
        text=text,
        front=front,
        title=_title(front, headings),
        sections=tuple(reader.sections()),
        sentences=tuple(reader.sentences()),
        entries=tuple(reader.entries()),
        footnotes=notes,
        words=count_words(counted(blocks)),
        passages=tuple(reader.passages()),
    )


def _title(front: object, headings: Sequence[Heading]) -> str:
    given = front.get("title") if isinstance(front, dict) else None
    if given:
        return str(given)
    named = [h for h in headings if h.rank < 7]
    first = next((h for h in named if not h.kind), named[0] if named else None)
    return first.text if first is not None and first is named[0] else ""


@dataclass(slots=True)
class _Reader:
    """Positions, sentences and entries of the blocks."""

    source: str
    blocks: Sequence[Block]
    kinds: Sequence[str]
    headings: Sequence[Heading]
    starts: Sequence[int] = ()
    ends: int = 0

    def __post_init__(self) -> None:
        starts = [0]
        for line in self.source.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        self.starts = starts[:-1]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column (from 1) of a source offset."""
        row = max(bisect_right(self.starts, offset) - 1, 0)
        return row + 1, offset - self.starts[row] + 1

    def sections(self) -> Iterator[Section]:
        """Runs of blocks of one kind; each heading that names a kind opens a new one."""
        last = len(self.starts)
        opens = [h for h in self.headings if h.kind and self.kinds[h.index] == h.kind]
        opened = {h.index: h for h in opens}
        found: list[Section] = []
        current = ""
        for index, kind in enumerate(self.kinds):
            line = self.place(self.blocks[index].start)[0]
            heading = opened.get(index)
            if heading is not None and not self._under(heading, current):
                found.append(Section(kind, heading.text, line, last))
            elif kind != current and (kind != "other" or current):
                own = next((h.text for h in self.headings if h.index == index), "")
                found.append(Section(kind, own, line, last))
            current = kind
        for number, section in enumerate(found):
            end = found[number + 1].line - 1 if number + 1 < len(found) else last
            yield Section(section.kind, section.heading, section.line, max(end, section.line))

    def _under(self, heading: Heading, current: str) -> bool:
        """Whether a heading only divides the section it stands in."""
        above = [h for h in self.headings if h.index < heading.index and h.kind == heading.kind]
        return current == heading.kind and bool(above) and above[-1].rank < heading.rank

    def passages(self) -> Iterator[Passage]:
        """Every block with its place."""
        for block, kind in zip(self.blocks, self.kinds, strict=True):
            line, column = self.place(block.start)
            end = self.place(block.piece.where[-1])[0] if block.piece.where else line
            yield Passage(block.text.strip(), block.kind, line, column, max(end, line), kind,
                          block.level, block.depth, block.item, block.bold, block.cells,
                          block.piece.lead)  # fmt: skip

    def sentences(self) -> Iterator[Sentence]:
        """The sentences of everything but headings and tables' first rows."""
        for block, kind in zip(self.blocks, self.kinds, strict=True):
            if block.kind not in ("heading", "head") and not self._is_heading(block):
                yield from self.of(block, kind)

    def _is_heading(self, block: Block) -> bool:
        return any(
            self.blocks[h.index] is block and h.after >= len(block.text) for h in self.headings
        )

    def of(self, block: Block, kind: str, skip: int = 0) -> Iterator[Sentence]:
        """The sentences of one block from character `skip` on."""
        text, where = block.text, block.piece.where
        marks = block.piece.marks
        pairs = [
            (max(start, skip) + a, max(start, skip) + b)
            for start, end in block.edges or ((0, len(text)),)
            if end > skip
            for a, b in spans(text[max(start, skip) : end])
        ]
        for number, (a, b) in enumerate(pairs):
            following = pairs[number + 1][0] if number + 1 < len(pairs) else len(text) + 1
            begin = 0 if number == 0 else a + (1 if number else 0)
            cites = tuple(dict.fromkeys(name for at, name in marks if begin <= at < following + 1))
            yield self._sentence(text[a:b], where[a], where[b - 1], kind, cites)

    def _sentence(
        self, text: str, first: int, last: int, kind: str, cites: tuple[str, ...]
    ) -> Sentence:
        line, column = self.place(first)
        end_line = max(self.place(last)[0], line)
        return Sentence(text, line, column, end_line, kind, cites, self.source[first : last + 1])

    def entries(self) -> Iterator[Entry]:
        """The entries of the timeline."""
        chosen = [
            (block, self._is_heading(block))
            for block, kind in zip(self.blocks, self.kinds, strict=True)
            if kind == "timeline"
        ]
        for draft in timed(chosen):
            yield self._entry(draft)

    def _entry(self, draft: Draft) -> Entry:
        sentences: list[Sentence] = []
        parts: list[str] = []
        for block, skip in draft.parts:
            sentences += self.of(block, "timeline", skip)
            parts.append(block.text[skip:].strip())
        if draft.cells is not None:
            parts = [draft.cells]
        return Entry(self.place(draft.block.start)[0], draft.stamp, " ".join(filter(None, parts)),
                     tuple(sentences), draft.times)  # fmt: skip
