r"""Routes: paths with what varies taken out.

It is done in two steps, so that it costs what there are routes, not what there are requests. On
columns, numbers and long hexadecimal runs become a mark: `/orders/\x01`. The few shapes that come
of it are then made into routes here: a segment that is an id (a number, a date, a UUID, a hash, a
long token with digits) becomes `{id}`; an id inside the name of a file becomes `{id}` too
(`app.{id}.js`); so does a number in a name of which there are more than three
(`shard-1`, `shard-2`, ...). Under one parent with more than 50 different pages that succeed, those
with no more than three times the average's requests are slugs and become `{id}`; at the root it
takes 300 pages.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

MARK, GROUP = "\x01", "\x02"
_IDS = (
    r"(/v[0-9]+(?:\.[0-9]+)*|[A-Za-z][0-9]{1,2})\b"
    r"|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
    r"|[0-9a-fA-F]{16,}|[0-9]+"
)
_PLAIN_IDS = _IDS.partition(r"\b|")[2]
_SLUGS, _ROOT_SLUGS, _HEAVY = 50, 300, 3
_NUMBERED = 3


class Shape(NamedTuple):
    """How often a shape was asked for, and how often that went well."""

    requests: int
    well: int


def bare(path: pl.Expr) -> pl.Expr:
    """The path without its query."""
    return path.str.replace(r"[?;#].*$", "")


def shapes(paths: pl.Series, groups: Sequence[tuple[str, str]] = ()) -> pl.Series:
    """Bare paths with what is surely an id replaced by a mark.

    A path that fits a group's pattern (a regular expression) is of that group, the first that fits.
    """
    whole = paths
    if not paths.str.starts_with("/").all():
        whole = paths.str.replace(r"^[a-z]+://[^/]*", "")
    kept = whole.str.contains(r"[A-Za-z][0-9]")  # such small numbers may stay: it takes longer
    plain = whole.str.replace_all(_PLAIN_IDS, MARK)
    out = plain
    if kept.any():
        slow = whole.filter(kept).str.replace_all(_IDS, "${1}" + MARK)
        place = pl.select(
            pl.when(kept)
            .then(kept.cum_sum() - 1 + plain.len())
            .otherwise(pl.int_range(plain.len()))
        ).to_series()
        out = pl.concat([plain, slow]).gather(place)
    for name, pattern in reversed(groups):
        grouped = pl.Series([GROUP + name], dtype=pl.String)
        out = out.zip_with(~paths.str.contains(pattern), grouped)
    return out


def routes(shapes: Mapping[str, Shape]) -> dict[str, str]:
    """The route of each shape with its method in front."""
    split = {text: _segments(text) for text in shapes if GROUP not in text}
    numbered = _many_numbered(split.values())
    named = {
        text: (method, [_named(s, number, parts, numbered) for number, s in enumerate(parts)])
        for text, (method, parts) in split.items()
    }
    slugs = _slugs(named, shapes)
    out = {text: _written(method, parts, slugs) for text, (method, parts) in named.items()}
    return out | {text: _grouped(text) for text in shapes if GROUP in text}


def _grouped(text: str) -> str:
    method, _, name = text.partition(f" {GROUP}")
    return name if re.match(r"[A-Z]+ ", name) else f"{method} {name}"


def _segments(text: str) -> tuple[str, list[str]]:
    method, _, path = text.partition(" ")
    parts = [part for part in path.split("/") if part]
    return method, parts


def _plain(segment: str) -> str:
    """A segment with its small numbers marked as well."""
    return re.sub(r"[0-9]+", MARK, segment.replace(MARK, "0"))


def _many_numbered(split: Iterable[tuple[str, list[str]]]) -> set[tuple[str, str]]:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, parts in split:
        for number, part in enumerate(parts):
            if re.search(r"[0-9]", part) and not re.fullmatch(r"v[0-9.]+\x01?", part):
                seen["/".join(parts[:number]), _plain(part)].add(part)
    return {key for key, parts in seen.items() if len(parts) > _NUMBERED}


def _named(segment: str, number: int, parts: list[str], numbered: set[tuple[str, str]]) -> str:
    if re.fullmatch(r"v[0-9.]+\x01?", segment):
        return segment.rstrip(MARK)
    if re.fullmatch(r"[\x01._:,+-]+", segment) and MARK in segment:
        return "{id}"
    if ("/".join(parts[:number]), _plain(segment)) in numbered:
        segment = _plain(segment)
    else:  # the mark behind a small number that stays
        segment = re.sub(r"(?<=[A-Za-z][0-9])\x01|(?<=[A-Za-z][0-9]{2})\x01", "", segment)
    if re.fullmatch(r"[\w~-]*", segment) and MARK in segment and _is_token(segment):
        return "{id}"
    pieces = re.split(r"([.\-_~,@])", segment)
    if len(pieces) > 1:
        pieces = ["{id}" if _is_token(piece) else piece for piece in pieces]
    joined = "".join(pieces)
    return re.sub(r"(?:\{id\}|\x01)+", "{id}", joined)


def _is_token(piece: str) -> bool:
    """Whether a piece with marks is a hash or a token rather than a word with a number."""
    marks = piece.count(MARK)
    letters = len(piece) - marks
    if not marks:
        return False
    if letters == 0:
        return True
    hexadecimal = re.fullmatch(r"[0-9a-fA-F\x01]+", piece) is not None
    return (hexadecimal and letters + marks >= 4) or (marks >= 3) or (marks >= 2 and letters >= 8)


def _slugs(
    named: Mapping[str, tuple[str, list[str]]], shapes: Mapping[str, Shape]
) -> dict[str, set[str]]:
    """By parent, the segments under it that stay as they are; only parents with too many."""
    children: dict[str, Counter[str]] = defaultdict(Counter)
    for text, (_, parts) in named.items():
        told = shapes[text]
        for number, part in enumerate(parts):
            if told.well and "{id}" not in part and not _is_file(part):
                children["/".join(parts[:number])][part] += told.requests
    out: dict[str, set[str]] = {}
    for parent, counts in children.items():
        if len(counts) > (_SLUGS if parent else _ROOT_SLUGS):
            usual = counts.total() / len(counts)
            out[parent] = {part for part, n in counts.items() if n > _HEAVY * usual}
    return out


def _is_file(part: str) -> bool:
    return re.search(r"\.[a-z0-9]{2,5}$", part) is not None


def _written(method: str, parts: list[str], slugs: Mapping[str, set[str]]) -> str:
    out: list[str] = []
    for number, part in enumerate(parts):
        parent = "/".join(parts[:number])
        slug = parent in slugs and part not in slugs[parent] and not _is_file(part)
        out.append("{id}" if slug else part)
    return f"{method} /" + "/".join(out)
