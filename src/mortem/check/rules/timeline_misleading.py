"""The timeline tells of no path that was wrong."""

from mortem.check.requirement import Requirement


class TimelineMisleading(Requirement):
    """The timeline tells of no path that was wrong.

    ## Why it matters
    Wrong paths cost most of an incident's time. Told, they are not taken twice.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: We suspected the database.
        - 10:10 UTC: The load balancer was restarted.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: We suspected the database; it was ruled out.
        - 10:10 UTC: The load balancer was restarted.
    """

    help = (
        "say which suspicion was ruled out or which fix did not help: 'restarted the "
        "database, errors persisted'"
    )
