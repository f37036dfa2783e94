"""The timeline does not have three entries that begin with a time."""

from mortem.check.requirement import Requirement


class TimelineTimedEntries(Requirement):
    """The timeline does not have three entries that begin with a time.

    ## Why it matters
    A timeline is read down its left edge; a paragraph hides the order and the gaps.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        At 09:10 UTC an alert told of failed logins, at 09:20 the team checked the database, and
        at 10:10 the load balancer was restarted.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: The team checked the database.
        - 10:10 UTC: The load balancer was restarted and the shop was back.
    """

    help = (
        "give each step its own line that begins with its time: '- 09:10 UTC: an alert told "
        "of failed logins'"
    )
