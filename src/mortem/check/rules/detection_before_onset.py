"""The outage was noticed before it began."""

from mortem.check.requirement import Consistency


class DetectionBeforeOnset(Consistency):
    """The outage was noticed before it began.

    ## Why it matters
    Either it began earlier than the summary says, or the alert was of something else.

    ## Bad
        ## Issue Summary

        The shop was down from 09:10 UTC to 10:30 UTC.

        ## Timeline

        - 08:40 UTC: The issue was detected by a monitoring alert.
        - 09:20 UTC: The team checked the database.
        - 10:30 UTC: The service was restored.

    ## Good
        ## Issue Summary

        The shop was down from 09:10 UTC to 10:30 UTC.

        ## Timeline

        - 09:14 UTC: The issue was detected by a monitoring alert.
        - 09:20 UTC: The team checked the database.
        - 10:30 UTC: The service was restored.
    """

    help = "correct the start of the outage or the time of detection"
