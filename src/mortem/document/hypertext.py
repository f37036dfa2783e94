"""Blocks of raw HTML, read as text."""

import re
from html.parser import HTMLParser

from mortem.document.inline import Piece
from mortem.document.layout import Block

_BREAKS = frozenset(
    "p br div li tr ul ol h1 h2 h3 h4 h5 h6 table summary details hr".split()  # noqa: SIM905
)
_SILENT = frozenset({"script", "style"})


class _Reader(HTMLParser):
    """Collects lines of text with their positions."""

    def __init__(self, starts: list[int]) -> None:
        super().__init__(convert_charrefs=True)
        self.starts = starts
        self.lines: list[tuple[str, int, str, int]] = []  # kind, level, text, offset in the block
        self.kind, self.level, self.silent = "text", 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if re.fullmatch(r"h[1-6]", tag):
            self.kind, self.level = "heading", int(tag[1])
        elif tag == "li":
            self.kind, self.level = "item", 0
        elif tag in _BREAKS:
            self.kind, self.level = "text", 0
        if tag in _BREAKS:
            self.lines.append((self.kind, self.level, "", 0))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in _BREAKS:
            self.kind, self.level = "text", 0
            self.lines.append(("text", 0, "", 0))

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        row, column = self.getpos()
        offset = self.starts[min(row - 1, len(self.starts) - 1)] + column
        for number, part in enumerate(data.split("\n")):
            if number:
                self.lines.append((self.kind, self.level, "", 0))
            if part.strip():
                self._append(part, offset)
            offset += len(part) + 1

    def _append(self, part: str, offset: int) -> None:
        if self.lines and self.lines[-1][2]:
            kind, level, text, start = self.lines[-1]
            self.lines[-1] = (kind, level, text + part, start)
        elif self.lines:
            self.lines[-1] = (self.kind, self.level, part, offset)
        else:
            self.lines.append((self.kind, self.level, part, offset))


def html_blocks(content: str, start: int, source: str) -> list[Block]:
    """The lines of text in an HTML block that begins at offset `start` of the source."""
    starts = [0]
    for line in content.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    reader = _Reader(starts)
    reader.feed(content)
    reader.close()
    return [
        _block(kind, level, text, start + offset, len(source))
        for kind, level, text, offset in reader.lines
        if text.strip()
    ]


def _block(kind: str, level: int, text: str, start: int, end: int) -> Block:
    """One line of text; Markdown's mark of a heading is minded in HTML too."""
    marked = re.match(r"\s*(#{1,6})\s+(?=\S)", text)
    if marked:
        kind, level = "heading", len(marked[1])
        text, start = text[marked.end() :], start + marked.end()
    at = min(start, max(end - 1, 0))
    where = tuple(min(at + n, end) for n in range(len(text)))
    return Block(kind, Piece(text, where), level)
