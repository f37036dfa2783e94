"""The timeline does not say when the issue was noticed."""

from mortem.check.requirement import Requirement


class TimelineDetectedWhen(Requirement):
    """The timeline does not say when the issue was noticed.

    ## Why it matters
    The time from onset to detection is what better monitoring can win.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: The deployment went out.
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

    help = (
        "write an entry for the moment at which somebody or something noticed: '- 09:12 UTC: "
        "the alert fired'"
    )
