"""Files as bytes, whatever they are packed in.

Compression is recognised by content (gzip, bzip2, zstd, xz). A packed file that breaks off gives
what came before the break, and says so to whoever asks.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from backports import zstd

from mortem.errors import UnreadableSource

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\x00", "xz"),
)
_BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, zstd.ZstdError)
_BUFFER = 1 << 20

Damage = Callable[[str], None]


def packing(path: Path) -> str:
    """How a file is packed: gzip, bzip2, zstd, xz, or "" where it is plain."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as problem:
        raise UnreadableSource(f"{path} cannot be read: {problem.strerror}") from problem
    return next((name for magic, name in _MAGIC if start.startswith(magic)), "")


def open_bytes(path: Path, damage: Damage | None = None) -> BinaryIO:
    """The unpacked bytes of a file; `damage` is told, in words, where a packed file breaks off."""
    packed = packing(path)
    if not packed:
        return path.open("rb")
    openers: dict[str, Callable[..., object]] = {
        "gzip": gzip.open,
        "bzip2": bz2.open,
        "zstd": zstd.open,
        "xz": lzma.open,
    }
    unpacked = _Unpacked(cast("BinaryIO", openers[packed](path, "rb")), packed, damage)
    return cast("BinaryIO", io.BufferedReader(unpacked, _BUFFER))


class _Unpacked(io.RawIOBase):
    """A decompressor's output up to where the packed data breaks, then nothing."""

    def __init__(self, inner: BinaryIO, packed: str, damage: Damage | None) -> None:
        self._inner, self._packed, self._damage = inner, packed, damage
        self._broken = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._broken:
            return 0
        try:
            data = self._inner.read1(len(buffer)) if hasattr(self._inner, "read1") else b""
        except _BROKEN as problem:
            self._broken = True
            if self._damage:
                self._damage(f"the {self._packed} data breaks off: {problem}")
            return 0
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


def unzipped(path: Path, into: Path) -> list[tuple[Path, str]]:
    """The members of a zip, unpacked below `into`, each with its name in the zip.

    Names that would leave the folder are refused; folders and the finder's leftovers are no files.
    """
    out: list[tuple[Path, str]] = []
    root = into.resolve()
    try:
        with zipfile.ZipFile(path) as packed:
            for member in sorted(packed.infolist(), key=lambda info: info.filename):
                if member.is_dir() or member.filename.startswith("__MACOSX/"):
                    continue
                target = (root / member.filename).resolve()
                if not target.is_relative_to(root):
                    raise UnreadableSource(f"{path} holds a name outside it: {member.filename}")
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(member) as source, target.open("wb") as sink:
                    while block := source.read(_BUFFER):
                        sink.write(block)
                out.append((target, member.filename))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise UnreadableSource(f"{path} is a broken zip file: {problem}") from problem
    return out
