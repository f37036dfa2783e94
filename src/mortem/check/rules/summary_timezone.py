"""The times in the summary have no time zone."""

from mortem.check.requirement import Requirement


class SummaryTimezone(Requirement):
    """The times in the summary have no time zone.

    ## Why it matters
    A time without its zone is off by hours for whoever reads it elsewhere.

    ## Bad
        ## Issue Summary

        From 09:10 to 10:10 the shop was down and users met errors.

    ## Good
        ## Issue Summary

        From 09:10 to 10:10 (UTC+1) the shop was down and users met errors.
    """

    help = (
        "write the zone beside a time, as an abbreviation or an offset: '09:10 UTC', '09:10 "
        "(UTC+1)'"
    )
