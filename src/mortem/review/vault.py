"""Evidence, kept by content: a file's name in the vault is the SHA-256 of its bytes."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import sqlalchemy as sa

from mortem.errors import DeskRefused
from mortem.review import tables as t
from mortem.review.records import EvidenceItem, Incident, Person
from mortem.review.timeline import Timeline

CHUNK = 1 << 20


def safe_path(path: str) -> str:
    """A relative path inside an incident, refused where it climbs, is absolute, or is odd."""
    plain = PurePosixPath(path.replace("\\", "/"))
    parts = [part for part in plain.parts if part not in {"", "."}]
    bad = plain.is_absolute() or ".." in parts or not parts or any(":" in p for p in parts)
    odd = any(ord(ch) < 32 or 0xD800 <= ord(ch) < 0xE000 for ch in path)
    if bad or odd or len(path) > 400 or any(len(part.encode()) > 200 for part in parts):
        raise DeskRefused(f"{path[:80]!r} is no path inside an incident")
    return "/".join(parts)


class Vault(Timeline):
    """The evidence of incidents: rows in the database, bytes in a content-addressed folder."""

    @property
    def vault(self) -> Path:
        """Where the bytes are."""
        return self.data / "evidence"

    def blob(self, digest: str) -> Path:
        """The file that holds the bytes with this digest."""
        return self.vault / digest[:2] / digest

    def store_bytes(self, stream: BinaryIO, most: int) -> tuple[str, int]:
        """Stream bytes into the vault; their digest and size. Refuses more than `most` bytes.

        The bytes are written aside, synced, and moved into place: a killed run leaves no half.
        """
        self.vault.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self.vault, delete=False) as aside:
            try:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise DeskRefused(f"the file has more than {most:,} bytes")
                    digest.update(chunk)
                    aside.write(chunk)
                aside.flush()
                os.fsync(aside.fileno())
            except BaseException:
                Path(aside.name).unlink(missing_ok=True)
                raise
        place = self.blob(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        Path(aside.name).replace(place)
        return digest.hexdigest(), size

    def add_evidence(
        self, by: Person, incident: Incident, path: str, stream: BinaryIO, most: int = 4 << 30
    ) -> EvidenceItem:
        """Keep a file as evidence of an incident, under a path of its own."""
        self.may_edit(by, incident)
        path = safe_path(path)
        for other in self.evidence(incident):
            if f"{path}/".startswith(f"{other.path}/") != f"{other.path}/".startswith(f"{path}/"):
                raise DeskRefused(f"{path!r} and {other.path!r} cannot be in one folder")
        digest, size = self.store_bytes(stream, most)
        with self.writing() as c:
            self.lock(c, incident)
            where = sa.and_(t.evidence.c.incident_id == incident.id, t.evidence.c.path == path)
            c.execute(sa.delete(t.evidence).where(where))
            c.execute(
                sa.insert(t.evidence).values(
                    incident_id=incident.id,
                    path=path,
                    sha256=digest,
                    bytes=size,
                    added_at=self.now(),
                )
            )
            self.note(c, by.id, "evidence added", f"{incident.slug}: {path}")
        return next(item for item in self.evidence(incident) if item.path == path)

    def evidence(self, incident: Incident) -> list[EvidenceItem]:
        """The evidence of an incident, by path."""
        query = sa.select(t.evidence).where(t.evidence.c.incident_id == incident.id)
        return self.rows(EvidenceItem, query.order_by(t.evidence.c.path))

    def lay_out(self, incident: Incident, folder: Path) -> None:
        """Lay an incident's evidence out as the files it came in (hard links where possible)."""
        for item in self.evidence(incident):
            place = folder / safe_path(item.path)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self.blob(item.sha256), place)
            except OSError:
                shutil.copyfile(self.blob(item.sha256), place)
