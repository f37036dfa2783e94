"""What fits: pieces of text, the ones that must be there and the ones that may.

A postmortem has 400 to 600 words. Every piece has a rank: 0 is never left out, the others come in
by rank, then in the order of the document, until the next one would go beyond the limit.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 590
SHORTEST = 400
ENOUGH = 560  # no more of the optional pieces once there

_NOT_WORDS = re.compile(r"\[\^[^\]]+\]|\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one section: a sentence or two, an entry of the timeline, a task."""

    section: str
    text: str
    rank: int = 0


def words(text: str) -> int:
    """Words as the format counts them: tokens with a letter or digit, footnote marks left out."""
    bare = _NOT_WORDS.sub(" ", text)
    return sum(any(c.isalnum() for c in token) for token in bare.split())


def fitting(pieces: Sequence[Piece], spent: int = 0) -> list[Piece]:
    """The pieces that fit, in their order; `spent` words are in the document already."""
    kept = {i for i, piece in enumerate(pieces) if piece.rank == 0}
    total = spent + sum(words(pieces[i].text) for i in kept)
    for i in sorted(range(len(pieces)), key=lambda i: (pieces[i].rank, i)):
        more = words(pieces[i].text)
        if i not in kept and total < ENOUGH and total + more <= LONGEST:
            kept.add(i)
            total += more
    return [piece for i, piece in enumerate(pieces) if i in kept]


def of(section: str, pieces: Iterable[Piece]) -> list[str]:
    """The texts of one section."""
    return [piece.text for piece in pieces if piece.section == section]
