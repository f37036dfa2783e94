"""An incident as a folder of Markdown and JSON, out and in again without loss.

`incident.json` and one JSON file a table, `revisions/0001.md` …, and `evidence/` with the files as
they came. People go by name; times are RFC 3339 in UTC. Exporting what was imported gives the same
bytes.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mortem.errors import DeskRefused, WouldOverwrite
from mortem.review import tables as t
from mortem.review.archive import MOST_BYTES, unpacked_within
from mortem.review.desk import Desk
from mortem.review.genuine import genuine
from mortem.review.records import Incident, Person
from mortem.review.vault import safe_path

SCHEMA = 1
TABLES = (
    t.revision,
    t.move,
    t.reviewer,
    t.verdict,
    t.rubric,
    t.comment,
    t.action,
    t.entry,
    t.evidence,
    t.delivery,
)
PEOPLE = frozenset({"person_id", "author_id", "mover_id", "resolver_id", "editor_id"})
LEFT_OUT = frozenset({"id", "incident_id"})
LARGEST = 64 << 20  # bytes of one of its JSON or Markdown files
ODD = (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError)


def export_incident(desk: Desk, incident: Incident, folder: Path) -> None:
    """Write an incident to a new folder, whole or not at all.

    Raises WouldOverwrite where the folder exists and is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise WouldOverwrite(f"{folder} is not empty: name a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".export-", dir=folder.parent))
    try:
        _write_all(desk, incident, aside)
        if folder.exists():
            folder.rmdir()
        aside.replace(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _write_all(desk: Desk, incident: Incident, folder: Path) -> None:
    names = {person.id: person.name for person in desk.people()}
    with desk.reading() as c:
        query = sa.select(t.incident).where(t.incident.c.id == incident.id)
        row = dict(c.execute(query).mappings().one())
        used = {row["author_id"]}
        for table in TABLES:
            found = sa.select(table).where(table.c.incident_id == incident.id).order_by(table.c.id)
            rows = [dict(r) for r in c.execute(found).mappings()]
            used |= {r[name] for r in rows for name in PEOPLE & r.keys()}
            if table is t.revision:
                for r in rows:
                    text = r.pop("text")
                    _write(folder / f"revisions/{r['number']:04}.md", text.encode())
            _json(folder / f"{table.name}.json", [_plain(r, names) for r in rows])
    _json(folder / "incident.json", {"schema": SCHEMA, **_plain(row, names)})
    shown = {p.name: p.shown for p in desk.people() if p.id in used}
    _json(folder / "people.json", shown)
    for item in desk.evidence(incident):
        place = folder / "evidence" / safe_path(item.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(desk.blob(item.sha256), place)


def _plain(row: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in row.items():
        if key in LEFT_OUT:
            continue
        if key in PEOPLE:
            plain[key] = names.get(value) if value is not None else None
        else:
            plain[key] = value.isoformat() if isinstance(value, datetime) else value
    return plain


def _json(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    _write(path, text.encode() + b"\n")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def import_incident(desk: Desk, by: Person, folder: Path) -> Incident:
    """Read an exported folder into a desk, whole or not at all.

    People the desk does not know become shut accounts with their names, so that who wrote what is
    kept. Raises DeskRefused where the folder is no export, a file is missing or altered, or an
    incident with this address or alert group is there already.
    """
    desk._need(by, "admin")
    try:
        head, shown = _read(folder, "incident"), _read(folder, "people")
        rows = {table.name: _read(folder, table.name) for table in TABLES}
        if head.pop("schema", None) != SCHEMA:
            raise DeskRefused(
                f"{folder}/incident.json: schema {SCHEMA} is the one that can be read"
            )
        for row in rows["revision"]:
            row["text"] = _inside(folder, f"revisions/{int(row['number']):04}.md").decode("utf-8")
        genuine(head, rows, shown)
        for item in rows["evidence"]:
            _keep(desk, folder, item)
        return _insert(desk, by, head, rows, shown)
    except (OSError, *ODD) as error:
        raise DeskRefused(f"{folder} is no exported incident: {error}") from error


def _read(folder: Path, name: str) -> Any:
    return json.loads(_inside(folder, f"{name}.json"))


def _place(folder: Path, name: str) -> Path:
    """A file of the export itself: no link leads out of it."""
    place = folder / name
    if not place.is_file() or not place.resolve().is_relative_to(folder.resolve()):
        raise DeskRefused(f"{place} is missing")
    return place


def _inside(folder: Path, name: str) -> bytes:
    place = _place(folder, name)
    if place.stat().st_size > LARGEST:
        raise DeskRefused(f"{place} has more than {LARGEST:,} bytes")
    return place.read_bytes()


def _keep(desk: Desk, folder: Path, item: Mapping[str, Any]) -> None:
    path = _place(folder, f"evidence/{safe_path(item['path'])}")
    unpacked_within(path)
    with path.open("rb") as stream:
        digest, size = desk.store_bytes(stream, MOST_BYTES)
    if digest != item["sha256"] or size != item["bytes"]:
        raise DeskRefused(f"{path} is not what was exported: its SHA-256 differs")


def _insert(
    desk: Desk,
    by: Person,
    head: dict[str, Any],
    rows: Mapping[str, list[dict[str, Any]]],
    shown: Mapping[str, str],
) -> Incident:
    try:
        with desk.writing() as c:
            ids = {p.name: p.id for p in desk.people()}
            for name in sorted(set(shown) - ids.keys()):
                made = c.execute(sa.insert(t.person).values(**_shut(desk, name, shown[name])))
                assert made.inserted_primary_key is not None  # noqa: S101
                ids[name] = made.inserted_primary_key[0]
            made = c.execute(sa.insert(t.incident).values(**_typed(t.incident, head, ids)))
            assert made.inserted_primary_key is not None  # noqa: S101
            for table in TABLES:
                for row in rows[table.name]:
                    values = _typed(table, row, ids)
                    c.execute(
                        sa.insert(table).values(incident_id=made.inserted_primary_key[0], **values)
                    )
            desk.note(c, by.id, "incident imported", str(head["slug"]))
    except sa.exc.IntegrityError as error:
        raise DeskRefused(
            f"an incident {head['slug']!r} (or one of its alert group or webhook calls) is on this "
            "desk already"
        ) from error
    except (*ODD, sa.exc.StatementError, sa.exc.CompileError) as error:
        raise DeskRefused(f"the export cannot be read: {error}") from error
    return desk.incident(by, str(head["slug"]))


def _shut(desk: Desk, name: str, shown: str) -> dict[str, Any]:
    return {
        "name": name[:80],
        "shown": shown[:120],
        "email": "",
        "role": "viewer",
        "password": "!",
        "active": False,
        "created_at": desk.now(),
    }


def _typed(table: sa.Table, row: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key in LEFT_OUT or key not in table.c:
            raise KeyError(f"{table.name}.{key}")
        if value is None:
            values[key] = None
        elif key in PEOPLE:
            values[key] = ids[value]
        elif isinstance(table.c[key].type, t.Moment):
            values[key] = datetime.fromisoformat(value).astimezone(UTC)
        else:
            values[key] = value
    return values
