"""The usual lines of an access log, cut at places found for a whole chunk at once.

Most lines of most logs are alike: `address - - [time] "METHOD /path HTTP/1.1" status size`, tokens
in quotation marks, and a request time or nothing at the end. Their parts stand at places that
follow from the quotation marks, and numbers are read eight bytes at a time. Whatever is not exactly
so comes back by number, for the parsers that take longer.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from mortem.sources import columns, likeness, moments, spans
from mortem.sources.spans import LOW, Places, Views, Words

NEAR = (b"10.", b"127.", b"172.", b"192.", b"::")  # or with an f
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
_STATUS = r"^ ([0-9]{3}) (?:[0-9]+|-)"
_THREE_DECIMALS = r"(?:[0-9]+\.[0-9]{3}|-)"
_BLOCK = 1 << 18
_ROWS = 16384
_NOBODY = b" - - ["
_Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
_Small = np.ndarray[tuple[int], np.dtype[Any]]
_Numbers = dict[str, Any]
_Spans = dict[str, tuple[Places, Places]]


class Cut(NamedTuple):
    """The columns of the lines that fit, with `row` from 0, and the other lines; no blank ones.

    `stamp`, `method`, `path`, `status` and `seconds` are finished, the rest is text as logged.
    `path_number` is the same for paths that differ only in their ids; `address_near` is false
    where the address is surely none of the machine or its network.
    """

    frame: pl.DataFrame
    odd: Places
    texts: list[bytes]  # of the odd rows
    lines: int
    offsets: moments.Offsets  # that the times were written with


@dataclass(frozen=True, slots=True)
class Layout:
    """A cut that only looks at places: constants between quotation marks, texts wanted in them."""

    stamp: int
    constants: dict[int, bytes]  # by segment
    texts: dict[int, str]
    prefix: bytes | None  # in front of the seconds at the end; None where there are none
    segments: int  # as many as quotation marks


def layout(plan: columns.Cut) -> Layout | None:
    """The layout of a cut; None where lines are not so simple."""
    last = plan.segments[-1]
    middle = [part for part in plan.segments[1:] if part.place > 2]
    status = [part for part in plan.segments if part.place == 2]
    ending = " ?$" if last.place == 2 else " $"
    prefix = None
    if last.groups == ("seconds",) and _THREE_DECIMALS in last.pattern and last.prefix:
        prefix, middle = last.prefix.encode(), middle[:-1]
    constants = {p.place: p.constant.encode() for p in middle if p.constant is not None}
    fixed = [*constants.values(), prefix or b""]
    simple = plan.stamp >= 8 and not plan.host and not any(part.pattern for part in middle)
    if not simple or max(map(len, fixed)) > 8 or [p.pattern for p in status] != [_STATUS + ending]:
        return None
    texts = {part.place: part.role for part in middle if part.role}
    return Layout(plan.stamp, constants, texts, prefix, plan.fields - 1)


def cut(data: bytes, plan: Layout) -> Cut:
    """Cut the lines of a chunk that are exactly so."""
    starts, ends, first, marks = _lines(data)
    quotes = np.diff(np.append(first, marks.size)) - 1
    fits = (quotes == plan.segments) & (ends < len(data) - 16)
    _refuse_broken(data, starts, ends, fits)
    numbers, texts = _all(_Lines(spans.words(data), starts, ends, first, marks), plan, fits)
    times, fresh = spans.texts(data, numbers.pop("time")), numbers.pop("fresh")
    stamps, offsets = moments.read(times)
    method = pl.Series(numbers.pop("method")).cat.to(pl.Enum(METHODS)).cast(pl.String)
    frame = pl.DataFrame(
        {
            "row": np.flatnonzero(fits),
            "stamp": stamps.gather(np.cumsum(fresh) - 1),
            "method": method,
            **numbers,
            **{name: spans.texts(data, seen) for name, seen in texts.items()},
        }
    )
    odd = {row: data[starts[row] : ends[row]] for row in np.flatnonzero(~fits).tolist()}
    told = {row: text for row, text in odd.items() if text.decode("utf-8", "replace").strip()}
    return Cut(frame, np.array(list(told), dtype=np.int64), list(told.values()), len(ends), offsets)


def _all(lines: "_Lines", plan: Layout, fits: _Flags) -> tuple[_Numbers, dict[str, Views]]:
    """What `_read` finds, some lines at a time; those that are not so are taken out of `fits`.

    Of the times only those are kept that differ from the line before: where `fresh` says so.
    """
    numbers: dict[str, list[Any]] = {}
    texts: dict[str, list[Views]] = {}
    all_rows = np.flatnonzero(fits)
    for place in range(0, max(len(all_rows), 1), _ROWS):
        rows = all_rows[place : place + _ROWS]
        ok, found, spots = _read(lines.some(rows, plan.segments), plan)
        good = slice(None) if ok.all() else np.flatnonzero(ok)
        fits[rows[~ok]] = False
        stamp = found.pop("time")[good]
        spots = {name: (start[good], stop[good]) for name, (start, stop) in spots.items()}
        found["fresh"] = fresh = _fresh(lines.at, stamp, plan.stamp)
        begin = stamp[fresh]
        numbers.setdefault("time", []).append(spans.views(lines.at, begin, begin + plan.stamp))
        for name, values in found.items():
            numbers.setdefault(name, []).append(values if name == "fresh" else values[good])
        for name, (start, stop) in spots.items():
            texts.setdefault(name, []).append(spans.views(lines.at, start, stop))
        alike = likeness.numbers(lines.at, *spots["path"])
        numbers.setdefault("path_number", []).append(alike)
        numbers.setdefault("address_near", []).append(_near(lines.at[spots["address"][0]]))
    return (
        {name: np.concatenate(parts) for name, parts in numbers.items()},
        {name: np.concatenate(parts) for name, parts in texts.items()},
    )


def _near(heads: Words) -> _Flags:
    """Whether what begins so may be an address of the machine or its network."""
    near: _Flags = (heads | np.uint64(0x20)) & LOW[1] == np.uint64(ord("f"))
    for text in NEAR:
        near |= heads & LOW[len(text)] == np.uint64(int.from_bytes(text, "little"))
    return near


def _fresh(at: Words, places: Places, size: int) -> _Flags:
    """Where the text of one size at a place differs from the one before."""
    fresh = np.zeros(len(places), dtype=np.bool_)
    fresh[:1] = True
    for first in {*range(0, size - 8, 8), size - 8}:
        part = at[places + first]
        fresh[1:] |= part[1:] != part[:-1]
    return fresh


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines: where they start and end, and each one's first mark among all."""

    at: Words
    start: Places
    end: Places
    first: Places
    marks: Places

    def some(self, rows: Places, quotes: int) -> "_Some":
        """Some of them, with the places of their quotation marks."""
        first = self.first[rows]
        found = [self.marks[first + number] for number in range(quotes)]
        return _Some(self.at, self.start[rows], found, self.end[rows])


