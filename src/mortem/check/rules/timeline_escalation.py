"""The timeline does not say to whom the incident was escalated."""

from mortem.check.requirement import Requirement


class TimelineEscalation(Requirement):
    """The timeline does not say to whom the incident was escalated.

    ## Why it matters
    Who had to be called, and when, is what an on-call plan is made of.

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
        - 09:20 UTC: We escalated to the database team.
        - 10:10 UTC: The load balancer was restarted.
    """

    help = "name the team or role that was called: 'escalated to the database team'"
