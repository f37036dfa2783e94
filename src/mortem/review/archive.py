"""Unpack what people upload, safely: no bombs, no climbing out, no links, nothing but files."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO

from backports import zstd

from mortem.errors import DeskRefused
from mortem.review.vault import safe_path

MOST_FILES = 2_000
MOST_BYTES = 4 << 30
MOST_RATIO = 200  # unpacked bytes for each packed one, over the first 10 MB
FREE_OF_RATIO = 10 << 20
PACKED: Mapping[bytes, Callable[[Path], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"\x28\xb5\x2f\xfd": zstd.open,
}


BREAKS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    zstd.ZstdError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


class TooMuch(DeskRefused):
    """What is packed unpacks to more than may be."""


def is_archive(head: bytes, name: str) -> bool:
    """Whether an upload is a folder in one file: zip or tar (compressed or not)."""
    if head.startswith(b"PK\x03\x04"):
        return True
    tar = len(head) > 262 and head[257:262] == b"ustar"
    return tar or name.lower().endswith((".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar"))


class Meter(io.RawIOBase):
    """A stream that refuses to give more than an archive may hold in all."""

    def __init__(self, stream: IO[bytes], budget: list[int]) -> None:
        self._stream, self._budget = stream, budget

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, counted."""
        chunk = self._stream.read(size if size > 0 else 1 << 20)
        self._budget[0] -= len(chunk)
        if self._budget[0] < 0:
            raise TooMuch("the archive unpacks to too much; send its files one by one")
        return chunk


def members(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """The files of an archive: a safe relative path and a stream each, in the archive's order.

    Raises DeskRefused for links, devices, paths that climb, encrypted or broken archives, more
    than 2,000 files, more than 4 GiB, or a compression ratio that only a bomb has.
    """
    budget = [min(MOST_BYTES, max(FREE_OF_RATIO, path.stat().st_size * MOST_RATIO))]
    try:
        if zipfile.is_zipfile(path):
            yield from _zip(path, budget)
        else:
            yield from _tar(path, budget)
    except (tarfile.TarError, *BREAKS) as error:
        raise DeskRefused(f"the archive cannot be read: {error}") from error


def is_packed(head: bytes) -> bool:
    """Whether a file that starts so would be unpacked where it is read."""
    return head.startswith((b"PK\x03\x04", *PACKED))


def unpacked_within(path: Path, name: str = "") -> None:
    """Read a packed file (gzip, bzip2, xz, zstd, zip) through once, and keep nothing.

    A file that breaks off passes: what comes before the break is evidence. Raises DeskRefused,
    naming it `name`, where it unpacks to more than an honest log does.
    """
    with path.open("rb") as file:
        head = file.read(6)
    opened = next((o for magic, o in PACKED.items() if head.startswith(magic)), None)
    most = min(MOST_BYTES, max(FREE_OF_RATIO, path.stat().st_size * MOST_RATIO))
    budget = [most]
    try:
        if opened is not None:
            with opened(path) as stream:
                _drain(stream, budget)
        elif head.startswith(b"PK\x03\x04"):
            for _, member in _zip(path, budget):
                while member.read(1 << 20):
                    pass
    except TooMuch as error:
        raise DeskRefused(
            f"{name or path.name} unpacks to too much, {most:,} bytes are the most for its size; "
            "send it unpacked, or in parts"
        ) from error
    except BREAKS:
        return


def _drain(stream: IO[bytes], budget: list[int]) -> None:
    meter = Meter(stream, budget)
    while meter.read(1 << 20):
        pass


def _zip(path: Path, budget: list[int]) -> Iterator[tuple[str, BinaryIO]]:
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _few(len(infos))
        for info in infos:
            if info.flag_bits & 1:
                raise DeskRefused("the archive is encrypted; send it plain")
            if (info.external_attr >> 16) & 0o170000 not in (0, 0o100000):
                raise DeskRefused(f"{info.filename!r} is a link or a device; send files only")
            with archive.open(info) as stream:
                yield safe_path(info.filename), Meter(stream, budget)  # type: ignore[misc]


def _tar(path: Path, budget: list[int]) -> Iterator[tuple[str, BinaryIO]]:
    with tarfile.open(path, "r:*") as archive:
        count = 0
        for info in archive:
            if info.isdir():
                continue
            count += 1
            _few(count)
            stream = archive.extractfile(info) if info.isreg() else None
            if stream is None:
                raise DeskRefused(f"{info.name!r} is a link or a device; send files only")
            yield safe_path(info.name), Meter(stream, budget)  # type: ignore[misc]


def _few(count: int) -> None:
    if count > MOST_FILES:
        raise DeskRefused(f"the archive holds more than {MOST_FILES:,} files")
