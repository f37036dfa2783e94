"""The stated length is not the time between the stated start and end."""

from mortem.check.requirement import Consistency


class DurationIsNotEndMinusStart(Consistency):
    """The stated length is not the time between the stated start and end.

    ## Why it matters
    One of the three is wrong, and the reader cannot tell which. 'About' and 'over' are read as
    people mean them; times without am or pm, and nights, are given the benefit of the doubt.

    ## Bad
        ## Issue Summary

        The shop was down from 09:10 UTC to 10:10 UTC, for 3 hours.

    ## Good
        ## Issue Summary

        The shop was down from 09:10 UTC to 10:10 UTC, for about an hour.
    """

    help = "take the length from the two times"
