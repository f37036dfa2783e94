"""A chunk of an access log cut into columns at its quotation marks, without looking at each line.

Lines that do not fit the layout exactly come back by number, for the parser that goes line by line.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from mortem.sources.layout import Signature
from mortem.sources.roles import Roles

_ITEM = r"[^ \[\],]+(?:,[^ \[\],]+)*"
_BARE = rf"{_ITEM}(?:(?:,| :) {_ITEM})*"
_STATUS = r"^ ([0-9]{3}) (?:[0-9]+|-)"
NOBODY = 0.99  # with so few remote users, lines that have one go to the other parser
ALWAYS = ("host", "address", "user", "time", "request", "status")
ROLES = (
    "agent", "seconds", "upstream_seconds", "upstream", "upstream_status", "msec", "request_id",
    "forwarded", "user_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two quotation marks: text wanted as it is, or a pattern to cut it by."""

    place: int
    role: str = ""  # the whole segment has this role
    constant: str | None = None  # it is always this
    pattern: str = ""  # a pattern whose groups have `groups` as roles
    groups: tuple[str, ...] = ()
    prefix: str = ""  # where one value is all there is: what stands before it


@dataclass(frozen=True, slots=True)
class Cut:
    """How lines of one signature are cut: see `compiled`."""

    segments: tuple[Segment, ...]
    fields: int
    host: bool
    stamp: int  # characters of the time, 0 where they vary


def compiled(signature: Signature, roles: Roles, host: bool, stamp: int) -> Cut:
    """The plan to cut lines with this signature."""
    segments = [Segment(1, role="request")]
    place, pattern, groups = 2, _STATUS, ["status"]
    for number, shape in enumerate(signature):
        role = roles.places.get(number, "")
        wanted = role if role in ROLES else ""
        named = re.escape(shape.name) + "=" if shape.name else ""
        if shape.kind == "quoted":
            segments.append(_segment(place, f"{pattern} {named}", groups))
            segments.append(Segment(place + 1, role=wanted))
            place, pattern, groups = place + 2, "^", []
            continue
        value = r"[^\]]*" if shape.kind == "bracket" else _BARE
        if number == len(signature) - 1 and roles.last:
            value = roles.last
        grouped = f"({value})" if wanted else f"(?:{value})"
        if wanted:
            groups.append(wanted)
        pattern += rf" \[{grouped}\]" if shape.kind == "bracket" else f" {named}{grouped}"
    end = _segment(place, pattern, groups, last=True)
    if signature and groups and pattern.startswith("^") and len(signature) > 1:
        shape, before = signature[-1], signature[-2]
        if (
            shape.kind == "bare"
            and before.kind == "quoted"
            and groups == [roles.places.get(len(signature) - 1)]
        ):
            end = replace(end, prefix=f" {shape.name}=" if shape.name else " ")
    segments.append(end)
    return Cut(tuple(segments), place + 1, host, stamp)


def _segment(place: int, pattern: str, groups: list[str], last: bool = False) -> Segment:
    if not groups and "(" not in pattern and "[" not in pattern:
        return Segment(place, constant=re.sub(r"\\(.)", r"\1", pattern[1:]))
    return Segment(place, pattern=pattern + (" ?$" if last else "$"), groups=tuple(groups))


