"""It does not say concretely what was changed to fix it."""

from mortem.check.requirement import Requirement


class FixDetail(Requirement):
    """It does not say concretely what was changed to fix it.

    ## Why it matters
    'The issue was fixed' cannot be repeated, checked or undone.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Root cause and resolution

        A full disk led to failed writes, so that orders were lost. The issue was then resolved.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Root cause and resolution

        A full disk led to failed writes, so that orders were lost. To resolve it we removed old
        logs and added a second disk.
    """

    help = (
        "say what was changed, where and from what to what: 'raised the limit from 15 to 4096 "
        "and restarted nginx'"
    )
