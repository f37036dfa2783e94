"""Facts in, a first postmortem out: every sentence with a number cites the fact it says."""
