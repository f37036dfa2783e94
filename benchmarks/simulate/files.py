"""Access logs on disk: rotated and compressed parts, and the garbage that real logs hold."""

import bz2
import gzip
from pathlib import Path

import numpy as np
from backports import zstd
from benchmarks.simulate.spec import Spec

TEXTS = (
    b"logrotate: rotating log",
    b"tail: '/var/log/nginx/access.log' has been replaced; following new file",
    b"*** log truncated by disk quota ***",
    b"Segmentation fault (core dumped)",
)


def garbage(lines: list[bytes], rng: np.random.Generator, count: int) -> list[bytes]:
    """`count` lines that are no record: binary, cut in the request, text of other programs."""
    made = []
    for number in range(count):
        kind = number % 3
        if kind == 0:
            noise = rng.integers(0, 256, int(rng.integers(5, 200)), dtype=np.uint8).tobytes()
            made.append(b"\x00\x93" + noise.replace(b"\n", b"\x01").replace(b"\r", b"\x02"))
        elif kind == 1:
            line = lines[int(rng.integers(0, len(lines)))]
            stop = len(line) // 2 if line.startswith(b"{") else line.index(b'"') + 4
            made.append(line[: int(rng.integers(8, max(stop, 9)))])
        else:
            made.append(TEXTS[int(rng.integers(0, len(TEXTS)))])
    return made


def spoil(lines: list[bytes], rng: np.random.Generator) -> tuple[list[bytes], list[bool]]:
    """Garbage and blank lines in between; the second list marks the lines that are no record."""
    count = int(rng.integers(3, 40))
    extra = [(line, True) for line in garbage(lines, rng, count)]
    extra += [(b"", False)] * int(rng.integers(1, 6))
    places = np.sort(rng.integers(1, len(lines), len(extra)))
    mixed: list[tuple[bytes, bool]] = []
    last = 0
    for place, index in zip(places.tolist(), rng.permutation(len(extra)).tolist(), strict=True):
        mixed += [(line, False) for line in lines[last:place]]
        mixed.append(extra[index])
        last = place
    mixed += [(line, False) for line in lines[last:]]
    return [line for line, _ in mixed], [bad for _, bad in mixed]


def write_access(
    spec: Spec, lines: list[bytes], folder: Path, rng: np.random.Generator
) -> dict[str, int]:
    """Write the log, perhaps in parts; returns the rejected lines of each file."""
    marks = [False] * len(lines)
    if spec.garbage == "some":
        lines, marks = spoil(lines, rng)
    parts = 1 if spec.rotation == "one" else int(rng.integers(3, 6))
    cuts = np.sort(rng.integers(1, len(lines), parts - 1)).tolist()
    bounds = list(zip([0, *cuts], [*cuts, len(lines)], strict=True))
    rejected = {}
    for age, (low, high) in enumerate(reversed(bounds)):
        ended = age > 0 or spec.garbage == "none" or rng.random() < 0.5
        body, bad = lines[low:high], sum(marks[low:high])
        data = b"\n".join(body) + (b"\n" if body else b"")
        if not ended:  # the disk was full in the middle of the last line
            piece = lines[0] if lines[0] else lines[1]
            data += piece[: 12 if not piece.startswith(b"{") else 40]
            bad += 1
        rejected[_write(spec, data, age, folder)] = bad
    return rejected


def _write(spec: Spec, data: bytes, age: int, folder: Path) -> str:
    odd = "shop-access.json" if "json" in spec.dialect else "log"
    stem = "access.log" if spec.seed % 3 else odd
    name = stem if age == 0 else f"{stem}.{age}"
    if age >= 2:
        name += f".{spec.rotation}"
        pack = {"gz": lambda d: gzip.compress(d, 5, mtime=0), "bz2": bz2.compress,
                "zst": zstd.compress}[spec.rotation]  # fmt: skip
        data = pack(data)
    (folder / name).write_bytes(data)
    return name
