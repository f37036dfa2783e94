"""Which paths differ only in their ids: a number for each, made for many at once.

A site has few routes and many paths, and to look at each path costs. So those that are alike get
one number, eight bytes at a time, and one of them can be looked at for all.
"""

from typing import Any

import numpy as np

from mortem.sources.spans import LOW, Places, Words

_Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
_State = np.ndarray[tuple[int, int], np.dtype[Any]]
_ONES = 0x0101010101010101
_HIGH, _REST = np.uint64(_ONES * 0x80), np.uint64(_ONES * 0x7F)
_FROM_0, _FROM_COLON, _FROM_A = (np.uint64(_ONES * (0x80 - first)) for first in b"0:A")
_DOTS, _VS, _MARKS = (np.uint64(_ONES * byte) for byte in b".v?")
_ONE, _SEVEN, _BYTE, _HALF, _LAST = (np.uint64(n) for n in (1, 7, 8, 32, 56))
_NIBBLE = np.uint64(0x0F)
_EACH = np.uint64(_ONES)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_END = np.array([*(0xFF << 8 * n for n in range(8)), 0], dtype=np.uint64)  # behind n bytes


def numbers(at: Words, starts: Places, stops: Places) -> Words:
    """A number for each text from a start to a stop; what follows a `?` does not count.

    Texts of one number are equal but for digits, which are at the same places in them. The first
    two digits behind a letter or a dot are equal too, as is every digit where one follows a `v`
    and more than two follow a letter or a dot: they may be part of a name, not of an id. No text
    may end within the last 8 bytes of all.
    """
    out = np.zeros(len(starts), dtype=np.uint64)
    odd = _fill(out, at, starts, stops, np.arange(len(starts)), alike=True)
    if odd.size:
        _fill(out, at, starts, stops, odd, alike=False)
    return out


def _fill(
    out: Words, at: Words, starts: Places, stops: Places, rows: Places, alike: bool
) -> Places:
    """Fill in the numbers of some rows; those whose digits all count are returned."""
    place, left = starts[rows], (stops - starts)[rows]
    number = np.zeros(len(rows), dtype=np.uint64)
    carry = np.zeros((6, len(rows)), dtype=np.uint64)  # of the bytes before, and what was seen
    odd = [rows[:0]]
    while rows.size:
        size = np.minimum(left, 8)
        text = (at[place] & LOW[size]) | _END[size]
        marks = _zeros(text ^ _MARKS)
        marks &= ~marks + _ONE
        text &= (marks << _ONE) - _ONE
        if alike:
            text = _masked(text, carry)
        number = (number ^ text) * _FACTOR
        number ^= number >> _HALF
        out[rows] = number
        odd.append(rows[(carry[4] > 0) & (carry[5] > 0)])
        going = np.flatnonzero((left > 8) & (marks == 0))
        rows, place, left = rows.take(going), place.take(going) + 8, left.take(going) - 8
        number, carry = number.take(going), carry.take(going, axis=1)
    return np.unique(np.concatenate(odd))


def _zeros(words: Words) -> Words:
    """The high bit of bytes that are zero; those behind one that is may be wrong."""
    found: Words = (words - _EACH) & ~words & _HIGH
    return found


def _masked(text: Words, carry: _State) -> Words:
    """The text with the digits of ids made equal.

    `carry` tells what the last byte before was: what a name may begin with, its first digit, its
    second, a `v`; and whether there was a third digit so far, and one behind a `v`.
    """
    low = text & _REST
    digits = (low + _FROM_0) ^ (low + _FROM_COLON)
    digits &= ~text & _HIGH
    begins = ((low + _FROM_A) & _HIGH) | _zeros(text ^ _DOTS)
    first = digits & _next(begins, carry[0])
    second = digits & _next(first, carry[1])
    carry[4] |= digits & _next(second, carry[2])
    carry[5] |= digits & _next(_zeros(text ^ _VS), carry[3])
    digits &= ~(first | second)
    masked: Words = text & ~((digits >> _SEVEN) * _NIBBLE)
    return masked


def _next(marks: Words, before: Words) -> Words:
    """The bytes behind marked ones; `before` is the mark of the byte before, and is renewed."""
    behind = (marks << _BYTE) | before
    np.right_shift(marks, _LAST, out=before)
    return behind
