"""Sentences of running text."""

import re
from collections.abc import Iterator

import sentencex

_RUNS_ON = re.compile(
    r"(?:\b[ap]\.[ ]?m\.|\b(?:e\.g|i\.e|approx|vs|no|nos|st|hrs?|mins?|secs?|etc|fig|ca|incl)\.)\s*$",
    re.I,
)
_CONTINUES = re.compile(
    r"(?:[a-z\d(\[,;:&–—-]|(?:UTC|GMT|[A-Z]{2,4}T|[A-Z]AT)\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b[ ]\d|(?:Pacific|Eastern|West|East|Central)\b)"
)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence, without the blanks around it."""
    start = at = 0
    for part in sentencex.segment("en", text):
        end = text.find(part, at) + len(part) if part in text[at:] else at + len(part)
        rest = text[end:].lstrip()
        if _RUNS_ON.search(text[start:end]) and (_CONTINUES.match(rest) or not rest):
            at = end
            continue
        yield from _trimmed(text, start, end)
        start = at = end
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if re.search(r"\w", part):
        yield start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
