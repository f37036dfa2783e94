"""A document cut to what each requirement looks at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from mortem.check.phrases import Phrases
from mortem.document import SECTIONS, Document, Entry, Passage, Section, Sentence
from mortem.document.assignment import is_pasted


@dataclass(frozen=True, slots=True)
class Scope:
    """The author's own sentences and passages by section; pasted assignment text left out."""

    document: Document
    sentences: dict[str, tuple[Sentence, ...]]
    passages: dict[str, tuple[Passage, ...]]
    entries: tuple[Entry, ...]

    def of(self, kind: str) -> tuple[Sentence, ...]:
        """The sentences of a section."""
        return self.sentences.get(kind, ())

    def text(self, kind: str) -> str:
        """All text of a section, headings in it included."""
        return "\n".join(passage.text for passage in self.passages.get(kind, ()))

    def first(self, kind: str, *patterns: Phrases) -> tuple[Sentence, str] | None:
        """The first sentence of a section that any pattern matches, and the words matched."""
        return next(self.all(kind, *patterns), None)

    def all(self, kind: str, *patterns: Phrases) -> Iterator[tuple[Sentence, str]]:
        """Every sentence of a section that a pattern matches, with the words matched."""
        for sentence in self.of(kind):
            for pattern in patterns:
                match = pattern.search(sentence.text)
                if match:
                    yield sentence, match[0]
                    break


_LOG_LINE = re.compile(
    r"^\W*\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d\S*\s+(?:\[\w+\]|(?:ERROR|WARN\w*|INFO"
    r"|DEBUG|FATAL)\b)"
    r"|^\W*\S+ \S+ \S+ \[\d\d/\w{3}/\d{4}:"
)


_WORD = re.compile(r"[^\W\d_]{2}|\d[:.h]\d\d|\d ?%")
_LINK = re.compile(r"\S*(?:://|www\.)\S*")
_POINTER = re.compile(
    r"^\W*(?:please )?(?:learn (?:more )?about|read (?:more|the full)|find (?:the "
    r"|more )?(?:detail|full|more)|refer to"
    r"|see (?:the|our|below|here|also)|click|check out|visit|feel free|for more|have a look)\b",
    re.I,
)


@lru_cache(maxsize=4096)
def _not_own(text: str) -> bool:
    """Whether a line is a log's, the assignment's or a pointer elsewhere, not a statement."""
    if not _WORD.search(_LINK.sub(" ", text) if "://" in text or "www." in text else text):
        return True
    return bool(_LOG_LINE.match(text) or _POINTER.match(text)) or is_pasted(text)


# "Root cause, solution and what we will do": one section for both.
_MEASURES_TOO = re.compile(
    r"\b(?:what (?:we|i) (?:will|are going to)|prevent\w*|next steps|measures|lessons|in future"
    r"|improvements?|follow-?up|next time)\b",
    re.I,
)
_BLANK = re.compile(r"\[to fill\b[^\]]*\]?", re.I)


def _filled(text: str) -> str:
    return _BLANK.sub("", text) if "[" in text else text


def _without_blanks(sentence: Sentence) -> Sentence:
    """A sentence without what is still to be filled: the question is no answer."""
    if "[to fill" not in sentence.text.lower():
        return sentence
    return replace(sentence, text=_BLANK.sub("", sentence.text))


def _labels(document: Document) -> Iterator[Sentence]:
    """Headings within sections as sentences: their text counts; the sections' own do not."""
    opening = {section.line for section in document.sections}
    begun = {(sentence.line, sentence.column) for sentence in document.sentences}
    for p in document.passages:
        if p.kind != "head" and p.line not in opening and (p.line, p.column) not in begun:
            yield Sentence(p.text, p.line, p.column, p.end_line, p.section, (), p.text)


def scope_of(document: Document) -> Scope:
    """Cut a document; the last one is remembered."""
    if not (_last and _last[0].document is document):
        _last[:] = [_cut(document)]
    return _last[0]


_last: list[Scope] = []


_DENSE = 8  # of so many sentences of such a section one at least is a lesson
# "The lessons we take from it", "we need to", "we should".
_LESSON = re.compile(
    r"\blessons\b|\b(?:we|i) (?:now |also )?(?:need to|must|should|have to)\b", re.I
)


Told = TypeVar("Told", Sentence, Passage)


def _within(section: Section, told: tuple[Told, ...]) -> tuple[Told, ...]:
    return tuple(each for each in told if section.line < each.line <= section.end_line)


def _lessons(document: Document, other: tuple[Sentence, ...]) -> Section | None:
    """A section after the cause that is told in the language of lessons, under another name."""
    after = False
    for section in document.sections:
        after = after or section.kind == "cause"
        if after and section.kind == "other":
            own = [s for s in other if section.line < s.line <= section.end_line]
            lessons = sum(_LESSON.search(s.text) is not None for s in own)
            if lessons > 1 and lessons * _DENSE >= len(own):
                return section
    return None


def _cut(document: Document) -> Scope:
    kinds = (*SECTIONS, "other")
    told = [_without_blanks(s) for s in (*document.sentences, *_labels(document))]
    every = sorted(told, key=lambda s: (s.line, s.column))
    sentences = {
        kind: tuple(s for s in every if s.section == kind and not _not_own(s.text))
        for kind in kinds
    }
    if not any(section.heading for section in document.sections):
        sentences["cause"] = tuple(
            s for s in every if s.section != "measures" and not _not_own(s.text)
        )  # told without sections: the cause is wherever it is told
    if not sentences["measures"] and any(
        s.kind == "cause" and _MEASURES_TOO.search(s.heading) for s in document.sections
    ):
        sentences["measures"] = sentences["cause"]
    lessons = None if sentences["measures"] else _lessons(document, sentences["other"])
    passages = {
        kind: tuple(
            p if "[" not in p.text else replace(p, text=_filled(p.text))
            for p in document.passages
            if p.section == kind and not _not_own(_filled(p.text))
        )
        for kind in kinds
    }
    if lessons is not None:
        sentences["measures"] = _within(lessons, sentences["other"])
        passages["measures"] = _within(lessons, passages["other"])
    entries = tuple(e for e in document.entries if not _not_own(_filled(e.text)))
    return Scope(document, sentences, passages, entries)
