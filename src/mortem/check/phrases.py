"""Many expressions at once, each compiled only when a text comes that it may match.

To compile a hundred alternatives as one pattern takes longer than to check a document, and most
sentences hold none of them: letters without which an expression cannot match are looked for first.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

_PIECE = re.compile(
    r"[^\\\[\](){}|^$.*+?]+|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^}]*\}|\(\?(?:P<\w+>|[a-z-]*:|<?[=!])|."
)
_OPTIONAL = ("?", "*", "{0")
Needles = tuple[str, ...]


_GRAM = 4  # letters by which a text is known to hold no needle


class Expression:
    """One pattern; it ignores case unless `flags` say otherwise."""

    def __init__(self, source: str, flags: int = re.I) -> None:
        self.source = source
        self.flags = flags
        self.needles = needles(source)
        long = all(len(needle) >= _GRAM for needle in self.needles)
        self.ends = tuple((n[:_GRAM], n[-_GRAM:]) for n in self.needles) if long else ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.source, self.flags)

    def near(self, lower: str) -> bool:
        """Whether a text, given in lower case, holds one of the needles."""
        for needle in self.needles:  # noqa: SIM110 - a generator takes twice as long
            if needle in lower:
                return True
        return False


class _Whole:
    """A text of which all that is searched for a while is a part."""

    def __init__(self, text: str) -> None:
        lower = text.lower()
        self._grams = {lower[at : at + _GRAM] for at in range(len(lower))}

    def may_hold(self, line: Expression) -> bool:
        """Whether it may hold one of the needles of an expression, told by their ends."""
        if not line.ends:
            return True
        grams = self._grams
        for first, last in line.ends:  # noqa: SIM110 - a generator takes twice as long
            if first in grams and last in grams:
                return True
        return False


_reading: list[_Whole | None] = [None]


@contextmanager
def within(text: str) -> Iterator[None]:
    """For a while only parts of `text` are searched: what cannot match in it is not tried."""
    _reading.append(_Whole(text))
    try:
        yield
    finally:
        _reading.pop()


class Phrases:
    """Several expressions, in order: what matches is what matches `first|second|...`."""

    def __init__(self, made: Callable[[], Iterable[Expression]]) -> None:
        self._made = made
        self._kept_for: _Whole | None = None
        self._kept: tuple[tuple[str, Expression], ...] = ()
        self._found: dict[str, re.Match[str] | None] = {}

    @cached_property
    def _lines(self) -> tuple[tuple[str, Expression], ...]:
        """Each expression with the one text it needs; "" where that is none or one of several."""
        made = tuple(self._made())
        return tuple((e.needles[0] if len(e.needles) == 1 else "", e) for e in made)

    @property
    def _likely(self) -> tuple[tuple[str, Expression], ...]:
        """The expressions that may match within the text that is being read, else all of them."""
        reading = _reading[-1]
        if reading is None:
            return self._lines
        if self._kept_for is not reading:
            self._kept_for = reading
            self._kept = tuple(each for each in self._lines if reading.may_hold(each[1]))
        return self._kept

    def _near(self, text: str) -> list[re.Pattern[str]]:
        lower = text.lower()
        near = []
        for needed, line in self._likely:
            if needed in lower and (needed or not line.needles or line.near(lower)):
                near.append(line.compiled)
        return near

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """The first match from position `at` on; at one place, that of the first expression."""
        if at or _reading[-1] is None:
            return _first(pattern.search(text, at) for pattern in self._near(text))
        if self._kept_for is not _reading[-1]:
            self._found = {}
        elif text in self._found:
            return self._found[text]
        found = _first(pattern.search(text) for pattern in self._near(text))
        self._found[text] = found
        return found

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """The match that begins at position `at`."""
        return next(filter(None, (pattern.match(text, at) for pattern in self._near(text))), None)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match that is all of the text."""
        return next(filter(None, (pattern.fullmatch(text) for pattern in self._near(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match that does not overlap the one before it."""
        ahead = [(each, each.search(text)) for each in self._near(text)]
        while found := _first(match for _, match in ahead):
            yield found
            at = max(found.end(), found.start() + 1)
            if at > len(text):
                return
            ahead = [  # only what lies behind is looked for again: a long text is gone over once
                (each, match if match.start() >= at else each.search(text, at))
                for each, match in ahead
                if match is not None
            ]

    def without(self, text: str) -> str:
        """A text with every match cut out."""
        kept, at = "", 0
        for found in self.finditer(text):
            kept, at = kept + text[at : found.start()], found.end()
        return kept + text[at:]


def expressions(*sources: str, flags: int = re.I) -> Phrases:
    """Several patterns; they ignore case unless `flags` say otherwise."""
    return Phrases(lambda: [Expression(source, flags) for source in sources])


def _first(found: Iterable[re.Match[str] | None]) -> re.Match[str] | None:
    best: re.Match[str] | None = None
    for match in found:
        if match is not None and (best is None or match.start() < best.start()):
            best = match
    return best


def needles(pattern: str) -> Needles:
    """Texts, lower case, of which each match of a pattern holds one; none where that is unknown."""
    return _needles([match[0] for match in _PIECE.finditer(pattern)])


def parted(pattern: str) -> bool:
    """Whether a pattern is made of alternatives that no bracket holds together."""
    return len(list(_alternatives([match[0] for match in _PIECE.finditer(pattern)]))) > 1


def _needles(pieces: Sequence[str]) -> Needles:
    alternatives = list(_alternatives(pieces)) if "|" in pieces else [pieces]
    if len(alternatives) > 1:
        each = [_needles(alternative) for alternative in alternatives]
        return tuple(dict.fromkeys(one for few in each for one in few)) if all(each) else ()
    known = [few for few in _known(pieces) if few]
    return max(known, key=lambda few: (min(map(len, few)), -len(few)), default=())


def _alternatives(pieces: Sequence[str]) -> Iterator[Sequence[str]]:
    depth = begun = 0
    for at, piece in enumerate(pieces):
        depth += (piece[0] == "(") - (piece == ")")
        if piece == "|" and not depth:
            yield pieces[begun:at]
            begun = at + 1
    yield pieces[begun:]


def _known(pieces: Sequence[str]) -> Iterator[Needles]:
    """What each part of a pattern without alternatives says of the texts it matches."""
    at = 0
    while at < len(pieces):
        piece, end = pieces[at], at + 1
        if piece[0] == "(":
            end = _closed(pieces, at) + 1
        optional = end < len(pieces) and pieces[end].startswith(_OPTIONAL)
        if piece[0] == "(" and not optional and piece[-1] not in "=!":
            yield _needles(pieces[at + 1 : end - 1])
        elif piece[0] not in "\\[(){}|^$.*+?":
            plain = piece[:-1] if optional or pieces[end : end + 1] == ["{"] else piece
            yield (plain.lower(),) if plain else ()
        at = end


def _closed(pieces: Sequence[str], opened: int) -> int:
    """Where the bracket that is opened at a piece is closed."""
    depth = 0
    for at in range(opened, len(pieces)):
        depth += (pieces[at][0] == "(") - (pieces[at] == ")")
        if not depth:
            return at
    return len(pieces)
