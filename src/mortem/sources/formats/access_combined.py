"""nginx combined access logs."""

from pathlib import Path

import polars as pl

from mortem.sources.chunks import Chunk, Digest, chunks
from mortem.sources.reader import BulkReader, Converted, Head, Take
from mortem.sources.rows import Rejected

_PATTERN = (
    r"^(?P<address>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "
    r'"(?P<request>[^"]*)" (?P<status>\d{3}) (?:\d+|-)'
    r'(?: "(?:[^"]*)" "(?P<agent>[^"]*)")?(?P<rest>.*)$'
)


class AccessCombined(BulkReader):
    """nginx's combined access log, with fields behind it."""

    def score(self, head: Head) -> float:
        lines = pl.Series(head.lines, dtype=pl.String)
        return float(lines.str.contains(_PATTERN).mean() or 0.0)  # type: ignore[arg-type]

    def convert(self, path: Path, label: str, take: Take, user_field: str = "") -> Converted:
        digest, rejected, rows, msec = Digest(), [], 0, False
        for chunk in chunks(path, digest):
            frame = _frame(chunk).filter(pl.col("text").str.strip_chars() != "")
            good = frame.filter(pl.col("stamp").is_not_null() & pl.col("status").is_not_null())
            msec = msec or bool(good["ts"].is_not_null().any())
            bad = frame.filter(pl.col("stamp").is_null() | pl.col("status").is_null())
            rejected += [Rejected(label, n, "no access log line") for n in bad["line"].to_list()]
            rows += good.height
            take(good.drop("text", "ts"))
        return Converted(
            rows, tuple(rejected[:1000]), len(rejected), 0.001 if msec else 1.0, "completion",
            identity="remote-user", digest=str(digest),
        )  # fmt: skip


def _frame(chunk: Chunk) -> pl.DataFrame:
    text = pl.Series(
        "text", [x.decode("utf-8", "replace").rstrip("\r") for x in chunk.data.split(b"\n")]
    )
    frame = pl.DataFrame(text).with_columns(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("line") + chunk.line,
        pl.col("text").str.extract_groups(_PATTERN).struct.unnest(),
    )
    frame = frame.with_columns(
        pl.col("rest").str.extract(r"\bts=(\S+)").cast(pl.Float64, strict=False).alias("ts")
    )
    request = pl.col("request").str.extract_groups(r"^(?P<m>[A-Z]+) (?P<p>\S+)(?: HTTP/\S+)?$")
    clf = pl.col("time").str.to_datetime("%d/%b/%Y:%H:%M:%S %z", strict=False)
    iso = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z", strict=False)
    stamp = pl.coalesce(clf, iso).dt.replace_time_zone(None)
    return frame.select(
        "text",
        "ts",
        pl.coalesce(
            (pl.col("ts") * 1e6).round().cast(pl.Int64).cast(pl.Datetime("us")), stamp
        ).alias("stamp"),
        pl.col("rest").str.extract(r"\brt=(\S+)").cast(pl.Float64, strict=False).alias("seconds"),
        "address",
        pl.when(pl.col("user") != "-").then("user").alias("user_id"),
        pl.lit(None, pl.String).alias("host"),
        request.struct.field("m").alias("method"),
        request.struct.field("p").alias("path"),
        pl.col("status").cast(pl.Int16),
        "agent",
        pl.col("rest").str.extract(r'\bua="([^"]*)"').alias("upstream"),
        pl.col("rest").str.extract(r'\bus="([^"]*)"').alias("upstream_status"),
        pl.col("rest").str.extract(r"\brid=(\S+)").alias("request_id"),
        "line",
    )
