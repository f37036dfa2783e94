"""Everything mortem raises on purpose; each message is fit to print as it is.

* MortemError
  * UnreadableSource     a file cannot be read, or no reader recognises it
  * MissingEvidence      a question was asked that the evidence cannot answer
  * NoOutage             a draft was asked for, and the evidence shows no outage
  * MalformedPostmortem  a document cannot be read as one
  * WouldOverwrite       a file is in the way and nobody said `--force`
  * BadSettings          mortem.toml or an option makes no sense
  * BrokenPart           a file in a parts folder breaks the rules of that folder
  * LabFailed            the lab's servers are missing, or a run could not be carried through
  * DeskRefused          the desk does not do what was asked, and says why
    * NotOnDesk          what was asked for is not there, or not for these eyes
    * NotAllowed         this person may not do that
    * TooMany            too many tries; wait

Bad lines in telemetry are not errors: they are counted and kept as rejected rows.
Bad sentences in a postmortem are not errors: they are findings.
"""


class MortemError(Exception):
    """Base of all errors a user can cause; the message is fit to print as it is."""


class UnreadableSource(MortemError):
    """A file cannot be read, or no reader recognises it."""


class MissingEvidence(MortemError):
    """A question was asked that the evidence cannot answer."""


class NoOutage(MortemError):
    """A draft was asked for, and the evidence shows no outage."""


class MalformedPostmortem(MortemError):
    """A document cannot be read as one."""


class WouldOverwrite(MortemError):
    """A file is in the way, it differs, and nobody said `--force`."""


class BadSettings(MortemError):
    """mortem.toml or an option makes no sense."""


class BrokenPart(MortemError):
    """A file in a parts folder breaks the rules of that folder."""


class LabFailed(MortemError):
    """The lab's servers are missing, or a run could not be carried through."""


class DeskRefused(MortemError):
    """The desk does not do what was asked, and says why."""


class NotOnDesk(DeskRefused):
    """What was asked for is not there, or not for these eyes."""


class NotAllowed(DeskRefused):
    """Whoever asks may not do that."""


class TooMany(DeskRefused):
    """Too many tries; wait."""
