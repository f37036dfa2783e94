"""What a draft may still lack.

While the front matter says `status: draft`, a requirement that is not met yet is only a note where
its section holds a blank to fill, and so is the length: a draft is as long as what is known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mortem.check.rule import Finding
from mortem.document import Document

_SECTION = {"fix": "cause"}


def lenient(document: Document, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those that a draft may have as notes."""
    draft = str(document.front.get("status", "")).strip().lower() == "draft"
    blank = set(_with_blanks(document)) if draft else set()
    for finding in found:
        part = finding.rule.partition("-")[0]
        lacks = finding.category == "requirement" and _SECTION.get(part, part) in blank
        if draft and (lacks or finding.rule == "length"):
            yield replace(finding, severity="info")
        else:
            yield finding


def _with_blanks(document: Document) -> Iterator[str]:
    """The kinds of section in which something is left to fill."""
    lines = document.lines
    for section in document.sections:
        text = "\n".join(lines[section.line - 1 : section.end_line])
        if "[to fill" in text.lower():
            yield section.kind
