"""The cause is named, but not how it led to the failure."""

from mortem.check.requirement import Requirement


class CauseDetail(Requirement):
    """The cause is named, but not how it led to the failure.

    ## Why it matters
    A name is no explanation: only the chain from cause to failure shows where it can be broken.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Root cause and resolution

        The root cause was the new release. We rolled it back.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Root cause and resolution

        The new release opened a connection for each request and never closed it, which exhausted
        the pool, so that logins timed out. We rolled it back.
    """

    help = "tell the chain: what happened first, what that led to, what users then met"
