"""An export that somebody tampered with comes in as nothing."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mortem.errors import DeskRefused
from mortem.review.bundle import export_incident, import_incident
from mortem.review.desk import Desk
from mortem.review.policy import Policy
from mortem.review.records import Incident, Person
from review.conftest import PASSWORD

People = dict[str, Person]
Change = Callable[[Path], object]


def altered(name: str, change: Callable[[Any], object]) -> Change:
    """A change of one JSON file of an export."""

    def alter(folder: Path) -> None:
        place = folder / f"{name}.json"
        kept = json.loads(place.read_text(encoding="utf-8"))
        change(kept)
        place.write_text(json.dumps(kept), encoding="utf-8")

    return alter


def head(**values: object) -> Change:
    return altered("incident", lambda kept: kept.update(values))


def first(name: str, **values: object) -> Change:
    return altered(name, lambda rows: rows[0].update(values))


def linked(name: str, target: str) -> Change:
    def alter(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to(target)

    return alter


def folder_linked(folder: Path) -> None:
    (folder / "evidence/logs/a.log").unlink()
    (folder / "evidence/logs").rmdir()
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere/a.log").write_bytes(b"line\n")
    (folder / "evidence/logs").symlink_to(folder.parent / "elsewhere")


TRICKS: dict[str, Change] = {
    "a slug that climbs": head(slug="../../evil"),
    "a slug with a slash": head(slug="a/b"),
    "a slug of another kind": head(slug=["x"]),
    "a slug with a header": head(slug="x\r\nset-cookie: y"),
    "a state of its own": head(state="done"),
    "facts that are none": head(facts="{}"),
    "facts that break": head(facts="[[["),
    "a title too long": head(title="x" * 301),
    "a title with NUL": head(title="a\x00b"),
    "privacy in words": head(private="no"),
    "a time before time": head(created_at="0001-01-01T00:00:00+14:00"),
    "a column of its own": head(password="x"),
    "an id of another": first("revision", id=1),
    "another incident": first("revision", incident_id=1),
    "a revision missing": first("revision", number=7),
    "a revision elsewhere": first("revision", number="../../../etc/passwd"),
    "a link that runs": first("action", link="javascript:alert(1)"),
    "a date that is markup": first("action", due="<b>x</b>"),
    "a kind of its own": first("action", kind="hope"),
    "rows that are none": altered("move", lambda rows: rows.append("x")),
    "somebody unknown": first("revision", author_id="nobody-here"),
    "a name with markup": altered("people", lambda kept: kept.update({"<b>": "x"})),
    "evidence that climbs": first("evidence", path="../../../../etc/passwd"),
    "evidence of another size": first("evidence", bytes=10**9),
    "a text that is a link": linked("revisions/0001.md", "/etc/passwd"),
    "a table that is a link": linked("people.json", "/etc/passwd"),
    "evidence that is a link": linked("evidence/logs/a.log", "/etc/passwd"),
    "a folder that is a link": folder_linked,
    "no JSON": lambda folder: (folder / "move.json").write_bytes(b"\xff"),
    "a deep JSON": lambda folder: (folder / "move.json").write_text("[" * 100_000),
    "a list for a head": lambda folder: (folder / "incident.json").write_text("[]"),
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS.keys())
def test_a_hostile_export_is_refused_whole(
    desk: Desk, people: People, incident: Incident, tmp_path: Path, trick: Change
) -> None:
    desk.add_evidence(people["ann"], incident, "logs/a.log", io.BytesIO(b"line\n"))
    out = tmp_path / "out"
    export_incident(desk, incident, out)
    trick(out)
    other = Desk(tmp_path / "other", None, Policy())
    boss = other.set_up(other.setup_token() or "", "boss", PASSWORD)
    with pytest.raises(DeskRefused):
        import_incident(other, boss, out)
    assert other.incidents(boss) == []
    assert [person.name for person in other.people()] == ["boss"]
    assert "root:" not in str([p.read_bytes() for p in other.vault.rglob("*") if p.is_file()])
    other.close()
