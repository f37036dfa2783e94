"""The incident room hears alerts and takes commands; the desk carries them out."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from mortem.errors import LabFailed
from mortem.lab.desk import Desk
from mortem.lab.journal import entries
from mortem.lab.ports import free_block
from mortem.lab.room import Room
from mortem.lab.scenarios.pay import Pay
from mortem.lab.truth import Diary


def alert(name: str, status: str) -> dict[str, Any]:
    return {"version": "4", "alerts": [{"status": status, "labels": {"alertname": name}}]}


async def talk(room: Room, *messages: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    await room.open()
    answers = []
    try:
        async with aiohttp.ClientSession() as client:
            for path, body in messages:
                async with client.post(f"http://127.0.0.1:{room.port}{path}", json=body) as answer:
                    text = await answer.json() if path == "/command" else {}
                    answers.append({"status": answer.status, **text})
    finally:
        await room.close()
    return answers


def test_alerts_are_kept_as_received(tmp_path: Path) -> None:
    room = Room(tmp_path, free_block(1))
    firing, over = alert("CheckoutSlow", "firing"), alert("CheckoutSlow", "resolved")
    asyncio.run(
        talk(
            room, ("/alerts", firing), ("/alerts", alert("StoreSlow", "firing")), ("/alerts", over)
        )
    )
    kept = entries(tmp_path / "alerts.jsonl")
    assert kept[0]["payload"] == firing
    assert [set(entry) for entry in kept] == [{"received", "payload"}] * 3
    assert list(room.firing) == ["StoreSlow"]
    assert [(status, name) for _, status, name in room.heard][-1] == ("resolved", "CheckoutSlow")


def test_without_a_player_nobody_takes_commands(tmp_path: Path) -> None:
    (answer,) = asyncio.run(talk(Room(tmp_path, free_block(1)), ("/command", {"do": "note"})))
    assert answer["status"] == 409


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    scene = SimpleNamespace(room=Room(tmp_path, 1), diary=Diary(), scale=0.1)
    return Desk(Pay(), scene, asyncio.Event())  # type: ignore[arg-type]


def obey(desk: Desk, verb: str, text: str = "") -> str:
    return asyncio.run(desk.obey({"do": verb, "text": text}))


def test_a_note_is_recorded_under_the_players_name(desk: Desk) -> None:
    assert obey(desk, "note", "paying fails since 17:02") == "noted"
    (entry,) = entries(desk.scene.room.notes_file)
    assert (entry["by"], entry["text"]) == ("on-call engineer", "paying fails since 17:02")


def test_hints_come_in_order_once_it_broke_and_are_counted(desk: Desk) -> None:
    assert obey(desk, "hint") == "Nothing to hint at yet."
    desk.scene.diary.injected = datetime.now(UTC)
    assert [obey(desk, "hint") for _ in range(4)] == [*Pay.hints, "There are no more hints."]
    assert desk.scene.diary.hints == 3


@pytest.mark.parametrize(("verb", "text", "says"), [
    ("dance", "", "no command 'dance'"), ("note", "", "say what"), ("escalate", "cooks", "no team 'cooks'"),
])  # fmt: skip
def test_what_cannot_be_done_is_said(desk: Desk, verb: str, text: str, says: str) -> None:
    with pytest.raises(LabFailed, match=says):
        obey(desk, verb, text)


def test_giving_up_ends_the_game(desk: Desk) -> None:
    obey(desk, "give-up")
    assert desk.gave_up.is_set()
