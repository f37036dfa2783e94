"""The summary gives neither the length of the outage nor both its ends."""

from mortem.check.requirement import Requirement


class SummaryDuration(Requirement):
    """The summary gives neither the length of the outage nor both its ends.

    ## Why it matters
    How long it lasted is half of how bad it was.

    ## Bad
        ## Issue Summary

        From 09:10 UTC the shop was down and users met errors.

    ## Good
        ## Issue Summary

        From 09:10 UTC the shop was down for 62 minutes and users met errors.
    """

    help = "say how long it lasted, or give both start and end"
