"""Remarks stay on their text when it moves."""

import difflib


def moved_line(old: str, new: str, line: int) -> int | None:
    """Where a line (1-based) of an old text stands in a new one; None where it is gone.

    A line that was changed but kept most of its words (similarity 0.6 or more by difflib's ratio)
    counts as the same line.
    """
    before, after = old.splitlines(), new.splitlines()
    if not 1 <= line <= len(before):
        return None
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if not i1 <= line - 1 < i2:
            continue
        if tag == "equal":
            return j1 + (line - 1 - i1) + 1
        return _closest(before[line - 1], after, j1, j2)
    return None


def _closest(text: str, after: list[str], first: int, last: int) -> int | None:
    best, place = 0.6, None
    for index in range(first, last):
        ratio = difflib.SequenceMatcher(None, text, after[index], autojunk=False).ratio()
        if ratio >= best:
            best, place = ratio, index + 1
    return place
