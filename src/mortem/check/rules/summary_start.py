"""The summary does not say at what time the outage began."""

from mortem.check.requirement import Requirement


class SummaryStart(Requirement):
    """The summary does not say at what time the outage began.

    ## Why it matters
    A reader matches the outage with what else happened by its clock time; a date alone spans a
    day.

    ## Bad
        ## Issue Summary

        On 3 May 2024 the shop was down for an hour and users met errors.

    ## Good
        ## Issue Summary

        On 3 May 2024 from 09:10 UTC the shop was down for an hour and users met errors.
    """

    help = "give the clock time of the first failure, with its zone: 'from 09:10 UTC'"
