"""The title dates the outage otherwise than the summary."""

from mortem.check.requirement import Consistency


class TwoDatesForTheOutage(Consistency):
    """The title dates the outage otherwise than the summary.

    ## Why it matters
    Telemetry is looked up by date; with two of them somebody searches the wrong day.

    ## Bad
        # Postmortem: outage of 10 August 2024

        ## Issue Summary

        On 16 August 2024 the shop was down from 09:10 UTC to 10:10 UTC.

    ## Good
        # Postmortem: outage of 16 August 2024

        ## Issue Summary

        On 16 August 2024 the shop was down from 09:10 UTC to 10:10 UTC.
    """

    help = "write the day of the outage in both"
