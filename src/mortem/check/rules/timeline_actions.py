"""The timeline does not say what was investigated."""

from mortem.check.requirement import Requirement


class TimelineActions(Requirement):
    """The timeline does not say what was investigated.

    ## Why it matters
    What was looked at, in which order, is what the next responder learns from.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert fired.
        - 09:20 UTC: We escalated to the network team.
        - 10:10 UTC: All was well again.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: The team checked the database.
        - 10:10 UTC: The load balancer was restarted and the shop was back.
    """

    help = "name the parts that were looked at: 'checked the connections of the database'"
