import asyncio
from datetime import UTC, datetime
from pathlib import Path

from mortem.lab.news import WIDEST, follow, short
from mortem.lab.room import Room


def test_each_alert_and_note_is_said_once(tmp_path: Path) -> None:
    room, said = Room(tmp_path, 1), []

    async def listen() -> None:
        job = asyncio.create_task(follow(room, said.append))
        room.heard.append((datetime.now(UTC), "firing", "CheckoutSlow"))
        room.note("IT support", "looking\nat it")
        await asyncio.sleep(0.4)
        room.heard.append((datetime.now(UTC), "resolved", "CheckoutSlow"))
        await asyncio.sleep(0.4)
        job.cancel()

    asyncio.run(listen())
    assert said == [
        "alert FIRING: CheckoutSlow",
        "IT support: looking at it",
        "alert resolved: CheckoutSlow",
    ]


def test_long_notes_are_cut_to_the_width_of_a_terminal() -> None:
    assert len(short("word " * 100)) == WIDEST
    assert short("word " * 100).endswith("...")
