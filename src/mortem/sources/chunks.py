"""A text file in large pieces that end with a line, and the digest of it all."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from mortem.sources.opening import Damage, open_bytes, packing

SIZE = 16 << 20
_BLOCK = 1 << 15
_STRIDE = 64


class Digest:
    """The SHA-256 of what was read; filled while chunks are taken."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, data: bytes) -> None:
        """Add bytes."""
        self._hash.update(data)

    def __str__(self) -> str:
        return self._hash.hexdigest()


def chunks(path: Path, digest: Digest, damage: Damage | None = None) -> Iterator[bytes]:
    """The file in pieces of about `SIZE` bytes that end with a line; a byte order mark left out."""
    first = True
    with open_bytes(path, damage) as stream:
        while block := _block(stream):
            digest.update(block)
            yield block.removeprefix(b"\xef\xbb\xbf") if first else block
            first = False


def _block(stream: BinaryIO) -> bytes:
    """The next piece: where the file can be searched for its end first, it is not joined after."""
    if not isinstance(stream, io.BufferedReader) or not isinstance(stream.raw, io.FileIO):
        block = stream.read(SIZE)
        return block if block.endswith(b"\n") else block + stream.readline()
    begin = stream.tell()
    stream.seek(begin + SIZE - 1)
    stream.readline()
    end = stream.tell()
    stream.seek(begin)
    return stream.read(max(end - begin, SIZE))


def stretches(path: Path, size: int) -> Iterator[tuple[int, int]]:
    """Where such pieces of the first `size` bytes of a plain file begin and end."""
    begin = 0
    with path.open("rb") as stream:
        while begin < size:
            stream.seek(begin + SIZE - 1)
            stream.readline()
            end = min(stream.tell(), size) if begin + SIZE < size else size
            yield begin, end
            begin = end


def lines_at(data: bytes, rows: Iterable[int]) -> list[bytes]:
    """Some lines of a chunk by number from 0, in rising order, without their ends."""
    out: list[bytes] = []
    row, start = 0, 0
    for wanted in rows:
        while row < wanted:
            count = data.count(b"\n", start, start + _BLOCK) if wanted - row > _STRIDE else 0
            if count and row + count <= wanted:
                start = data.rfind(b"\n", start, start + _BLOCK) + 1
                row += count
            else:
                start = data.find(b"\n", start) + 1
                row += 1
        stop = data.find(b"\n", start)
        out.append(data[start : stop if stop >= 0 else len(data)])
    return out


def sample(path: Path, size: int = 1 << 18) -> list[str]:
    """Whole lines from the beginning of a file and, where it is not packed, from further on.

    They are in the order of the file; each part is `size` bytes.
    """
    out: list[str] = []
    length = 0 if packing(path) else path.stat().st_size
    with open_bytes(path) as stream:
        for start in (0, length // 2, length - size):
            if start and start < size:
                continue
            if start:
                stream.seek(start)
            text = stream.read(size).decode("utf-8", "replace")
            lines = text.removeprefix("\ufeff").split("\n")
            whole = lines if len(lines) < 2 else lines[bool(start) :]
            out.extend(line.rstrip("\r") for line in (whole[:-1] or whole) if line.strip())
            if not length:
                break
    return out
