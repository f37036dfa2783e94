"""Two different shares of users are given for the same outage."""

from mortem.check.requirement import Consistency


class TwoPercentagesForOneThing(Consistency):
    """Two different shares of users are given for the same outage.

    ## Why it matters
    A reader quotes one of the two, and is wrong half of the time.

    ## Bad
        ## Issue Summary

        The shop was down and 75% of users were affected.

        ## Root cause and resolution

        The disk was full, so 40% of users were affected. We added a disk.

    ## Good
        ## Issue Summary

        The shop was down and 75% of users were affected.

        ## Root cause and resolution

        The disk was full. Of the requests 40% failed. We added a disk.
    """

    help = "keep the share that was counted; say of each what it is a share of"
