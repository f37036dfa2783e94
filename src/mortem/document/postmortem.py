"""What a postmortem is, as a document: sections, timeline entries, sentences with their lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mortem.document.clock import TimeMention

# The kinds of section, in the order of the house format. Other headings have the kind "other".
SECTIONS = ("summary", "timeline", "cause", "measures")
TITLES = {
    "summary": "Issue Summary",
    "timeline": "Timeline",
    "cause": "Root cause and resolution",
    "measures": "Corrective and preventative measures",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of rendered text and where it stands.

    `line` and `column` are 1-based positions of its first character in the file, `section` the kind
    of section, `cites` the names of its footnotes ("outage-window"), `source` its raw Markdown.
    """

    text: str
    line: int
    column: int
    end_line: int
    section: str
    cites: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline: the time as written, the text after it, its sentences.

    `times` are the times of its stamp: one, or the two ends of a range.
    """

    line: int
    stamp: str
    text: str
    sentences: tuple[Sentence, ...]
    times: tuple[TimeMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of rendered text that stands on its own, with its place.

    `kind` is heading, text, item (the first line of a list item), row, head (a table's first row)
    or code (a line of prose in a code block); `section` the kind of section; `level` that of a
    heading (else 0); `depth` how deep in lists; `item` the number of its list item (0: none);
    `lead` the bold words it begins with.
    """

    text: str
    kind: str
    line: int
    column: int
    end_line: int
    section: str
    level: int = 0
    depth: int = 0
    item: int = 0
    bold: bool = False
    cells: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its kind, its heading as written, the lines it covers (1-based, inclusive)."""

    kind: str
    heading: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A postmortem as read from Markdown. `words` counts rendered words by the contract."""

    path: str
    text: str
    front: Mapping[str, Any]
    title: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    entries: tuple[Entry, ...]
    footnotes: Mapping[str, str] = field(default_factory=dict)
    words: int = 0
    passages: tuple[Passage, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The source lines without their ends."""
        return re.sub(r"\r\n?", "\n", self.text).removesuffix("\n").split("\n")

    def under(self, kind: str) -> tuple[Sentence, ...]:
        """The sentences of one kind of section, in order."""
        return tuple(s for s in self.sentences if s.section == kind)
