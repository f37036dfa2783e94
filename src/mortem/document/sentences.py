"""Sentences of running text."""

import re
from collections.abc import Iterator
from functools import lru_cache

import sentencex

_RUNS_ON = re.compile(
    r"(?:\b[ap]\.[ ]?m\.|\b(?:e\.g|i\.e|approx|vs|no|nos|st|hrs?|mins?|secs?|etc|fig|ca"
    r"|incl)\.)\s*$",
    re.I,
)
_CONTINUES = re.compile(
    r"(?:[a-z\d(\[,;:&–—-]|(?:UTC|GMT|[A-Z]{2,4}T|[A-Z]AT)\b|(?:Mon|Tues|Wednes|Thurs|Fri"
    r"|Satur|Sun)day"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b[ ]\d|(?:Pacific|Eastern"
    r"|West|East|Central)\b)"
)

_WORD = re.compile(r"\w")
_LAST = 8  # characters at the end of a sentence that may show that it goes on


@lru_cache(maxsize=1024)
def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of every sentence, without the blanks around it."""
    return tuple(_spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = at = 0
    for length in map(len, sentencex.segment("en", _in_ascii(text))):
        at = min(at + length, len(text))
        rest = text[at:].lstrip()
        part = text[start:at].rstrip()
        open_ended = _RUNS_ON.search(part, max(0, len(part) - _LAST)) is not None
        if _inside(text, at):
            continue
        if not open_ended or (rest and not _CONTINUES.match(rest)):
            yield from _trimmed(text, start, at)
            start = at
    yield from _trimmed(text, start, len(text))


def _inside(text: str, at: int) -> bool:
    """Whether a full stop is one in the middle of a name: `app.{id}.js`."""
    if not 0 < at < len(text) or text[at - 1] != ".":
        return False
    return text[at] in "{/_-" or text[at].islower()


_MARKS = {"\u2026": ".", "\u3002": ".", "\uff01": "!", "\uff1f": "?", "\u201c": '"', "\u201d": '"',
          "\u2018": "'", "\u2019": "'", "\u2013": "-", "\u2014": "-"}  # fmt: skip


def _in_ascii(text: str) -> str:
    """A text of the same length and shape, one byte a character.

    The splitter counts bytes where it should count characters, and fails within one.
    """
    if text.isascii():
        return text
    return "".join(char if char.isascii() else _stand_in(char) for char in text)


def _stand_in(char: str) -> str:
    if char.isspace():
        return " "
    if char.isalpha():
        return "X" if char.isupper() else "x"
    return _MARKS.get(char, "0" if char.isdigit() else "_")


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if _WORD.search(part):
        yield start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
