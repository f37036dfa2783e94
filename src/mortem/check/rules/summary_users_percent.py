"""The summary gives no share of users as a number."""

from mortem.check.requirement import Requirement


class SummaryUsersPercent(Requirement):
    """The summary gives no share of users as a number.

    ## Why it matters
    'Many users' is 5 % to one reader and 90 % to another. A share of requests is not a share of
    users.

    ## Bad
        ## Issue Summary

        The shop was down and many users could not pay. 40 % of requests failed.

    ## Good
        ## Issue Summary

        The shop was down and 75 % of users could not pay.
    """

    help = "give the share of users who were affected as a number: '75 % of users'"
