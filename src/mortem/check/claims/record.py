"""Texts of the record that a document repeats: quotations and phrases, word for word.

A bracketed mark in the document, such as [address] or [a colleague], stands for anything, and a
final … for the rest of the text.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from mortem.facts import Fact, FactBook

_TOKEN = re.compile(r"\S+")
_MARK = re.compile(r"\\\[[a-z]+(?:\\?[ -][a-z]+)*\\\]")
_EDGE = "`'\"“”‘’.,;:!?()"


def strings(fact: Fact) -> tuple[str, ...]:
    """Every text in the values of a fact."""
    return tuple(dict.fromkeys(_strings(fact.values)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield " ".join(value.split())
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def plain(text: str) -> str:
    """Text with one kind of quotation mark and single spaces, as quotations are compared."""
    return re.sub(r"[“”\"`‘’]", "'", " ".join(text.split()))


@lru_cache(maxsize=4096)
def _pattern(said: str) -> re.Pattern[str]:
    body = plain(said).strip().rstrip(".")
    open_end = body.endswith("…")
    body = re.escape(body.rstrip("…").rstrip())
    return re.compile(_MARK.sub(".{1,120}?", body) + ("" if open_end else r"(?![\w])"), re.I)


def quoted_in(said: str, texts: Iterable[str]) -> bool:
    """Whether a quotation stands in one of these texts."""
    pattern = _pattern(said)
    return any(pattern.search(plain(text)) for text in texts)


def closest(said: str, texts: Iterable[str]) -> str:
    """The sentence of these texts that a quotation nearly repeats; "" where none is near."""
    best, score = "", 0.8
    wanted = plain(said)
    for text in texts:
        for sentence in (text, text.partition(": ")[2], *re.split(r"(?<=[.!?])\s+", text)):
            cut = plain(sentence)[: len(wanted) + 8]
            if abs(len(cut) - len(wanted)) > 0.4 * len(wanted):
                continue
            ratio = SequenceMatcher(None, wanted, cut, autojunk=False).ratio()
            if ratio > score:
                best, score = sentence, ratio
    return best


@lru_cache(maxsize=4096)
def _shape(text: str) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    """A pattern that finds a text whatever its numbers are, and those numbers."""
    tokens = _TOKEN.findall(text.rstrip("."))
    holes = tuple(t.strip(_EDGE) for t in tokens if re.search(r"\d", t))
    if not holes or len(tokens) - len(holes) < 1:
        return None
    parts = [
        r"(\S+?)" if re.search(r"\d", token) else r"\S*?" + re.escape(token.strip(_EDGE)) + r"\S*?"
        for token in tokens
        if token.strip(_EDGE)
    ]
    return re.compile(
        r"(?<!\S)\W{0,2}" + r"[.,;:]?\s+(?:\W\s+)?".join(parts) + r"(?=[.,;:)]*(?:\s|$))",
        re.I,  # a name may be written as its makers write it
    ), holes


def repeated(text: str, phrases: Iterable[str]) -> Iterator[tuple[int, int, str, str]]:
    """The numbers of a text that stands in a phrase of the record: (start, end, as written, right).

    A number taken out for discretion ("[address]") is as good as right.
    """
    seen: dict[tuple[int, int], set[str]] = {}
    for phrase in phrases:
        shape = _shape(phrase)
        if shape is None:
            continue
        pattern, holes = shape
        for match in pattern.finditer(text):
            for index, right in enumerate(holes, 1):
                start, end = match.span(index)
                while start < end and text[start] in _EDGE:
                    start += 1
                while end > start and text[end - 1] in _EDGE:
                    end -= 1
                seen.setdefault((start, end), set()).add(right)
    for (start, end), rights in sorted(seen.items()):
        said = text[start:end]
        good = said in rights or said.startswith("[") or not re.search(r"\d", said)
        nearest = max(sorted(rights), key=lambda r: SequenceMatcher(None, said, r).ratio())
        yield start, end, said, said if good else nearest


def texts_of(book: FactBook) -> tuple[str, ...]:
    """Every text of the record."""
    return tuple(dict.fromkeys(s for fact in book.values() for s in strings(fact)))
