"""An entry of the timeline has more than two sentences."""

from mortem.check.requirement import Requirement


class TimelineBrief(Requirement):
    """An entry of the timeline has more than two sentences.

    ## Why it matters
    An entry says what happened at one moment; the story belongs in the sections that follow.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins. The team met in the chat. They read
          the logs of the proxy. They found nothing.
        - 09:20 UTC: The team checked the database.
        - 10:10 UTC: The load balancer was restarted.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Timeline

        - 09:10 UTC: A monitoring alert told of failed logins.
        - 09:20 UTC: The team checked the database.
        - 10:10 UTC: The load balancer was restarted and the shop was back.
    """

    help = (
        "cut each entry to one or two sentences, or split it at the time at which something "
        "new happened"
    )
