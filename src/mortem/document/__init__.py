"""The Markdown postmortem: its shape and its parser. Knows no telemetry."""

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
