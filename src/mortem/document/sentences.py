"""Sentences of running text."""

import re
from collections.abc import Iterator

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


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence, without the blanks around it."""
    start = at = 0
    for part in _parts(text):
        end = text.find(part, at) + len(part) if part in text[at:] else at + len(part)
        rest = text[end:].lstrip()
        if _RUNS_ON.search(text[start:end]) and (_CONTINUES.match(rest) or not rest):
            at = end
            continue
        yield from _trimmed(text, start, end)
        start = at = end
    yield from _trimmed(text, start, len(text))


_CHUNK = 1000  # the splitter panics where 4,096 bytes end within a character


def _parts(text: str) -> Iterator[str]:
    """What the splitter makes of a text; texts longer than any sentence go to it in pieces."""
    while len(text) > _CHUNK:
        full, blank = text.rfind(". ", 0, _CHUNK) + 2, text.rfind(" ", 0, _CHUNK) + 1
        cut = full if full > _CHUNK // 2 else blank or _CHUNK
        yield from sentencex.segment("en", text[:cut])
        text = text[cut:]
    yield from sentencex.segment("en", text)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if re.search(r"\w", part):
        yield start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
