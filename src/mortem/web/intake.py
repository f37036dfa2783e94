"""Uploads: a file is kept as it is, an archive is unpacked into its files."""

import tempfile
from pathlib import Path
from typing import BinaryIO

from mortem.errors import DeskRefused
from mortem.review.archive import is_archive, members
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
        desk.add_evidence(by, incident, name, stream, most)
        return [name]
    with tempfile.NamedTemporaryFile(dir=desk.data, prefix="upload-") as aside:
        size = 0
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            if size > most:
                raise DeskRefused(f"the archive has more than {most:,} bytes")
            aside.write(chunk)
        aside.flush()
        kept = []
        for path, body in members(Path(aside.name)):
            desk.add_evidence(by, incident, path, body, most)
            kept.append(path)
        return kept