@dataclass(frozen=True, slots=True)
class _Some:
    """Some lines: where they start and end, and where their quotation marks are."""

    at: Words
    start: Places
    quotes: list[Places]
    end: Places


def _lines(data: bytes) -> tuple[Places, Places, Places, Places]:
    """Where lines start and end, each line's first mark among all, and all marks.

    Marks are the places of quotation marks and of line ends.
    """
    raw = np.frombuffer(data, dtype=np.uint8)
    found = []
    for place in range(0, len(raw), _BLOCK):
        block = raw[place : place + _BLOCK]
        found.append(np.flatnonzero((block == ord('"')) | (block == ord("\n"))) + place)
    if not data.endswith(b"\n"):
        found.append(np.array([len(data)]))
    marks = np.concatenate(found)
    last = np.flatnonzero(raw.take(marks, mode="clip") == ord("\n"))
    if not data.endswith(b"\n"):
        last = np.append(last, marks.size - 1)
    ends = marks[last]
    first = np.concatenate(([0], last[:-1] + 1))
    return np.concatenate(([0], ends[:-1] + 1)), ends, first, marks


def _refuse_broken(data: bytes, starts: Places, ends: Places, fits: _Flags) -> None:
    """Leave lines that are no valid UTF-8 to others."""
    if data.isascii():
        return
    high = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) >= 128)
    for line in np.unique(np.searchsorted(ends, high)):
        try:
            data[starts[line] : ends[line]].decode()
        except UnicodeDecodeError:
            fits[line] = False


def _read(line: _Some, plan: Layout) -> tuple[_Flags, _Numbers, _Spans]:
    """Which lines are exactly so, their numbers, and where their texts are."""
    q, at = line.quotes, line.at
    stamp = q[0] - 2 - plan.stamp
    address = stamp - len(_NOBODY)
    ok = address > line.start
    ok &= _is(at, np.maximum(address, 0), _NOBODY) & _is(at, q[0] - 2, b"] ")
    method, path, stop, http = _request(line)
    stops = [*q[2:], line.end]
    status, counted = _status(line, stops[0] - (plan.segments > 2))
    ok &= http & counted
    texts = {"address": (line.start, address), "path": (path, stop)}
    for number in range(2, plan.segments + 1):
        place = q[number - 1] + 1
        if number in plan.texts:
            texts[plan.texts[number]] = (place, stops[number - 2])
        elif number in plan.constants:
            constant = plan.constants[number]
            ok &= stops[number - 2] - place == len(constant)
            ok &= _is(at, place, constant)
    if plan.segments > 2:
        ok &= _is(at, q[2] - 1, b" ")
    numbers: _Numbers = {"time": stamp, "method": method, "status": status}
    if plan.prefix is not None:
        place = q[-1] + 1
        thousandths, right = _decimal(at, place + len(plan.prefix), line.end)
        ok &= right & _is(at, place, plan.prefix)
        numbers["seconds"] = thousandths / 1000.0
    return ok, numbers, texts


