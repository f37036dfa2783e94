"""Readers of access logs: their samples, and what garbage does to them.

Each folder beside this file is named like a reader and holds files of its format; `NAME.rows`
beside a file is what the reader makes of it. `pytest --accept` writes them anew.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mortem.registry import discover
from mortem.sources import chunks, fastcut, formats
from mortem.sources.pieces import convert
from mortem.sources.reader import HEAD_CHARS, BulkReader, Converted, Head, Reader
from mortem.sources.rows import REQUEST_COLUMNS

HERE = Path(__file__).parent
READERS = {
    name: reader
    for name, reader in discover(formats, Reader).items()
    if isinstance(reader, BulkReader)
}
SAMPLES = sorted(
    path
    for name in READERS
    for path in (HERE / name.replace("-", "_")).rglob("*")
    if path.is_file() and path.suffix != ".rows"
)


HINTS = ("path_number", "address_near")  # that a quick way may give


def reader_of(path: Path) -> str:
    return path.relative_to(HERE).parts[0].replace("_", "-")


def read(name: str, path: Path) -> tuple[list[dict[str, Any]], Converted]:
    frames: list[pl.DataFrame] = []
    converted = convert(READERS[name], path, path.name, frames.append)
    plain = [frame.drop(*HINTS, strict=False) for frame in frames]
    return [row for frame in plain for row in frame.iter_rows(named=True)], converted


def head(path: Path) -> Head:
    return Head(path, path.name, path.read_bytes()[:HEAD_CHARS].decode("utf-8", "replace"))


def shown(row: dict[str, Any]) -> str:
    told = [f"{key}={value}" for key, value in row.items() if value is not None and key != "line"]
    return f"{row['line']}: " + " ".join(told) + "\n"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.relative_to(HERE)))
def test_sample_gives_the_expected_rows(path: Path, golden: Callable[[Path, str], None]) -> None:
    rows, found = read(reader_of(path), path)
    text = f"stamp is {found.stamp_is}, to {found.resolution} s; users by {found.identity or '-'}\n"
    text += "".join(f"offset {seconds} s from {at}\n" for at, seconds in found.offsets)
    text += "".join(f"note: {note.text}\n" for note in found.notes)
    text += "".join(shown(row) for row in rows)
    text += "".join(f"{bad.line}: rejected: {bad.reason}\n" for bad in found.rejected)
    golden(path.with_name(path.name + ".rows"), text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.relative_to(HERE)))
def test_sample_is_recognised_by_its_own_reader(path: Path) -> None:
    scores = {name: reader.score(head(path)) for name, reader in discover(formats, Reader).items()}
    assert max(scores, key=lambda name: scores[name]) == reader_of(path), scores
    assert sorted(scores.values())[-1] > sorted(scores.values())[-2]


@pytest.mark.parametrize("name", READERS)
def test_every_reader_has_a_sample(name: str) -> None:
    assert any(reader_of(path) == name for path in SAMPLES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.relative_to(HERE)))
def test_columns_are_those_of_the_contract(path: Path) -> None:
    rows, _ = read(reader_of(path), path)
    assert sorted(rows[0]) == sorted(set(REQUEST_COLUMNS) - {"source"})


def mutated(text: bytes, chance: random.Random) -> bytes:
    """A file with a few accidents: cut, doubled, glued, and bytes where none belong."""
    data = bytearray(text)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        accident = chance.randrange(8)
        if accident == 0:
            del data[place : place + chance.randint(1, 40)]
        elif accident == 1:
            data[place:place] = chance.randbytes(chance.randint(1, 20))
        elif accident == 2:
            data = data[:place]
        elif accident == 3:
            data[place:place] = bytes(data[chance.randrange(len(data) + 1) :][:200])
        elif accident == 4:
            data[place:place] = chance.choice([b"\n", b"\r", b"\r\n", b"\n\n \n"])
        elif accident == 5 and b"\n" in data:
            del data[data.index(b"\n")]
        elif accident == 6:
            data[place:place] = b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03" + bytes(3)
        else:
            odd = [b'"', b'"', b"{", b"]", b"[", b"\\", b"9" * 30, b"\t", b" ", b"=", b",", b"-"]
            data[place : place + 1] = chance.choice(odd)
    return bytes(data)


def lines_of(data: bytes) -> list[int]:
    """The numbers of the lines that are not blank."""
    lines = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")
    return [number for number, line in enumerate(lines, 1) if line.strip()]


@pytest.mark.parametrize("name", READERS)
def test_garbage_is_counted_and_stops_nothing(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    samples = [path.read_bytes() for path in SAMPLES if reader_of(path) == name]
    file = tmp_path / "file"
    for _ in range(1000):
        data = mutated(chance.choice(samples), chance)
        file.write_bytes(data)
        READERS[name].score(head(file))
        rows, found = read(name, file)
        taken = [row["line"] for row in rows] + [bad.line for bad in found.rejected]
        assert sorted(taken) == lines_of(data), data
        assert (found.rows, found.rejected_count) == (len(rows), len(found.rejected))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: str(p.relative_to(HERE)))
def test_small_pieces_give_the_same_rows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(reader_of(path), path)
    monkeypatch.setattr(chunks, "SIZE", 100)
    pieces = read(reader_of(path), path)
    assert pieces[0] == whole[0]
    assert pieces[1].rejected == whole[1].rejected
    assert pieces[1].digest == whole[1].digest


def test_a_line_reads_the_same_by_columns_and_alone(tmp_path: Path) -> None:
    """The parser for odd lines and the one for columns agree on every line of the layout."""
    for path in SAMPLES:
        if reader_of(path) != "access-combined":
            continue
        rows, _ = read("access-combined", path)
        doubled = tmp_path / path.name
        odd = b'192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1 "a\\"b" "c"\n'
        doubled.write_bytes(path.read_bytes().replace(b"HTTP/", b'\\"HTTP/') + odd * 0)
        exact, _ = read("access-combined", doubled)
        for row in exact:
            twin = next(other for other in rows if other["line"] == row["line"])
            same = set(row) - {"path", "method"}
            assert {key: row[key] for key in same} == {key: twin[key] for key in same}


def test_the_quick_way_reads_what_the_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random("quick")
    line = '192.0.2.{} - - [10/Oct/2026:13:55:{:02} +0200] "{} /a?b={} HTTP/1.1" {} {} "-" "é" {}\n'
    words = ("rt=0.0{:02}", "rt=12{:02}.345", "")
    for round_ in range(60):
        end = words[round_ % 3]
        data = "".join(
            line.format(n, n // 3, ("GET", "OPTIONS", "PURGE")[n % 7 % 3], n, 200 + n, 10 ** (n % 10),
                        end.format(n)).replace(" \n", "\n")
            for n in range(40)
        ).encode()  # fmt: skip
        file = tmp_path / "file"
        file.write_bytes(mutated(data, chance) if round_ > 2 else data)
        quick = read("access-combined", file)
        with monkeypatch.context() as patch:
            patch.setattr(fastcut, "layout", lambda plan: None)
            assert quick == read("access-combined", file)
