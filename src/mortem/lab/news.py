"""Say what happens in the incident room, as it happens."""

import asyncio
from collections.abc import Callable

from mortem.lab.room import Room

WIDEST = 160


async def follow(room: Room, say: Callable[[str], None]) -> None:
    """Say each alert and each note once; endless."""
    alerts = notes = 0
    while True:
        for _, status, name in room.heard[alerts:]:
            say(f"alert {'FIRING' if status == 'firing' else 'resolved'}: {name}")
        for _, by, text in room.notes[notes:]:
            say(f"{by}: {short(text)}")
        alerts, notes = len(room.heard), len(room.notes)
        await asyncio.sleep(0.3)


def short(text: str) -> str:
    """A note on one line of a terminal."""
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 3]}..."
