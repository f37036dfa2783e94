"""Text access logs: from a chunk of lines to the columns of requests."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import polars as pl

from mortem.sources import columns, durations, fastcut, layout, moments, roles
from mortem.sources.chunks import lines_at
from mortem.sources.layout import Line, Signature
from mortem.sources.outcome import Piece
from mortem.sources.rows import Note

_HTTP = r"^([A-Z][A-Z-]*) (\S+) HTTP/[0-9](?:\.[0-9])?$"
_ODD_HTTP = r"^([A-Z][A-Z-]*) (\S.*?)(?: HTTP/[0-9](?:\.[0-9])?)?$"
_ANOTHER = 20  # so many shorter lines in a chunk are another layout, not cut
_HINTS = (("path_number", pl.UInt64), ("address_near", pl.Boolean))  # where they are known
_FEW = 50  # so many rows are put in between one by one
_MANY = 500  # so many lines of another layout in a chunk are worth cutting by columns


@dataclass(slots=True)
class Plan:
    """How the lines of a file are written: found in a sample of them."""

    known: dict[Signature, roles.Roles]
    host: bool
    stamp: int
    time: str  # an example
    unit: str  # of whole-number durations; "" where it cannot be told
    stamp_is: str
    identity: str
    remote_user: bool
    nobody: bool = False  # hardly a line has a remote user
    notes: list[Note] = field(default_factory=list)

    @property
    def main(self) -> Signature:
        """The signature of most lines."""
        return next(iter(self.known))


def plan(sample: Sequence[Line], label: str, user_field: str = "") -> Plan:
    """Find out how the lines of a sample are written; the sample is in the order of the file."""
    if not sample:
        return Plan({(): roles.Roles()}, False, 0, "", "", "completion", "", True)
    counts = Counter(line.signature for line in sample)
    least = max(2, 0.02 * len(sample))
    known: dict[Signature, roles.Roles] = {}
    for signature, count in counts.most_common(4):
        if count >= least or not known:
            mine = [line for line in sample if line.signature == signature]
            known[signature] = roles.assign(signature, mine, _field(user_field))
    main = next(iter(known))
    mine = [line for line in sample if line.signature == main]
    widths = {len(line.time) for line in mine}
    unit, stamp_is, notes = _timing(known[main], mine, label)
    remote, identity, said = _identity(known[main], mine, label, user_field)
    return Plan(
        known, sum(bool(line.host) for line in mine) * 2 > len(mine),
        widths.pop() if len(widths) == 1 else 0, mine[0].time, unit, stamp_is, identity, remote,
        sum(line.user == "-" for line in mine) >= columns.NOBODY * len(mine), notes + said,
    )  # fmt: skip


def _field(wanted: str) -> str:
    return "" if _is_remote(wanted) else wanted


def _is_remote(wanted: str) -> bool:
    return wanted.lower().lstrip("$").replace("-", "_") in ("remote_user", "ruser")


def _identity(
    found: roles.Roles, lines: Sequence[Line], label: str, wanted: str
) -> tuple[bool, str, list[Note]]:
    """Whether the remote user counts, what the identity is called, and what to say about it."""
    place = found.place("user_id")
    if wanted and not _is_remote(wanted):
        if place is None:
            text = f"{label} has no field or cookie called {wanted}: users are address + agent"
            return False, "", [Note("warning", label, None, text)]
        return False, found.identity, []
    named = sum(line.user != "-" for line in lines)
    if place is None or _is_remote(wanted):
        return True, "remote-user", []
    told = sum(line.tokens[place].value not in ("-", "") for line in lines)
    return (True, "remote-user", []) if named > told else (False, found.identity, [])


def _timing(found: roles.Roles, lines: Sequence[Line], label: str) -> tuple[str, str, list[Note]]:
    """The unit of whole-number durations, and what the stamp is."""
    place = found.place("seconds")
    arrival = bool(lines[0].host) or not any(s.kind == "quoted" for s in lines[0].signature)
    plain = "arrival" if arrival else "completion"
    if found.place("msec") is not None:
        plain = "completion"
    if place is None:
        if found.place("upstream_seconds") is None:
            return "", plain, []
        text = f"{label} logs only its upstreams' times: how long requests took is at least that"
        return "", "completion", [Note("warning", label, None, text)]
    if found.seconds_kind in ("spelled", "slashed"):
        return "", "arrival", []
    if found.seconds_kind != "integer":
        return "", plain if found.seconds_kind == "decimal" else "arrival", []
    told = [line for line in lines if line.tokens[place].value.isdigit()]
    stamps, _ = moments.read(pl.Series([line.time for line in told], dtype=pl.String))
    numbers = [int(line.tokens[place].value) for line in told]
    epochs = (stamps.dt.epoch("us") / 1e6).fill_null(0.0).to_list()
    unit, why = durations.unit(numbers, epochs)
    if unit:
        text = f"{label}: whole numbers behind the lines are durations in {unit}: {why}"
    else:
        text = f"{label}: whole numbers behind the lines may be durations, in no known unit: {why}"
    return unit, "arrival", [Note("warning", label, None, text)]


def cut(chunk: bytes, how: Plan) -> Piece:
    """The requests of a chunk, and its lines that are none."""
    data = chunk.replace(b"\r\n", b"\n") if b"\r" in chunk else chunk
    lines = 0
    rows = np.arange(0)
    frames: list[pl.DataFrame] = []
    offsets: list[tuple[datetime, int]] = []
    rest: bytes | None = data
    texts: list[bytes] = []
    for signature, found, quick in _attempts(how):
        if rest is None:
            break
        width = how.stamp if signature == how.main else 0
        plan = columns.compiled(signature, found, how.host, width)
        if quick is None:
            frame, odd, count = columns.cut(rest, plan)
            texts = lines_at(rest, odd)
        else:
            frame, odd, texts, count, written = fastcut.cut(rest, quick)
            offsets.extend(written)
        lines = lines or count
        if rows.size:
            frame = frame.with_columns(pl.Series("row", rows)[frame["row"]])
            odd = rows[odd]
        if frame.height:
            frames.append(_finished(frame, found, how, offsets))
        rows = odd
        rest = b"\n".join(texts) if odd.size > _MANY else None
    exact, rejected = _exactly(texts, rows, how, offsets)
    whole = _together([*frames, *exact], how)
    if whole["stamp"].null_count():
        unreadable = whole.filter(pl.col("stamp").is_null())
        rejected += [(row + 1, "no readable time") for row in unreadable["row"].to_list()]
        whole = whole.filter(pl.col("stamp").is_not_null())
    return _piece(whole, lines, sorted(rejected), moments.merged(offsets))


def _together(frames: list[pl.DataFrame], how: Plan) -> pl.DataFrame:
    """Frames as one in the order of rows; where all but one are short they go in between."""
    some = sorted((frame for frame in frames if frame.height), key=lambda frame: -frame.height)
    if not some:
        return _finished(_as_columns([], roles.Roles()), roles.Roles(), how, [])
    if len(some) == 1:
        return some[0]
    few = pl.concat(some[1:]).sort("row")
    if few.height > _FEW:
        return pl.concat([some[0], few]).sort("row")
    parts, last = [], 0
    places = some[0]["row"].search_sorted(few["row"]).to_list()
    for number, place in enumerate(places):
        parts += [some[0][last:place], few[number : number + 1]]
        last = place
    return pl.concat([*parts, some[0][last:]], rechunk=True)


def _attempts(
    how: Plan,
) -> Iterator[tuple[Signature, roles.Roles, fastcut.Layout | None]]:
    """What to read lines by, one after the other: the quick way first where there is one."""
    for signature, found in how.known.items():
        if signature == how.main and found.seconds_kind in ("", "decimal"):
            plan = columns.compiled(signature, found, how.host, how.stamp)
            quick = fastcut.layout(plan) if how.nobody else None
            if quick:
                yield signature, found, quick
        yield signature, found, None


def _piece(
    whole: pl.DataFrame, lines: int, rejected: list[tuple[int, str]], offsets: moments.Offsets
) -> Piece:
    return Piece(
        whole.with_columns((pl.col("row") + 1).alias("line")).drop("row", "fine"),
        lines,
        rejected,
        offsets,
        whole.height - whole["user_id"].null_count(),
        int(whole["fine"].sum()),
    )


def _exactly(
    texts: list[bytes],
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    how: Plan,
    offsets: list[tuple[datetime, int]],
) -> tuple[list[pl.DataFrame], list[tuple[int, str]]]:
    """Line by line: the few that fit no layout."""
    rejected: list[tuple[int, str]] = []
    by_signature: dict[Signature, list[tuple[int, Line]]] = {}
    for row, raw in zip(rows.tolist(), texts, strict=True):
        line = layout.split(raw.decode("utf-8", "replace").rstrip("\r"))
        if isinstance(line, str):
            rejected.append((row + 1, line))
        else:
            by_signature.setdefault(line.signature, []).append((row, line))
    frames = []
    for signature, held in by_signature.items():
        known = how.known.get(signature)
        found = _whole(held, known, signature, how)
        kept = {row for row, _ in found}
        rejected += [(row + 1, "the line is cut") for row, _ in held if row not in kept]
        if found:
            mine = known or roles.assign(signature, [line for _, line in found])
            frames.append(_finished(_as_columns(found, mine), mine, how, offsets))
    return frames, rejected


def _whole(
    found: list[tuple[int, Line]], known: roles.Roles | None, signature: Signature, how: Plan
) -> list[tuple[int, Line]]:
    """The lines that have all the tokens lines of their kind have, the last one unshortened."""
    if known is not None:
        last = known.last
        return [x for x in found if not last or roles.complete(x[1].tokens[-1].value, last)]
    size = len(signature)
    cut = any(size < len(other) and other[:size] == signature for other in how.known)
    return [] if cut and len(found) < _ANOTHER else found


def _as_columns(found: list[tuple[int, Line]], mine: roles.Roles) -> pl.DataFrame:
    series: dict[str, list[str | None]] = {
        name: [getattr(line, name) for _, line in found] for name in columns.ALWAYS
    }
    for place, role in mine.places.items():
        if role in columns.ROLES:
            series[role] = [line.tokens[place].value for _, line in found]
    return pl.DataFrame(
        {"row": pl.Series([row for row, _ in found], dtype=pl.Int64)}
        | {name: pl.Series(values, dtype=pl.String) for name, values in series.items()}
    )


def _finished(
    frame: pl.DataFrame, found: roles.Roles, how: Plan, offsets: list[tuple[datetime, int]]
) -> pl.DataFrame:
    """Text columns by role made into the columns of requests, with `row` and `fine`."""
    has = set(frame.columns)
    out = frame if "stamp" in has else _parsed(frame, offsets)
    msec = (pl.col("msec").cast(pl.Float64, strict=False) * 1e6).round() if "msec" in has else None
    fine = pl.lit(False) if msec is None else msec.is_not_null()
    exact = pl.col("stamp")
    if msec is not None:
        exact = pl.coalesce(msec.cast(pl.Int64, strict=False).cast(pl.Datetime("us")), exact)
    return out.select(
        pl.when(pl.col("stamp").is_not_null()).then(exact).alias("stamp"),
        _seconds(has, found, how).alias("seconds"),
        _address(has).alias("address"),
        _user(has, found, how).alias("user_id"),
        _told("host", has).alias("host"),
        pl.col("method"),
        pl.col("path"),
        *(pl.col(name) if name in has else pl.lit(None, kind).alias(name) for name, kind in _HINTS),
        pl.col("status").cast(pl.Int16, strict=False),
        _told("agent", has).alias("agent"),
        _told("upstream", has).alias("upstream"),
        _told("upstream_status", has).alias("upstream_status"),
        _told("request_id", has).alias("request_id"),
        "row",
        fine.alias("fine"),
    )


def _parsed(frame: pl.DataFrame, offsets: list[tuple[datetime, int]]) -> pl.DataFrame:
    """The frame with `stamp`, `method` and `path`."""
    stamps, written = moments.read(frame["time"])
    offsets.extend(written)
    http = pl.col("request").str.extract_groups(_HTTP).struct
    out = frame.with_columns(stamps.alias("stamp")).with_columns(
        http.field("1").alias("method"), http.field("2").alias("path")
    )
    if out["method"].null_count():
        unread = pl.when(pl.col("method").is_null()).then(pl.col("request"))
        odd = unread.str.extract_groups(_ODD_HTTP).struct
        target = odd.field("2")
        fits = (
            pl.col("method").is_null()
            & target.str.contains(r"^(?:/|https?://|\*$)")
            & (unread.str.contains(r" HTTP/[0-9.]+$") | target.str.starts_with("/"))
        )
        out = out.with_columns(
            pl.when(fits).then(odd.field("1")).otherwise("method").alias("method"),
            pl.when(fits).then(target).otherwise("path").alias("path"),
        )
    return out


def _told(name: str, has: set[str]) -> pl.Expr:
    """A column of text with "-" and nothing made null."""
    if name not in has:
        return pl.lit(None, pl.String)
    return pl.when(~pl.col(name).is_in(["-", ""])).then(pl.col(name))


def _address(has: set[str]) -> pl.Expr:
    if "forwarded" not in has:
        return pl.col("address")
    first = pl.col("forwarded").str.extract(r"^\s*([0-9a-fA-F:.]+)")
    return pl.coalesce(first, pl.col("address"))


def _user(has: set[str], found: roles.Roles, how: Plan) -> pl.Expr:
    if how.remote_user:
        return _told("user", has)
    if "user_id" not in has:
        return pl.lit(None, pl.String)
    if found.cookie:
        return pl.col("user_id").str.extract(rf"(?:^|; ?){found.cookie}=([^;\s]+)")
    return _told("user_id", has)


def _seconds(has: set[str], found: roles.Roles, how: Plan) -> pl.Expr:
    if "seconds" not in has:
        if "upstream_seconds" not in has:
            return pl.lit(None, pl.Float64)
        parts = pl.col("upstream_seconds").str.extract_all(r"[0-9]+\.[0-9]+")
        total = parts.cast(pl.List(pl.Float64)).list.sum()
        return pl.when(parts.list.len() > 0).then(total)
    text = pl.col("seconds")
    match found.seconds_kind:
        case "decimal" | "":
            return text.cast(pl.Float64, strict=False)
        case "slashed":
            return (
                text.str.extract(r"/([0-9]+)$").cast(pl.Float64, strict=False).truediv(1e6).round(9)
            )
        case "spelled":
            factor = pl.lit(None, pl.Float64)
            for unit, size in (("s", 1.0), ("ms", 1e3), ("us", 1e6), ("µs", 1e6), ("ns", 1e9)):
                factor = pl.when(text.str.ends_with(unit)).then(size).otherwise(factor)
            number = text.str.extract(r"^([0-9.]+)").cast(pl.Float64, strict=False)
            return (number / factor).round(9)
        case _:
            unit = how.unit if found.seconds_kind == "integer" else found.seconds_kind
            if not unit:
                return pl.lit(None, pl.Float64)
            number = text.cast(pl.Float64, strict=False)
            return (number / durations.PER_SECOND[unit]).round(9)
