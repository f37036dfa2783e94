"""A reviewed postmortem in, pages out."""
