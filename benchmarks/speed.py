"""How fast, and in how much memory, all facts come from a large access log.

    python benchmarks/speed.py [--size MB] [--limit RATIO] [--memory BYTES]

The log is written once, from a seed, into the temporary folder, and kept there: a day of nginx
combined lines with request times, an outage in it, and garbage lines whose number is known. Time is
compared with `wc -l` on the same file in the same run, memory is the peak of the process that finds
the facts, and the rejected lines must be exactly the garbage. Exits 1 where one of them fails.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20261123
START = 1_795_392_000  # 2026-11-23T00:00:00Z
DAY = 86_400
ASKED = ("facts", "--format", "json")
BATCH = 200_000
GARBAGE_EVERY = 10_007
GARBAGE = (
    "garbage",
    "\x16\x03\x01 not a line of this log",
    '203.0.113.9 - - [23/Nov/2026:10:00:00 +0000] "GET / HT',
    "-- MARK --",
)


def _agents(rng: np.random.Generator) -> list[str]:
    browsers = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/{a}.0.{b}.{c} Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{d} like Mac OS X) AppleWebKit/605.1.{a} (KHTML, "
        "like Gecko) Version/17.{d} Mobile/15E{b} Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:{a}.0) Gecko/20100101 Firefox/{a}.{d}",
    )
    people = [
        browsers[i % 3].format(
            a=rng.integers(90, 131), b=rng.integers(1000, 7000), c=rng.integers(10, 220),
            d=rng.integers(0, 9),
        )
        for i in range(1500)
    ]  # fmt: skip
    return [
        *people,
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "kube-probe/1.29",
    ]


def _paths(rng: np.random.Generator, count: int) -> pl.Series:
    """Requests: pages, products, orders with numbers of their own, searches, assets."""
    number = pl.Series(rng.integers(1, 40_000, count)).cast(pl.String)
    order = pl.Series(rng.integers(10_000_000, 90_000_000, count)).cast(pl.String)
    draw = pl.Series("draw", rng.random(count))
    asset = pl.Series(rng.integers(0, 60, count)).cast(pl.String)
    frame = pl.DataFrame({"draw": draw, "number": number, "order": order, "asset": asset})
    d = pl.col("draw")
    return frame.select(
        pl.when(d < 0.15).then(pl.lit("GET /"))
        .when(d < 0.40).then(pl.lit("GET /product/") + pl.col("number"))
        .when(d < 0.47).then(pl.lit("GET /search?q=lamp+") + pl.col("order") + "&page=1")
        .when(d < 0.75).then(pl.lit("GET /assets/app-") + pl.col("asset") + ".css")
        .when(d < 0.83).then(pl.lit("POST /cart"))
        .when(d < 0.90).then(pl.lit("GET /orders/") + pl.col("order"))
        .when(d < 0.94).then(pl.lit("POST /checkout"))
        .when(d < 0.97).then(pl.lit("GET /api/v2/customers/") + pl.col("number") + "/basket")
        .otherwise(pl.lit("GET /category/shoes"))
        .alias("path")
    )["path"]  # fmt: skip


def _batch(rng: np.random.Generator, at: np.ndarray, agents: list[str]) -> pl.DataFrame:
    count = len(at)
    person = rng.integers(0, 60_000, count)
    paths = _paths(rng, count)
    seconds = rng.lognormal(-3.5, 1.0, count)
    status = np.where(rng.random(count) < 0.0006, 500, np.where(rng.random(count) < 0.02, 404, 200))
    hurt = (at > START + 51_000) & (at < START + 52_000)
    fails = hurt & paths.str.starts_with("POST /checkout").to_numpy() & (rng.random(count) < 0.7)
    status[fails], seconds[fails] = 502, 3.0
    return pl.DataFrame(
        {
            "a": (person >> 8) % 200 + 20, "b": person % 251, "c": person % 13 * 17,
            "at": pl.from_epoch(pl.Series(at.astype(np.int64))), "path": paths, "status": status,
            "size": rng.integers(180, 60_000, count), "seconds": seconds,
            "agent": pl.Series(agents).gather(person * 7919 % len(agents)),
            "referer": pl.Series(["-", "https://shop.example/", "https://www.google.com/"]).gather(
                rng.integers(0, 3, count)
            ),
        }
    ).select(
        pl.format(
            '41.{}.{}.{} - - [{}] "{} HTTP/1.1" {} {} "{}" "{}" rt={}',
            "a", "b", "c", pl.col("at").dt.strftime("%d/%b/%Y:%H:%M:%S +0000"), "path", "status",
            "size", "referer", "agent",
            pl.col("seconds").round(3).clip(0.001, 60.0).map_elements(
                "{:.3f}".format, return_dtype=pl.String
            ),
        ).alias("line")
    )  # fmt: skip


def make_log(path: Path, size: int) -> tuple[int, int]:
    """Write the log unless it is there; its number of lines and how many of them are garbage."""
    known = path.with_suffix(".json")
    if path.exists() and known.exists():
        told = json.loads(known.read_text())
        return told["lines"], told["garbage"]
    rng = np.random.default_rng(SEED)
    agents = _agents(rng)
    count = size // 241
    lines = garbage = 0
    with path.open("wb") as sink:
        for first in range(0, count, BATCH):
            number = np.arange(first, min(first + BATCH, count))
            at = np.floor(START + number * (DAY / count))
            batch = _batch(rng, at, agents)["line"].to_list()
            for place in range(0, len(batch), GARBAGE_EVERY):
                batch[place] = GARBAGE[garbage % len(GARBAGE)]
                garbage += 1
            lines += len(batch)
            sink.write(("\n".join(batch) + "\n").encode())
    known.write_text(json.dumps({"lines": lines, "garbage": garbage}))
    return lines, garbage


def main() -> int:
    """Measure and say so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=2000, help="of the log, in MB")
    parser.add_argument("--limit", type=float, default=30.0)
    parser.add_argument("--memory", type=int, default=2 << 30)
    options = parser.parse_args()
    folder = Path(os.environ.get("MORTEM_BENCH", tempfile.gettempdir())) / "mortem-speed"
    folder.mkdir(parents=True, exist_ok=True)
    size = options.size * 1_000_000
    path = folder / f"access-{size}.log"
    lines, garbage = make_log(path, size)
    floor = min(_timed(["wc", "-l", str(path)])[0] for _ in range(3))
    took, out = _timed([str(Path(sys.executable).with_name("mortem")), *ASKED, str(path)])
    told = json.loads(out)
    ratio, memory = took / floor, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{path.stat().st_size / 1e9:.2f} GB, {lines:,} lines, {garbage:,} of them garbage")
    print(f"wc -l {floor:.2f} s; all facts {took:.2f} s: {ratio:.1f} times (limit {options.limit})")
    print(f"  processor time {used.ru_utime + used.ru_stime:.2f} s, load {os.getloadavg()[0]:.1f}")
    print(f"peak memory {memory / 2**30:.2f} GiB (limit {options.memory / 2**30:.2f})")
    rows, rejected = told["evidence"]["files"][0]["rows"], told["evidence"]["rejected"]
    exact = rejected == garbage and rows == lines - garbage
    print(f"rejected {rejected:,}, accepted {rows:,}: {'exact' if exact else 'NOT exact'}")
    print(f"outage: {told['facts']['outage-window']['sentence']}")
    return 0 if exact and ratio < options.limit and memory < options.memory else 1


def _timed(command: list[str]) -> tuple[float, str]:
    began = time.perf_counter()
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - began, out


if __name__ == "__main__":
    sys.exit(main())
