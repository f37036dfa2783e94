"""What scenarios and responders act on: the store, the users, the clock and the record."""

import asyncio
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from mortem.lab.crowd import Crowd
from mortem.lab.releases import Patch, make_release
from mortem.lab.room import Room
from mortem.lab.stack import Stack
from mortem.lab.truth import Diary


class Scene:
    """One run: the store, the users, the incident room, the dice and the diary of what is true.

    `scale` stretches schedules and people's waits, never the servers' own times.
    """

    def __init__(self, stack: Stack, crowd: Crowd, room: Room, seed: int, scale: float) -> None:
        self.stack = stack
        self.crowd = crowd
        self.room = room
        self.dice = random.Random(seed)  # noqa: S311
        self.scale = scale
        self.diary = Diary()
        self.number = 0
        self.memory: dict[str, Any] = {}

    async def wait(self, seconds: float, least: float = 0.0) -> None:
        """Let scaled time pass, at least `least` true seconds."""
        until = time.monotonic() + max(seconds * self.scale, least)
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 0.5))

    def jitter(self, seconds: float, part: float = 0.25) -> float:
        """A duration that differs from run to run by up to `part` of it."""
        return seconds * self.dice.uniform(1 - part, 1 + part)

    def injected(self, cause: str, change: str | None = None, at: datetime | None = None) -> None:
        """Say in the diary that the fault is in place (now, or since `at`)."""
        self.diary.injected = at or datetime.now(UTC)
        self.diary.cause = cause
        self.diary.change = change

    def removed(self, how: str) -> None:
        """Say in the diary that the fault is gone."""
        self.diary.removed = datetime.now(UTC)
        self.diary.fixed_by = how

    def next_release(self) -> str:
        """The name of the next release."""
        self.number += self.dice.randint(1, 2)
        return f"r{self.number}"

    @property
    def code(self) -> Path:
        """The code of the release that runs."""
        return self.stack.releases.folder / self.stack.releases.current / "store"

    async def release(self, message: str, patches: Sequence[Patch], by: str = "release-bot") -> str:
        """Make a release of the current code with patches, and roll it out; returns its name."""
        name = self.next_release()
        self.memory["before"] = self.stack.releases.current
        self.memory["rolled_out_from"] = datetime.now(UTC)
        make_release(self.stack.releases.folder, name, tuple(patches), self.code)
        await self.stack.releases.deploy(name, by, message)
        return name

    async def roll_back(self, to: str, by: str, message: str) -> None:
        """Roll an older release out again."""
        await self.stack.releases.deploy(to, by, message)

    async def edge(self, by: str, **changes: object) -> str:
        """Change nginx's configuration and reload it; returns what `nginx -t` objects to."""
        self.stack.edge.configure(**changes)
        return self.stack.edge.reload()

    def sql(
        self, statement: str, *values: object, name: str = "it-support"
    ) -> list[tuple[Any, ...]]:
        """Rows of a statement on a new connection, as a responder would ask."""
        address = f"{self.stack.database.address} application_name={name} connect_timeout=3"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    async def payments_trouble(self, seconds: float) -> None:
        """Let the payment provider have a bad day, or end it with 0."""
        import aiohttp

        url = f"http://127.0.0.1:{self.stack.port['payments']}/trouble"
        async with aiohttp.ClientSession() as client, client.put(url, json={"seconds": seconds}):
            return
