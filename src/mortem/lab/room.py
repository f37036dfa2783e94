"""The incident room: alerts as they arrive, notes as people write them, commands of a player."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from mortem.errors import LabFailed
from mortem.lab.journal import append, stamp

Command = Callable[[dict[str, Any]], Awaitable[str]]


class Room:
    """Records what arrives and lets responders wait for it."""

    def __init__(self, log: Path, port: int) -> None:
        self.alerts_file = log / "alerts.jsonl"
        self.notes_file = log / "notes.jsonl"
        self.port = port
        self.firing: dict[str, datetime] = {}
        self.heard: list[tuple[datetime, str, str]] = []  # received, status, name
        self.notes: list[tuple[datetime, str, str]] = []
        self.command: Command | None = None
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        """Listen for Alertmanager's webhook and for commands."""
        app = web.Application()
        app.router.add_post("/alerts", self._receive)
        app.router.add_post("/command", self._obey)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=1.0
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    def note(self, by: str, text: str) -> None:
        """Record what somebody wrote."""
        append(self.notes_file, {"ts": stamp(), "by": by, "text": text})
        self.notes.append((datetime.now(UTC), by, text))

    async def wait_for_alert(self, patience: float) -> str | None:
        """The name of a firing alert, the first to come; None where none does in time."""
        try:
            async with asyncio.timeout(patience):
                while not self.firing:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return None
        return next(iter(self.firing))

    async def _receive(self, request: web.Request) -> web.Response:
        payload = await request.json()
        append(self.alerts_file, {"received": stamp(), "payload": payload})
        for alert in payload.get("alerts", []):
            name = str(alert["labels"]["alertname"])
            now = datetime.now(UTC)
            self.heard.append((now, alert["status"], name))
            if alert["status"] == "firing":
                self.firing.setdefault(name, now)
            else:
                self.firing.pop(name, None)
        self._news.set()
        return web.Response(text="ok\n")

    async def _obey(self, request: web.Request) -> web.Response:
        if self.command is None:
            return web.json_response({"error": "nobody takes commands in this run"}, status=409)
        try:
            said = await self.command(await request.json())
        except LabFailed as error:
            return web.json_response({"error": str(error)}, status=409)
        return web.json_response({"said": said})
