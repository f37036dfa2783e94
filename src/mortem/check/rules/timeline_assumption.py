"""The timeline does not say what was suspected before the cause was known."""

from mortem.check.requirement import Requirement


class TimelineAssumption(Requirement):
    """The timeline does not say what was suspected before the cause was known.

    ## Why it matters
    Assumptions explain where the time went; written down, the next team doubts them sooner.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: The team checked the database.
        - 10:10 UTC: The load balancer was restarted and the shop was back.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: We suspected the database and checked its connections.
        - 10:10 UTC: The load balancer was restarted.
    """

    help = "write what was assumed at the time: 'we suspected the database'"
