"""A text file in large pieces that end with a line, and the digest of it all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mortem.sources.opening import Damage, open_bytes

SIZE = 32 << 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of a file as bytes; `line` is the number of the first, `count` how many."""

    data: bytes
    line: int
    count: int


class Digest:
    """The SHA-256 of what was read; filled while chunks are taken."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def update(self, data: bytes) -> None:
        """Add bytes."""
        self._hash.update(data)

    def __str__(self) -> str:
        return self._hash.hexdigest()


def chunks(
    path: Path, digest: Digest, damage: Damage | None = None, size: int = SIZE
) -> Iterator[Chunk]:
    """The file's lines in pieces of about `size` bytes; a byte order mark is left out."""
    line, rest = 1, b""
    with open_bytes(path, damage) as stream:
        while block := stream.read(size):
            digest.update(block)
            if line == 1 and not rest:
                block = block.removeprefix(b"\xef\xbb\xbf")
            cut = block.rfind(b"\n") + 1
            if not cut:
                rest += block
                continue
            data, rest = rest + block[:cut], block[cut:]
            count = data.count(b"\n")
            yield Chunk(data, line, count)
            line += count
    if rest:
        yield Chunk(rest, line, 1)
