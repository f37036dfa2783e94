"""The timeline does not say how the incident was resolved."""

from mortem.check.requirement import Requirement


class TimelineResolution(Requirement):
    """The timeline does not say how the incident was resolved.

    ## Why it matters
    A timeline that stops before the end leaves open what helped.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: The team checked the database.
        - 09:40 UTC: The team met again.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: The team checked the database.
        - 10:10 UTC: The load balancer was restarted and the shop was back.
    """

    help = (
        "end with the step that resolved it: '- 10:05 UTC: restarted the load balancer, "
        "logins succeed'"
    )
