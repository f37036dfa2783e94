"""Rendered inline Markdown, with the source position of every character."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_BLANKS = {0xA0: " ", 0x202F: " ", 0x2007: " ", 0x2009: " "}  # blanks that do not break
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|h[1-6])\b[^>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of rendered text: `where[i]` is the source offset of `text[i]`.

    `marks` are the footnotes cited, with their position in `text`; `hard` says that the line break
    after it was meant (two blanks, a backslash, <br>); `bold` that all of it is bold.
    """

    text: str
    where: tuple[int, ...]
    marks: tuple[tuple[int, str], ...] = ()
    hard: bool = False
    bold: bool = False
    lead: str = ""


class Rendering:
    """Render one inline token, line by line."""

    def __init__(self, source: str, spans: Sequence[tuple[int, int]]) -> None:
        self.source = source
        self.spans = list(spans)
        self.cursor = spans[0][0] if spans else 0
        self.text: list[str] = []
        self.where: list[int] = []
        self.marks: list[tuple[int, str]] = []
        self.deep = 0
        self.weight = 0
        self.lead: list[str] | None = []
        self.plain = False

    def lines(self, children: Sequence[Token]) -> Iterator[Piece]:
        """The lines of the rendered text."""
        for token in children:
            hard = self._take(token)
            if hard is not None:
                yield self._cut(hard)
        yield self._cut(True)

    def _take(self, token: Token) -> bool | None:
        """Add a token; whether it breaks the line (True: a meant break, False: a soft one)."""
        kind = token.type
        if kind in ("text", "code_inline", "text_special"):
            self._add(token.content, kind == "code_inline")
        elif kind == "image":
            self._add(token.content, False)
        elif kind in ("strong_open", "strong_close"):
            self.weight += 1 if kind == "strong_open" else -1
            if kind == "strong_close" and self.lead is not None and self.text:
                self.lead = self.lead or ["".join(self.text)]
        elif kind in ("softbreak", "hardbreak"):
            self._next_line()
            return kind == "hardbreak"
        elif kind == "html_inline" and _BREAKING_TAG.fullmatch(token.content):
            self._skip(token.content)
            return True
        elif kind == "footnote_ref":
            label = (token.meta or {}).get("label")
            if label:
                self.marks.append((len(self.text), str(label)))
                self._skip(f"[^{label}]")
        elif kind == "html_inline":
            self._skip(token.content)
        return None

    def _next_line(self) -> None:
        end = self.source.find("\n", self.cursor)
        self.cursor = end + 1 if end >= 0 else len(self.source)

    def _skip(self, raw: str) -> None:
        found = self.source.find(raw, self.cursor)
        if 0 <= found < self.cursor + 400:
            self.cursor = found + len(raw)

    def _add(self, content: str, code: bool) -> None:
        at = 0
        for match in _MARK.finditer(content) if not code and "[^" in content else ():
            self._put(content[at : match.start()])
            self.marks.append((len(self.text), match[1]))
            self._skip(match[0])
            at = match.end()
        self._put(content[at:])

    def _put(self, content: str) -> None:
        if not content:
            return
        if content.strip() and not self.weight:
            self.plain = True
            self.lead = self.lead or None
        found = self._find(content)
        if found is not None:
            self.text.extend(content)
            self.where.extend(range(found, found + len(content)))
            self.cursor = found + len(content)
            return
        for part in re.findall(r"\w+|\W", content):
            found = self._find(part)
            start = self.cursor if found is None else found
            self.text.extend(part)
            self.where.extend(
                range(start, start + len(part)) if found is not None else [start] * len(part)
            )
            self.cursor = start + (len(part) if found is not None else 0)

    def _find(self, part: str) -> int | None:
        limit = self.spans[-1][1] if self.spans else len(self.source)
        found = self.source.find(part, self.cursor, max(limit, self.cursor))
        return found if found >= 0 else None

    def _cut(self, hard: bool) -> Piece:
        lead = "".join(self.lead).strip() if self.lead else ""
        bold = bool(lead) and not self.plain
        piece = Piece(
            "".join(self.text).translate(_BLANKS),
            tuple(self.where),
            tuple(self.marks),
            hard,
            bold,
            lead,
        )
        self.text, self.where, self.marks = [], [], []
        self.lead, self.plain = [], False
        return piece
