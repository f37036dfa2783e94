"""Responders' notes as Markdown bullets."""

from collections.abc import Iterator
from pathlib import Path

from mortem.sources.diary import STRUCTURE, Page, item
from mortem.sources.lines import numbered
from mortem.sources.reader import EventReader, Head
from mortem.sources.rows import Message, Note, Rejected, Row
from mortem.sources.zones import no_zone


class NotesMarkdown(EventReader):
    """Responders' notes: Markdown bullets, numbered items or table rows beginning with a time.

    `- 04:07 - text`, `- 04:07:54 IT support: text`, `* **04:07 UTC** text`, `| 04:07 | who | x |`.
    The date comes from the line, else from a heading (`## 2026-11-23`, `23 November 2026`), else
    from the other files, which is noted; past midnight the next day begins. The zone comes from the
    line, from a sentence such as "all times UTC", else from the other files. Indented lines belong
    to the bullet above them. Headings are structure; other lines without a time are rejected.
    """

    def score(self, head: Head) -> float:
        lines = [line for line in head.lines[:300] if not STRUCTURE.match(line)]
        timed = [line for line in lines if item(line)]
        if not timed or (lines and lines[0].lstrip().startswith("{")):
            return 0.0
        return (
            0.75
            * len(timed)
            / len([line for line in lines if not line.startswith(("  ", "\t"))] or lines)
        )

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        page = Page(label)
        held: Message | None = None
        for number, line in numbered(path):
            message = page.message(line, number)
            if message is None and held is not None and line.startswith(("  ", "\t")):
                held = held._replace(text=f"{held.text}\n{line.strip()}")
                continue
            if held is not None:
                yield held
            held = message
            if message is None and not page.learns(line):
                yield Rejected(label, number, "no time, no heading")
        if held is not None:
            yield held
        if page.lacks:
            yield no_zone(label, page.lacks)
