"""Uploads: a file is kept as it is, an archive is unpacked into its files."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from mortem.errors import DeskRefused
from mortem.review.archive import is_archive, is_packed, members, unpacked_within
from mortem.review.desk import Desk
from mortem.review.records import Incident, Person


def keep_upload(
    desk: Desk, by: Person, incident: Incident, name: str, stream: BinaryIO, most: int
) -> list[str]:
    """Keep one upload as evidence: the paths it became.

    Raises DeskRefused for what is too large, climbs, links, or cannot be unpacked; then nothing of
    an archive is kept that was not read whole.
    """
    head = stream.read(512)
    stream.seek(0)
    if not is_archive(head, name):
        _keep(desk, by, incident, name, stream, most)
        return [name]
    desk.may_edit(by, incident)
    with _aside(desk, stream, most) as whole:
        kept = []
        for path, body in members(Path(whole.name)):
            _keep(desk, by, incident, path, body, most)
            kept.append(path)
        return kept


def _keep(
    desk: Desk, by: Person, incident: Incident, path: str, stream: BinaryIO, most: int
) -> None:
    """Keep one file; a packed one only where it unpacks to what a disk can hold."""
    desk.may_edit(by, incident)
    led = _Led(stream.read(8), stream)
    if not is_packed(led.head):
        desk.add_evidence(by, incident, path, cast("BinaryIO", led), most)
        return
    with _aside(desk, cast("BinaryIO", led), most) as whole:
        unpacked_within(Path(whole.name), path)
        desk.add_evidence(by, incident, path, cast("BinaryIO", whole), most)


class _Led:
    """A stream whose first bytes were looked at already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self.head, self._waiting, self._stream = head, head, stream

    def read(self, size: int) -> bytes:
        """The first bytes, then those that follow."""
        first, self._waiting = self._waiting, b""
        return first or self._stream.read(size)


@contextmanager
def _aside(desk: Desk, stream: BinaryIO, most: int) -> Iterator[IO[bytes]]:
    """The bytes as a file of their own, gone afterwards."""
    with tempfile.NamedTemporaryFile(dir=desk.data, prefix="upload-") as aside:
        size = 0
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            if size > most:
                raise DeskRefused(f"the file has more than {most:,} bytes")
            aside.write(chunk)
        aside.flush()
        aside.seek(0)
        yield aside
