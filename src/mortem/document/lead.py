"""What stands before the first heading, and documents without headings."""

import re
from collections.abc import Sequence

from mortem.document.clock import find_times
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
    if not known:
        return _place_prose(blocks, placed)
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


_MEASURES = re.compile(
    r"\b(?:prevent\w*|improv\w+|moving forward|going forward|in (?:the )?future|tasks?|lessons?)\b",
    re.I,
)


def _place_prose(blocks: Sequence[Block], placed: list[str]) -> list[str]:
    """A document without headings: what comes before the first timed entry is its summary.

    Where nothing is an entry either, the first paragraph is the summary, the others are told in
    the order of the format: with clock times the timeline, of the future the measures.
    """
    _place_timeline(blocks, placed)
    if "timeline" in placed:
        first = placed.index("timeline")
        return ["summary" if n < first and blocks[n].kind != "heading" else kind
                for n, kind in enumerate(placed)]  # fmt: skip
    texts = [
        n for n, block in enumerate(blocks) if block.kind != "heading" and len(block.text) > 60
    ]
    for place, n in enumerate(texts):
        if place == 0:
            placed[n] = "summary"
        elif len(_MEASURES.findall(blocks[n].text)) >= 2:
            placed[n] = "measures"
        elif find_times(blocks[n].text):
            placed[n] = "timeline"
    return placed
