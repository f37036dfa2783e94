"""The dashboard shows what monitoring says and carries out what is typed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.widgets import Input, RichLog, Static

from mortem.errors import LabFailed
from mortem.lab import dashboard
from mortem.lab.dashboard import Dashboard
from mortem.lab.play import Game
from mortem.lab.room import Room

SICK = {"rate": 44.0, "errors": 0.351, "p95": 0.2, "probe": 1.0, "waiting": None, "database": 0.0}


@pytest.fixture
def game(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Game:
    async def health(scene: Any) -> dict[str, float | None]:
        return dict(SICK)

    monkeypatch.setattr(dashboard, "health", health)
    room = Room(tmp_path, 1)
    room.heard.append((datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "firing", "CheckoutSlow"))
    instance = SimpleNamespace(name="app-a", release="r42", child=None)
    stack = SimpleNamespace(port={"http": 1}, releases=SimpleNamespace(instances=[instance]))
    game = Game(phase="on call")
    game.scene = SimpleNamespace(stack=stack, room=room)  # type: ignore[assignment]
    return game


def text_of(app: Dashboard, name: str) -> str:
    return str(app.query_one(f"#{name}", Static).render())


def log_of(app: Dashboard) -> str:
    return "\n".join(line.text for line in app.query_one("#log", RichLog).lines)


def typed(game: Game, line: str) -> str:
    async def play() -> str:
        app = Dashboard(game)
        async with app.run_test(size=(140, 42)) as pilot:
            app.query_one("#line", Input).value = line
            await pilot.press("enter")
            await pilot.pause(0.1)
            return log_of(app)

    return asyncio.run(play())


def test_what_is_not_well_is_marked_in_words_too(game: Game) -> None:
    async def look() -> tuple[str, str, str]:
        app = Dashboard(game)
        async with app.run_test(size=(140, 42)) as pilot:
            await app.look()
            await pilot.pause()
            return text_of(app, "health"), text_of(app, "alerts"), log_of(app)

    assert game.scene is not None
    game.scene.room.note("IT support", "looking")
    health, alerts, log = asyncio.run(look())
    assert "35.1 %  look" in health
    assert "0.20 s\n" in health
    assert "no data" in health
    assert "no answer" in health
    assert "app-a r42     down" in health
    assert "03:04:05 FIRING   CheckoutSlow" in alerts
    assert "IT support: looking" in log


def test_before_the_servers_are_up_it_says_so() -> None:
    async def look() -> str:
        app = Dashboard(Game())
        async with app.run_test(size=(100, 30)):
            await app.look()
            return text_of(app, "top")

    assert "booting the servers" in asyncio.run(look())


def test_a_command_is_carried_out_and_answered(game: Game) -> None:
    async def obey(order: dict[str, Any]) -> str:
        return f"done: {order['do']} ({order['text']})"

    assert game.scene is not None
    game.scene.room.command = obey
    said = typed(game, 'note "paying fails"')
    assert '> note "paying fails"' in said
    assert "done: note (paying fails)" in said


def test_what_cannot_be_done_is_said(game: Game) -> None:
    async def obey(order: dict[str, Any]) -> str:
        raise LabFailed("no release r99")

    assert game.scene is not None
    game.scene.room.command = obey
    assert "no release r99" in typed(game, "deploy r99")


def test_leaving_gives_the_game_up(game: Game) -> None:
    async def leave() -> None:
        async with Dashboard(game).run_test(size=(100, 30)) as pilot:
            await pilot.press("ctrl+q")
            await pilot.pause()

    asyncio.run(leave())
    assert game.gave_up.is_set()
