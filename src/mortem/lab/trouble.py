"""What the lab raises when servers are missing or a run cannot be carried through."""

from mortem.errors import MortemError


class LabFailed(MortemError):
    """A server is missing, did not start or died; the message says which, and where its log is."""
