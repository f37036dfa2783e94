"""There are not two tasks that one could do and tick off."""

from mortem.check.requirement import Requirement


class MeasuresTasks(Requirement):
    """There are not two tasks that one could do and tick off.

    ## Why it matters
    'Improve monitoring' is never done. A task has an end that anyone can see.

    ## Bad
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Corrective and preventative measures

        - Improve monitoring.
        - Be more careful.

    ## Good
        ## Issue Summary

        The shop was down; customers could not log in.

        ## Corrective and preventative measures

        - Add an alert on disk usage above 80 %.
        - Write a test that fills the disk.
    """

    help = "list tasks as one would in a tracker: 'add an alert on disk usage above 80 %'"
