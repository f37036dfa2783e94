"""What stands before the first heading, and documents without headings."""

import re
from collections.abc import Sequence

from mortem.document.clock import find_times
from mortem.document.headings import Heading
from mortem.document.layout import Block, strip_bullet
from mortem.document.postmortem import SECTIONS
from mortem.document.stamps import stamp_of

_DENSE = 4  # of so many blocks of a timeline at least one begins with a time
_MANY = 3  # headings of other things


def place_lead(
    blocks: Sequence[Block], headings: Sequence[Heading], kinds: Sequence[str]
) -> list[str]:
    """Give kinds to blocks that stand under no heading of a section.

    Where no heading names a summary, the paragraphs before the first section (and before the first
    timed entry) are the summary. Where none names a timeline, the stretch of timed entries is it.
    """
    placed = list(kinds)
    known = {h.kind for h in headings if h.kind}
    real = [h for h in headings if h.rank < 7]
    if not known and len(real) > _MANY:  # a text of other parts: a project's page, an article
        return placed
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
    if len(stamped) * _DENSE < stamped[-1] + 1 - stamped[0]:
        return  # paragraphs that happen to begin with a time, pages apart
    for index in range(stamped[0], stamped[-1] + 1):
        if placed[index] in ("other", "summary"):
            placed[index] = "timeline"


_KINDS = ("greeting", "summary", "timeline", "cause", "measures", "farewell")
# What paragraphs of each kind say, and how much each such word tells.
_SIGNS = {
    "greeting": (3.0, r"\b(?:hello|hi everyone|hey|welcome|dear readers?)\b"),
    "summary": (
        1.0,
        r"\b(?:what happened|in short|outage|incident|was down|went down|could not"
        r"|couldn['\u2019]t|unable"
        r"|unreachable|unavailable|affected|users?|customers?|people)\b",
    ),
    "timeline": (
        0.7,
        r"\b(?:then|at first|first|next|later|after (?:that|a while)|finally|eventually"
        r"|minutes? later"
        r"|suddenly|meanwhile|we (?:checked|looked|tried|called|thought|saw|noticed)"
        r"|i (?:checked|looked"
        r"|tried|called|thought|saw|noticed|opened))\b",
    ),
    "cause": (
        1.3,
        r"\b(?:why|because|caused?|root cause|reason|turned out|due to|hence|which meant"
        r"|to fix|the fix"
        r"|fixed|solution|so that|as a result|since)\b",
    ),
    "measures": (
        1.5,
        r"\b(?:will|should|must|going to|next time|(?:in|for) (?:the )?future|prevent\w*"
        r"|improv\w+|lessons?"
        r"|learn(?:ed|t)?|tasks?|(?:moving|going) forward|from now on|never again|differently)\b",
    ),
    "farewell": (
        3.0,
        r"\b(?:thanks? (?:you )?for reading|if you enjoyed|in the comments|until next time"
        r"|follow me"
        r"|leave a clap)\b",
    ),
}
_SIGN = {kind: (weight, re.compile(signs, re.I)) for kind, (weight, signs) in _SIGNS.items()}
_TIMED = 1.5  # what each clock time tells of a timeline
_PARAGRAPH = 60  # characters


def _place_prose(blocks: Sequence[Block], placed: list[str]) -> list[str]:
    """A document without headings: what comes before the first timed entry is its summary.

    Where nothing is an entry either, its paragraphs are told in the order of the format; each goes
    to the section whose language it speaks most.
    """
    _place_timeline(blocks, placed)
    texts = [
        n
        for n, b in enumerate(blocks)
        if b.kind != "heading" and (len(b.text) > _PARAGRAPH or b.kind == "item" or _leads_in(b))
    ]
    if "timeline" in placed:
        first = placed.index("timeline")
        last = len(placed) - 1 - placed[::-1].index("timeline")
        for n, block in enumerate(blocks):
            if n < first and block.kind != "heading":
                placed[n] = "summary"
        _place_in_order(blocks, [n for n in texts if n > last], placed, _KINDS[3:])
    else:
        _place_in_order(blocks, texts, placed, _KINDS)
    return placed


def _leads_in(block: Block) -> bool:
    """Whether a short line announces what to do: "For the future:"."""
    return block.text.rstrip().endswith(":") and _SIGN["measures"][1].search(block.text) is not None


def _place_in_order(
    blocks: Sequence[Block], texts: Sequence[int], placed: list[str], kinds: Sequence[str]
) -> None:
    """Give each paragraph a kind, the kinds in their order, so that all signs together say most."""
    best: list[tuple[float, list[str]]] = [(0.0, [])] * len(kinds)
    for n in texts:
        text = blocks[n].text
        reached: list[tuple[float, list[str]]] = []
        for rank, kind in enumerate(kinds):
            score, path = max(best[: rank + 1], key=lambda each: each[0])
            reached.append((score + _tells(kind, text), [*path, kind]))
        best = reached
    _, path = max(best, key=lambda each: each[0])
    if "summary" in kinds and "summary" not in path:  # what is told first is the summary
        first = next((n for n, kind in enumerate(path) if kind != "greeting"), None)
        path = [*path[:first], "summary", *path[first + 1 :]] if first is not None else path
    for n, kind in zip(texts, path, strict=True):
        if kind in SECTIONS:
            placed[n] = kind


def _tells(kind: str, text: str) -> float:
    weight, signs = _SIGN[kind]
    told = weight * len(signs.findall(text))
    if kind == "timeline":
        told += _TIMED * len(find_times(text))
    return told / (1 + len(text.split()) / 60)