def cut(
    data: bytes, plan: Cut
) -> tuple[pl.DataFrame, "np.ndarray[tuple[int], np.dtype[np.int64]]", int]:
    """The columns of the lines that fit, with `row` (from 0), the rows that do not, and all rows.

    Blank lines are in neither. Columns are text as logged, "-" included, null where there is none.
    """
    frame = _split(data, plan)
    count = frame.height
    good, columns = _before(frame, plan)
    for segment in plan.segments:
        column = pl.col(f"f{segment.place}")
        if segment.constant is not None:
            good.append(column == segment.constant)
        elif segment.role:
            columns[segment.role] = column
        elif segment.pattern.startswith(_STATUS) and segment.groups == ("status",):
            good.append(column.str.contains(segment.pattern))
            columns["status"] = column.str.slice(1, 3)
        elif segment.pattern:
            _by_pattern(segment, column, good, columns)
    good.append(pl.col(f"f{plan.fields}") == "")
    if plan.segments[-1].constant == "":
        good.append(pl.lit(_closed(data, count)))
    fits = pl.all_horizontal(good).fill_null(False)
    out = frame.lazy().select(
        pl.int_range(count, dtype=pl.Int64).alias("row"),
        fits.alias("fits"),
        *(column.alias(role) for role, column in columns.items()),
    ).collect()  # fmt: skip
    odd = np.flatnonzero(~out["fits"].to_numpy())
    if odd.size:
        blank = frame.select(
            (pl.col("f0").str.strip_chars() == "") & (pl.col("f1") == "")
        ).to_series()  # fmt: skip
        odd = odd[~blank.to_numpy()[odd]]
        out = out.filter("fits")
    return out.drop("fits"), odd, count


def _closed(data: bytes, count: int) -> pl.Series:
    """Whether each line ends with a quotation mark: an empty field and a missing one look alike."""
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw == ord("\n"))
    if len(ends) < count:
        ends = np.append(ends, len(raw))
    return pl.Series(raw[np.maximum(ends - 1, 0)] == ord('"'))


def _split(data: bytes, plan: Cut) -> pl.DataFrame:
    names = [f"f{number}" for number in range(plan.fields + 1)]
    wanted = {0, 1, plan.fields} | {
        part.place
        for part in plan.segments
        if part.role or part.pattern or part.constant is not None
    }
    for encoding in ("utf8", "utf8-lossy"):
        try:
            return pl.scan_csv(
                data, separator='"', quote_char=None, has_header=False,
                schema=dict.fromkeys(names, pl.String), truncate_ragged_lines=True,
                encoding=encoding, missing_columns="insert", extra_columns="ignore",
                empty_string_is_null=False, glob=False,
            ).select(f"f{number}" for number in sorted(wanted)).collect()  # fmt: skip
        except pl.exceptions.ComputeError:
            continue
    raise AssertionError("lossy text is always readable")


def _before(frame: pl.DataFrame, plan: Cut) -> tuple[list[pl.Expr], dict[str, pl.Expr]]:
    """Address, user and time out of what stands before the request."""
    first = pl.col("f0")
    if plan.stamp and not plan.host:
        good = [first.str.ends_with("] ")]
        time = first.str.slice(-(plan.stamp + 2), plan.stamp)
        before = first.str.head(-(plan.stamp + 2))
        nobody = before.str.ends_with(" - - [")
        if frame.lazy().select(nobody.mean()).collect().item() > NOBODY:
            good.append(nobody)
            return good, {"address": first.str.head(-(plan.stamp + 8)), "time": time}
        good.append(before.str.ends_with(" ["))
        parts = first.str.head(-(plan.stamp + 4)).str.splitn(" ", 3).struct
        good += [parts.field("field_2").is_not_null(), parts.field("field_0") != ""]
        return good, {
            "address": parts.field("field_0"),
            "user": parts.field("field_2"),
            "time": time,
        }
    host = r"([^ ]+) " if plan.host else ""
    groups = first.str.extract_groups(rf"^{host}([^ ]+) [^ ]+ (.*?) ?\[([^\]]+)\] $").struct
    names = (["host"] if plan.host else []) + ["address", "user", "time"]
    taken = {name: groups.field(str(number)) for number, name in enumerate(names, 1)}
    return [taken["time"].is_not_null()], taken


def _by_pattern(
    segment: Segment, column: pl.Expr, good: list[pl.Expr], columns: dict[str, pl.Expr]
) -> None:
    if not segment.groups:
        good.append(column.str.contains(segment.pattern))
        return
    if segment.prefix:
        good.append(column.str.contains(segment.pattern.removesuffix(" ?$") + "$"))
        columns[segment.groups[0]] = column.str.slice(len(segment.prefix))
        return
    groups = column.str.extract_groups(segment.pattern).struct
    for number, role in enumerate(segment.groups, 1):
        columns[role] = groups.field(str(number))
    good.append(groups.field("1").is_not_null())
