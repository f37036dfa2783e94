"""The timeline has the outage begin or end at another time or zone than the summary."""

from mortem.check.requirement import Consistency


class TimelineOutsideTheWindow(Consistency):
    """The timeline has the outage begin or end at another time or zone than the summary.

    ## Why it matters
    Summary and timeline are read by different people, who then argue about the length of the same
    outage.

    ## Bad
        ## Issue Summary

        The shop was down from 09:10 UTC to 10:30 UTC.

        ## Timeline

        - 09:10 UTC: A monitoring alert fired.
        - 09:20 UTC: The team checked the database.
        - 10:00 UTC: The service was fully restored.

    ## Good
        ## Issue Summary

        The shop was down from 09:10 UTC to 10:30 UTC.

        ## Timeline

        - 09:00 UTC: The release went out.
        - 09:20 UTC: The team checked the database.
        - 10:30 UTC: The service was fully restored.
        - 11:00 UTC: The postmortem was scheduled.
    """

    help = "give both the same moment in the same zone"
