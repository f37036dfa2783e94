"""The summary does not say what caused the outage."""

from mortem.check.requirement import Requirement


class SummaryRootCause(Requirement):
    """The summary does not say what caused the outage.

    ## Why it matters
    Many readers read no further than the summary; a clause is enough for them.

    ## Bad
        ## Issue Summary

        The shop was down from 09:10 to 10:10 UTC. Customers saw error 502.

    ## Good
        ## Issue Summary

        The shop was down from 09:10 to 10:10 UTC. The root cause was a full disk on the database
        server.
    """

    help = "add a clause: 'because the disk of the database server was full'"
