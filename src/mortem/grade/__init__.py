"""A learner's postmortem against the sealed truth of a lab run."""
