"""The Markdown postmortem: its shape, its parser, its printer. Knows no telemetry."""

from mortem.document.parse import parse
from mortem.document.postmortem import (
    SECTIONS,
    TITLES,
    Document,
    Entry,
    Passage,
    Section,
    Sentence,
)

__all__ = ["SECTIONS", "TITLES", "Document", "Entry", "Passage", "Section", "Sentence", "parse"]
