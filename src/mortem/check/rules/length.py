"""The document does not have 400 to 600 words."""

from mortem.check.requirement import Requirement


class Length(Requirement):
    """The document does not have 400 to 600 words.

    ## Why it matters
    Shorter leaves out what others need to learn; longer is not read. Code, footnotes and link
    targets are not counted.

    ## Bad
        ## Issue Summary

        The shop was down. Customers could not log in.

    ## Good
        ## Issue Summary

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.

        The checkout of the shop was down and customers saw errors when they paid. The checkout
        of the shop was down and customers saw errors when they paid. The checkout of the shop
        was down and customers saw errors when they paid. The checkout of the shop was down and
        customers saw errors when they paid.
    """

    help = "aim at 400 to 600 words: cut what the timeline already says, or add what is missing"
