"""The timeline does not say how the issue was noticed."""

from mortem.check.requirement import Requirement


class TimelineDetectedHow(Requirement):
    """The timeline does not say how the issue was noticed.

    ## Why it matters
    Whether an alert, an engineer or a customer noticed first says how good the monitoring is.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: The issue was detected.
        - 09:20 UTC: The database was restarted.
        - 10:10 UTC: The old release was put back.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: The team checked the database.
        - 10:10 UTC: The load balancer was restarted and the shop was back.
    """

    help = "say who or what noticed: a monitoring alert, an engineer, a customer's complaint"
