"""Remarks stay on their text when it moves."""

import difflib
from collections.abc import Collection

PLAIN = 1_000  # lines: what postmortems have, and far more


def moved_lines(old: str, new: str, lines: Collection[int]) -> dict[int, int | None]:
    """Where lines (1-based) of an old text stand in a new one; None where one is gone.

    A line that was changed but kept most of its words (similarity 0.6 or more by difflib's ratio)
    counts as the same line.
    """
    if old == new:
        return {line: line for line in lines if 1 <= line <= old.count("\n") + 1}
    before, after = old.split("\n"), new.split("\n")
    places: dict[int, int | None] = dict.fromkeys(lines)
    # in a long text, lines that stand there very often are left out: they cost their count squared
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) > PLAIN)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for line in lines:
            if not i1 <= line - 1 < i2:
                continue
            if tag == "equal":
                places[line] = j1 + (line - 1 - i1) + 1
            elif j2 - j1 <= PLAIN:
                places[line] = _closest(before[line - 1], after, j1, j2)
    return places


def moved_line(old: str, new: str, line: int) -> int | None:
    """Where one line (1-based) of an old text stands in a new one; None where it is gone."""
    return moved_lines(old, new, [line])[line]


def _closest(text: str, after: list[str], first: int, last: int) -> int | None:
    best, place = 0.6, None
    for index in range(first, last):
        other = after[index]
        if not 0.4 * len(text) <= len(other) <= 2.4 * len(text):
            continue  # a ratio of 0.6 cannot be
        matcher = difflib.SequenceMatcher(None, text, other, autojunk=len(text) > PLAIN)
        if matcher.quick_ratio() >= best and (ratio := matcher.ratio()) >= best:
            best, place = ratio, index + 1
    return place
