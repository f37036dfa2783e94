"""The summary does not say at what time the outage ended."""

from mortem.check.requirement import Requirement


class SummaryEnd(Requirement):
    """The summary does not say at what time the outage ended.

    ## Why it matters
    Whether it is over, and when, is what a reader asks first. A start and a length leave the sum
    to the reader.

    ## Bad
        ## Issue Summary

        From 09:10 UTC the shop was down for an hour and users met errors.

    ## Good
        ## Issue Summary

        From 09:10 to 10:10 UTC the shop was down and users met errors.
    """

    help = "give the clock time at which users were served again: 'to 10:10 UTC'"
