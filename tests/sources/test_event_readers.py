"""Readers of sparse events: their samples, whose file is whose, and what garbage does to them.

Each folder beside this file is named like a reader and holds files of its format; `NAME.rows`
beside a file is what the reader makes of it. `pytest --accept` writes them anew.
"""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from mortem.registry import discover
from mortem.sources import formats
from mortem.sources.alerting import unwrapped
from mortem.sources.reader import HEAD_CHARS, EventReader, Head, Reader
from mortem.sources.records import loads
from mortem.sources.rows import Note, Rejected, Row

HERE = Path(__file__).parent
READERS = {
    name: reader
    for name, reader in discover(formats, Reader).items()
    if isinstance(reader, EventReader)
}
SAMPLES = sorted(
    path
    for name in READERS
    for path in (HERE / name.replace("-", "_")).rglob("*")
    if path.is_file() and path.suffix not in (".rows", ".py")
)
READ = [path for path in SAMPLES if path.name not in ("users.json", "channels.json")]


def reader_of(path: Path) -> str:
    return path.relative_to(HERE).parts[0].replace("_", "-")


def head(path: Path) -> Head:
    text = path.read_bytes()[:HEAD_CHARS].decode("utf-8", "replace")
    return Head(path, path.name, text)


def shown(row: Row | Rejected | Note) -> str:
    """A row as people read it: its kind, then every field that says something."""
    fields = [
        f"{name}={value!s}" if not isinstance(value, str) else f"{name}={value!r}"
        for name, value in row._asdict().items()
        if value not in ("", None) and name not in ("source", "line")
    ]
    place = f"{row.line}: " if not isinstance(row, Note) else ""
    return f"{place}{type(row).__name__} " + " ".join(fields)


def label(path: Path) -> str:
    return "/".join(path.relative_to(HERE).parts[1:])


@pytest.mark.parametrize("path", READ, ids=lambda p: str(p.relative_to(HERE)))
def test_sample_gives_the_expected_rows(path: Path, golden: Callable[[Path, str], None]) -> None:
    rows = READERS[reader_of(path)].read(path, label(path))
    golden(path.with_name(path.name + ".rows"), "".join(shown(row) + "\n" for row in rows))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.relative_to(HERE)))
def test_sample_is_recognised_by_its_own_reader(path: Path) -> None:
    scores = {name: reader.score(head(path)) for name, reader in discover(formats, Reader).items()}
    best = max(scores, key=lambda name: scores[name])
    assert best == reader_of(path), scores
    assert sorted(scores.values())[-1] > sorted(scores.values())[-2]
    assert all(0 <= score <= 1 for score in scores.values())


@pytest.mark.parametrize("name", READERS)
def test_every_reader_has_a_sample(name: str) -> None:
    assert any(reader_of(path) == name for path in SAMPLES)


# How many lines a row takes where it may take more than one.
SEVERAL = ("app-text", "postgres-log")
# Readers in which each line that is not blank is a row or is rejected.
LINES = ("nginx-error", "git-oneline")
ONE_EACH = (*LINES, "app-json", "notes-json", "change-lines", "postgres-json")


def taken(rows: Iterable[Row | Rejected | Note]) -> int:
    """Lines in rows and rejected lines together."""
    total = 0
    for row in rows:
        if isinstance(row, Rejected):
            total += 1
        elif not isinstance(row, Note):
            total += 1 + getattr(row, "message", "").count("\n")
    return total


def has_lines(data: bytes) -> bool:
    """Whether JSON has a record a line: so says its first line."""
    lines = [line for line in data.decode("utf-8", "replace").split("\n") if line.strip()]
    return not lines or lines[0].strip()[:1] not in "[{" or isinstance(loads(lines[0]), dict)


def without_alerts(data: bytes) -> int:
    """Lines whose notification has no alert: records without a row."""
    texts = data.decode("utf-8", "replace").split("\n")
    found = [unwrapped(value, "alerts") for text in texts if isinstance(value := loads(text), dict)]
    return sum(payload is not None and payload[0]["alerts"] == [] for payload in found)


def mutated(text: bytes, chance: random.Random) -> bytes:
    data = bytearray(text)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        what = chance.randrange(8)
        if what == 0:
            del data[place : place + chance.randint(1, 40)]
        elif what == 1:
            data[place:place] = chance.randbytes(chance.randint(1, 20))
        elif what == 2:
            data = data[:place]
        elif what == 3:
            data[place:place] = bytes(data[chance.randrange(len(data) + 1) :][:200])
        elif what == 4:
            data[place:place] = b"\n"
        elif what == 5 and b"\n" in data:
            del data[data.index(b"\n")]
        elif what == 6:
            data[place:place] = b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03" + bytes(3)
        else:
            data[place : place + 1] = chance.choice([b'"', b"{", b"]", b"\\", b"9" * 30, b"\t"])
    return bytes(data)


@pytest.mark.parametrize("name", READERS)
def test_garbage_never_stops_a_reader(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    samples = [path.read_bytes() for path in READ if reader_of(path) == name]
    file = tmp_path / "2026-03-08.json"
    for _ in range(1000):
        data = mutated(chance.choice(samples), chance)
        file.write_bytes(data)
        rows = list(READERS[name].read(file, "file"))
        READERS[name].score(head(file))
        lines = sum(bool(line.strip()) for line in data.decode("utf-8", "replace").split("\n"))
        bad = [row.line for row in rows if isinstance(row, Rejected)]
        good = [row.line for row in rows if not isinstance(row, Rejected | Note)]
        assert not set(bad) & set(good) or name == "prometheus-range"
        assert len(set(bad)) == len(bad)
        assert all(row.source == "file" for row in rows)
        if name in ONE_EACH and (name in LINES or has_lines(data)):
            assert len(good) + len(bad) == lines
        if name == "alertmanager-webhook" and has_lines(data):
            assert len(set(good)) + len(bad) + without_alerts(data) == lines
        if name in SEVERAL:
            assert taken(rows) == lines


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n\n", bytes(range(256)) * 40, b"[" * 3000, b'{"a":' * 3000, b"x" * 200_000],
    ids=["empty", "blank", "binary", "brackets", "braces", "long"],
)
def test_extremes(name: str, data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    rows = list(READERS[name].read(file, "file"))
    assert all(isinstance(row, Rejected) for row in rows)
    assert READERS[name].score(head(file)) == 0
    assert bool(rows) == bool(data.strip())
