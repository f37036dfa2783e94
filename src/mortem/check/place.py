"""Where in the source a phrase of rendered text stands."""

import re
from dataclasses import dataclass
from functools import lru_cache

from mortem.document import Document, Sentence

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_BETWEEN = r"(?:[\s*_`~\\>]|\[\^[^\]]*\]|&nbsp;)+"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the file: 1-based, `end_column` one past its last character (0: unknown)."""

    line: int
    column: int
    end_line: int
    end_column: int = 0


def place(document: Document, sentence: Sentence, phrase: str = "") -> Place:
    """Where `phrase` stands in the lines of `sentence`; the whole sentence where it is not found.

    Markup, line breaks and footnote marks between the words of the phrase are stepped over.
    """
    whole = Place(sentence.line, sentence.column, sentence.end_line)
    words = phrase.split()
    if not words:
        return whole
    lines = lines_of(document.text)
    first = sentence.line - 1
    there = "\n".join(lines[first : max(sentence.end_line, sentence.line)])
    pattern = _pattern(tuple(words))
    found = pattern.search(there, max(sentence.column - 1, 0)) or pattern.search(there)
    if found is None:
        return whole
    line, column = _at(there, found.start())
    end_line, end_column = _at(there, found.end())
    return Place(first + line, column, first + end_line, end_column)


@lru_cache(maxsize=4)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a document, as `Document.lines` counts them."""
    return tuple(re.sub(r"\r\n?", "\n", text).removesuffix("\n").split("\n"))


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_BETWEEN.join(map(re.escape, words)), re.I)


@lru_cache(maxsize=4)
def code_lines(text: str) -> frozenset[int]:
    """The numbers (from 1) of the lines in fenced code blocks, the fences with them."""
    found, fence = set[int](), ""
    for number, line in enumerate(lines_of(text), 1):
        mark = _FENCE.match(line)
        if fence:
            found.add(number)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
            found.add(number)
    return frozenset(found)


def _at(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
