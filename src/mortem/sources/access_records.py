"""JSON access logs: from a chunk of lines to the columns of requests."""

from collections.abc import Mapping

import duckdb
import polars as pl

from mortem.sources import moments
from mortem.sources.durations import PER_SECOND
from mortem.sources.jsonkeys import Keys
from mortem.sources.outcome import Piece

_ORDER = ("time", "request", "method", "path", "query", "status", "forwarded", "address", "agent",
          "host", "upstream", "upstream_status", "request_id", "seconds", "upstream_seconds",
          "user_id")  # fmt: skip
_GO = (
    ("h", 3600.0),
    ("m", 60.0),
    ("s", 1.0),
    ("ms", 1e-3),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("ns", 1e-9),
)


class _Stream:
    """A frame as the Arrow stream that DuckDB reads without another library."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def cut(chunk: bytes, keys: Keys, connection: duckdb.DuckDBPyConnection) -> Piece:
    """The requests of a chunk, and its lines that are none."""
    lines = _lines(chunk.replace(b"\x1e", b"\x1f") if b"\x1e" in chunk else chunk)
    count = lines.height
    lines = lines.filter(lines["text"].str.strip_chars() != "")
    if not lines.height:
        empty, _ = _finished(_extracted(lines, keys, connection), keys)
        return Piece(empty.rename({"row": "line"}).drop("fine"), count)
    found = _extracted(lines, keys, connection)
    broken = found.filter(pl.col("read").is_null())
    if broken.height:
        mended = _extracted(broken.select("row", _mended(pl.col("text"))), keys, connection)
        found = pl.concat([found.filter(pl.col("read").is_not_null()), mended]).sort("row")
    frame, offsets = _finished(found, keys)
    bad = found.select("row", "read", "text").filter(
        frame["stamp"].is_null() | frame["status"].is_null() | found["read"].is_null()
    )
    rejected = [
        (row + 1, _why(text, read is not None)) for row, read, text in bad.iter_rows()
    ]  # fmt: skip
    good = frame.filter(~pl.col("row").is_in(bad["row"].implode()))
    return Piece(
        good.with_columns((pl.col("row") + 1).alias("line")).drop("row", "fine"),
        count,
        rejected,
        offsets,
        good.height - good["user_id"].null_count(),
        int(good["fine"].sum()),
    )


def _why(text: str, is_json: bool) -> str:
    if is_json:
        return "no readable time or status in the JSON"
    opened = text.lstrip().startswith("{")
    return "the line is cut: its JSON does not end" if opened else "not JSON"


def _lines(data: bytes) -> pl.DataFrame:
    for encoding in ("utf8", "utf8-lossy"):
        try:
            frame = pl.scan_csv(
                data, separator="\x1e", quote_char=None, has_header=False, glob=False,
                schema={"text": pl.String}, encoding=encoding, empty_string_is_null=False,
                truncate_ragged_lines=True, missing_columns="insert", extra_columns="ignore",
            ).collect()  # fmt: skip
        except pl.exceptions.ComputeError:
            continue
        return frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    raise AssertionError("lossy text is always readable")


def mended(line: str) -> str:
    """One line mended."""
    return str(pl.select(_mended(pl.lit(line))).item())


def _mended(text: pl.Expr) -> pl.Expr:
    r"""What nginx writes where nobody asked for escape=json: bytes as \xNN, bare "-" and lists."""
    return (
        text.str.replace_all(r"\\x([0-9a-fA-F]{2})", r"\u00$1")
        .str.replace_all(r":(\s*)-?(\s*[,}])", r":${1}null$2")
        .str.replace_all(r":\s*([0-9.]+(?:(?:, ?| : )[0-9.-]+)+)(\s*[,}])", r':"$1"$2')
        .str.replace_all(r",(\s*})", r"$1")
        .alias("text")
    )


def _extracted(
    lines: pl.DataFrame, keys: Keys, connection: duckdb.DuckDBPyConnection
) -> pl.DataFrame:
    """Each wanted value as text, null where a line has none; `read` is null where it is no JSON."""
    paths = [(name, path) for name in _ORDER for path in keys.paths.get(name, ())]
    paths += [("parts", path) for path in keys.parts]
    cursor = connection.cursor()
    cursor.register("incoming", _Stream(lines.select("row", "text")))
    table = pl.DataFrame(
        cursor.sql(
            "SELECT row, text, CASE WHEN json_valid(text) AND json_type(text) = 'OBJECT' "
            "THEN json_extract_string(text, $paths) END AS read FROM incoming ORDER BY row",
            params={"paths": [path for _, path in paths] or ["$.none"]},
        )
    )
    cursor.close()
    read = pl.col("read").list
    named: dict[str, list[pl.Expr]] = {}
    for place, (name, _) in enumerate(paths):
        value = read.get(place, null_on_oob=True)
        named.setdefault(name, []).append(pl.when(~value.is_in(["", "-"])).then(value))
    parts = named.pop("parts", None)
    columns = [pl.coalesce(values).alias(name) for name, values in named.items()]
    if parts:
        numbers = [part.cast(pl.Float64, strict=False) for part in parts]
        total = pl.sum_horizontal(numbers)
        known = pl.all_horizontal([n >= 0 for n in numbers])
        columns = [c for c in columns if c.meta.output_name() != "seconds"]
        columns.append(pl.when(known).then(total.cast(pl.String)).alias("seconds"))
    return table.select("row", "text", "read", *columns)


def _finished(frame: pl.DataFrame, keys: Keys) -> tuple[pl.DataFrame, moments.Offsets]:
    has = set(frame.columns)
    text = {name: pl.col(name) if name in has else pl.lit(None, pl.String) for name in _ORDER}
    stamp, fine, offsets = _stamp(text["time"], frame, has)
    groups = (
        text["request"]
        .str.extract_groups(r"^([A-Z][A-Z-]*) (\S.*?)(?: HTTP/[0-9](?:\.[0-9])?)?$")
        .struct
    )
    method = pl.coalesce(text["method"], groups.field("1"))
    target = pl.coalesce(text["path"], groups.field("2"))
    path = target.str.replace(r"^[a-z]+://[^/?]*", "")
    path = pl.when(path == "").then(pl.lit("/")).otherwise(path)
    query = text["query"].str.strip_chars_start("?")
    path = (
        pl.when(query.is_not_null() & ~path.str.contains("?", literal=True))
        .then(path + "?" + query)
        .otherwise(path)
    )
    http = method.str.contains(r"^[A-Z][A-Z-]*$") & target.str.contains(
        r"^(?:/|[a-z]+://|\*$|[\w.-]+:\d+$)"
    )
    out = frame.select(
        stamp.alias("stamp"),
        _seconds(text, keys).alias("seconds"),
        _address(text).alias("address"),
        _user(text, keys).alias("user_id"),
        text["host"].alias("host"),
        pl.when(http).then(method).alias("method"),
        pl.when(http).then(path).alias("path"),
        text["status"].cast(pl.Float64, strict=False).cast(pl.Int16, strict=False).alias("status"),
        *(
            text[name].alias(name)
            for name in ("agent", "upstream", "upstream_status", "request_id")
        ),
        "row",
        fine.alias("fine"),
    )
    return out, offsets


def _stamp(
    time: pl.Expr, frame: pl.DataFrame, has: set[str]
) -> tuple[pl.Expr, pl.Expr, moments.Offsets]:
    if "time" not in has:
        return pl.lit(None, pl.Datetime("us")), pl.lit(False), ()
    number = time.cast(pl.Float64, strict=False)
    scale = (
        pl.when(number < 1e11).then(1e6).when(number < 1e14).then(1e3).when(number < 1e17).then(1.0)
        .otherwise(1e-3)
    )  # fmt: skip
    epoch = (number * scale).round().cast(pl.Int64, strict=False).cast(pl.Datetime("us"))
    plain = number.is_not_null() & (number > 1e8)
    read, offsets = moments.read(frame["time"])
    written = pl.lit(read)
    fine = (
        pl.when(plain)
        .then(time.str.contains(r"\.[0-9]|^[0-9]{13}"))
        .otherwise(time.str.contains(r":[0-9]{2}[.,][0-9]{3}"))
    )
    return pl.when(plain).then(epoch).otherwise(written), fine.fill_null(False), offsets


def _address(text: Mapping[str, pl.Expr]) -> pl.Expr:
    forwarded = text["forwarded"].str.extract(r"^\s*([0-9a-fA-F:.]+)")
    plain = text["address"].str.replace(r"^\[?([0-9a-fA-F:.]+?)\]?:[0-9]+$", "$1")
    six = text["address"].str.contains(r"^[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*$")
    return pl.coalesce(forwarded, pl.when(six).then(text["address"]).otherwise(plain))


def _user(text: Mapping[str, pl.Expr], keys: Keys) -> pl.Expr:
    if keys.cookie:
        return text["user_id"].str.extract(rf"(?:^|; ?){keys.cookie}=([^;\s]+)")
    return text["user_id"]


def _seconds(text: Mapping[str, pl.Expr], keys: Keys) -> pl.Expr:
    took = text["seconds"]
    if keys.parts:
        return took.cast(pl.Float64, strict=False)
    if keys.unit == "go":
        total = pl.lit(0.0)
        for unit, size in _GO:
            part = took.str.extract(rf"([0-9.]+){unit}(?:[0-9]|$)").cast(pl.Float64, strict=False)
            total = total + part.fill_null(0.0) * size
        return pl.when(took.str.contains(r"^[0-9.]+[a-zµ]")).then(total)
    if not keys.unit:
        return pl.lit(None, pl.Float64)
    number = (took.cast(pl.Float64, strict=False) / PER_SECOND[keys.unit]).round(9)
    return pl.when(number >= 0).then(number)