def _is(at: Words, places: Places, text: bytes) -> _Flags:
    """Where a text of at most eight bytes stands."""
    same: _Flags = (at[places] & LOW[len(text)]) == np.uint64(int.from_bytes(text, "little"))
    return same


def _request(line: _Some) -> tuple[_Small, Places, Places, _Flags]:
    """The method, the start and stop of the path, and where a request is as usual."""
    at, begin, end = line.at, line.quotes[0] + 1, line.quotes[1]
    head = at[begin]
    method = np.full(len(begin), 255, dtype=np.uint8)
    path = begin + 1
    left = np.arange(len(begin))
    for number, name in enumerate(METHODS):
        text = f"{name} /".encode()[:8]
        same = (head[left] & LOW[len(text)]) == np.uint64(int.from_bytes(text, "little"))
        mine, left = left[same], left[~same]
        method[mine] = number
        path[mine] += len(name)
        if not left.size:
            break
    method[left] = 0
    stop = np.maximum(end - len(" HTTP/1.1"), 0)
    tail = at[stop]
    ok = (tail & np.uint64(0xFF00FFFFFFFFFFFF)) == np.uint64(int.from_bytes(b" HTTP/\0.", "little"))
    ok &= _digit(tail >> np.uint64(48)) & _digit(at[end - 1]) & (stop > path)
    ok &= _is(at, path, b"/")
    ok[left] = False
    return method, path, stop, ok


def _digit(words: Words) -> _Flags:
    """Whether the first byte of each is a digit."""
    number: _Flags = ((words & np.uint64(0xFF)) - np.uint64(ord("0"))) < np.uint64(10)
    return number


def _status(line: _Some, stop: Places) -> tuple[_Small, _Flags]:
    """The status, and where it stands with a size behind it up to the stop."""
    at, place = line.at, line.quotes[1] + 1
    head = at[place]
    a, b, c = (head >> np.uint64(shift) for shift in (8, 16, 24))
    ok = (head & np.uint64(0xFF000000FF)) == np.uint64(0x2000000020)
    ok &= _digit(a) & _digit(b) & _digit(c)
    status = (a & _NIBBLE) * 100 + (b & _NIBBLE) * 10 + (c & _NIBBLE)
    size = stop - place - 5
    _, right = _number(at, size, stop)
    ok &= right | ((size == 1) & _is(at, stop - 1, b"-"))
    return status.astype(np.int16), ok


_NIBBLE = np.uint64(0x0F)
_ZEROS = np.uint64(0x3030303030303030)


def _number(at: Words, length: Places, stop: Places) -> tuple[Words, _Flags]:
    """The number of up to eight digits before each stop, and where it is one.

    Eight digits are taken at once: neighbours become pairs, pairs fours, fours eights.
    """
    return _eight(_padded(at, length, stop), (length > 0) & (length <= 8))


def _padded(at: Words, length: Places, stop: Places) -> Words:
    before = LOW[8 - np.clip(length, 0, 8)]
    padded: Words = (at[np.maximum(stop - 8, 0)] & ~before) | (_ZEROS & before)
    return padded


def _eight(text: Words, ok: _Flags) -> tuple[Words, _Flags]:
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    above = ((text + np.uint64(0x0606060606060606)) & high) >> np.uint64(4)
    right = ((text & high) | above) == np.uint64(0x3333333333333333)
    value = (text & np.uint64(0x0F0F0F0F0F0F0F0F)) * np.uint64(2561) >> np.uint64(8)
    value = (value & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601) >> np.uint64(16)
    value = (value & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001) >> np.uint64(32)
    return value, right & ok


def _decimal(at: Words, start: Places, stop: Places) -> tuple[Words, _Flags]:
    """The thousandths of a number with three decimals from start to stop, and where it is one."""
    length = stop - start
    text = _padded(at, length, stop)
    point = ((text >> np.uint64(32)) & np.uint64(0xFF)) == np.uint64(ord("."))
    joined = ((text & np.uint64(0xFFFFFFFF)) << np.uint64(8)) | (
        text & np.uint64(0xFFFFFF0000000000)
    )
    return _eight(joined | np.uint64(ord("0")), point & (length >= 5) & (length <= 8))
