"""Facts in, a first postmortem out: every sentence with a number cites the fact it says."""

from mortem.draft.write import DraftOptions, write_draft

__all__ = ["DraftOptions", "write_draft"]
