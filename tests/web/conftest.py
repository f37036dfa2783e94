"""The desk on the web, over both databases, with somebody of every role logged in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from mortem.review.desk import Desk
from mortem.review.records import Incident, Person
from mortem.web.app import create_app
from mortem.web.options import WebOptions
from mortem.web.visitor import COOKIE
from review.conftest import PASSWORD, TEXT, desk, incident, people, postgres, quick_hashes, url

__all__ = ["PASSWORD", "TEXT", "desk", "incident", "people", "postgres", "quick_hashes", "url"]


Enter = Callable[[str], TestClient]


@pytest.fixture
def readable(tmp_path: Path) -> Path:
    """A folder that the server may read."""
    folder = tmp_path / "readable"
    folder.mkdir()
    return folder


@pytest.fixture
def nobody(desk: Desk, readable: Path) -> Iterator[TestClient]:
    """A client that is not logged in. Background work runs only when a test asks for it."""
    app = create_app(desk, WebOptions(readable=(readable,), work=False))
    with TestClient(app, headers={"accept": "text/html"}, follow_redirects=False) as client:
        yield client


@pytest.fixture
def enter(desk: Desk, nobody: TestClient, people: dict[str, Person]) -> Enter:
    """Log somebody in: a client with their cookie and their CSRF token in a header."""

    def log_in(name: str) -> TestClient:
        secret, csrf = desk.new_session(people[name])
        return TestClient(
            nobody.app,
            headers={"accept": "text/html", "x-csrf-token": csrf},
            cookies={COOKIE: secret},
            follow_redirects=False,
            raise_server_exceptions=True,
        )

    return log_in


@pytest.fixture
def private(desk: Desk, people: dict[str, Person]) -> Incident:
    """A private incident of ann's."""
    return desk.add_incident(
        people["ann"], "Secret xyzzy leak", service="vault", private=True, text=TEXT
    )
