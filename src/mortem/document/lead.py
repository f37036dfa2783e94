"""What stands before the first heading, and documents without headings."""

from collections.abc import Sequence

from mortem.document.headings import Heading
from mortem.document.layout import Block, strip_bullet
from mortem.document.stamps import stamp_of


def place_lead(
    blocks: Sequence[Block], headings: Sequence[Heading], kinds: Sequence[str]
) -> list[str]:
    """Give kinds to blocks that stand under no heading of a section.

    Where no heading names a summary, the paragraphs before the first section (and before the first
    timed entry) are the summary. Where none names a timeline, the stretch of timed entries is it.
    """
    placed = list(kinds)
    known = {h.kind for h in headings if h.kind}
    if "timeline" not in known:
        _place_timeline(blocks, placed)
    if "summary" not in known:
        for index, kind in enumerate(placed):
            if kind != "other":
                break
            if blocks[index].kind != "heading":
                placed[index] = "summary"
    return placed


def _place_timeline(blocks: Sequence[Block], placed: list[str]) -> None:
    stamped = [
        index
        for index, block in enumerate(blocks)
        if placed[index] in ("other", "summary") and stamp_of(strip_bullet(block.text)) is not None
    ]
    if len(stamped) < 3:
        return
    for index in range(stamped[0], stamped[-1] + 1):
        if placed[index] in ("other", "summary"):
            placed[index] = "timeline"
