"""An entry of the timeline is earlier than the one before it."""

from mortem.check.requirement import Consistency


class TimelineOutOfOrder(Consistency):
    """An entry of the timeline is earlier than the one before it.

    ## Why it matters
    Order is what a timeline is for; an entry out of place is mistimed or misplaced. A timeline
    told wholly backwards, and one that passes midnight, is let be.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert fired.
        - 09:40 UTC: The team checked the database.
        - 09:20 UTC: We called the network team.
        - 10:10 UTC: The shop was back.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 22:10 UTC: A monitoring alert fired.
        - 23:40 UTC: The team checked the database.
        - 00:10 UTC: The shop was back.
    """

    help = "sort the entries, or correct the time"
