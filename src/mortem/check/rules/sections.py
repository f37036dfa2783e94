"""A section of the format is missing, or they stand in another order."""

from mortem.check.requirement import Requirement


class Sections(Requirement):
    """A section of the format is missing, or they stand in another order.

    ## Why it matters
    Readers know where to look: the summary first, the timeline second, then the cause, then the
    measures.

    ## Bad
        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.

        ## Issue Summary

        The shop was down; customers could not log in.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.

        ## Root cause and resolution

        The disk was full. We added a disk.

        ## Corrective and preventative measures

        - Add an alert on disk usage.
    """

    help = (
        "write the four sections in this order: Issue Summary, Timeline, Root cause and "
        "resolution, Corrective and preventative measures"
    )
