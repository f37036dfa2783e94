"""Nothing says what can be improved."""

from mortem.check.requirement import Requirement


class MeasuresImprovements(Requirement):
    """Nothing says what can be improved.

    ## Why it matters
    A postmortem pays for itself by what changes afterwards.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Root cause and resolution

        The disk was full, so writes failed. We added a disk.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Corrective and preventative measures

        Disk usage should be watched on every server.
    """

    help = "write a section 'Corrective and preventative measures' that says what will be better"
