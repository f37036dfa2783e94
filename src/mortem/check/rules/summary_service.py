"""The summary does not name what was down or slow."""

from mortem.check.requirement import Requirement


class SummaryService(Requirement):
    """The summary does not name what was down or slow.

    ## Why it matters
    Readers first ask whether this is about the service they use or run.

    ## Bad
        ## Issue Summary

        From 09:10 to 10:10 UTC customers could not order. They saw error 502. Then they called
        us.

    ## Good
        ## Issue Summary

        From 09:10 to 10:10 UTC the checkout service was down. Customers saw error 502.
    """

    help = "name the service, page or feature: 'the checkout page'"
