"""The summary does not say what users saw or could not do."""

from mortem.check.requirement import Requirement


class SummaryExperience(Requirement):
    """The summary does not say what users saw or could not do.

    ## Why it matters
    'The service was down' is the view of the machine room; what users met decides what it meant.

    ## Bad
        ## Issue Summary

        From 09:10 to 10:10 UTC the shop had an outage. The outage affected the shop.

    ## Good
        ## Issue Summary

        From 09:10 to 10:10 UTC the shop had an outage: customers got error 502 when they paid.
    """

    help = "say what users met: the error they saw, how slow it was, what they could not do"
