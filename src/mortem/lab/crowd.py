"""The load process as the director sees it: told how many users come, says how they fare."""

import asyncio
import json
import sys
from collections import deque
from typing import Any

from mortem.errors import LabFailed
from mortem.lab.seal import unseal
from mortem.lab.stack import Stack
from mortem.lab.supervisor import Child, Program, tail


class Crowd:
    """The users. `feed` holds what they met in each of the last seconds."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.stack = stack
        self.out = stack.run / "users.sealed"
        self.config = stack.run / "load.json"
        self.config.write_text(
            json.dumps(
                {
                    "url": stack.url,
                    "ca": str(stack.authority.folder / "ca.pem"),
                    "seed": seed,
                    "first_user": seed % 700 + 1,
                    "out": str(self.out),
                }
            ),
            encoding="utf-8",
        )
        self.feed: deque[dict[str, Any]] = deque(maxlen=600)
        self.rate = 0.0
        self.child: Child | None = None
        self._listener: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process; nobody comes yet."""
        log = self.stack.log / "load.log"
        command = (sys.executable, "-m", "mortem.lab.load", str(self.config))
        self.child = self.stack.supervisor.start(
            Program("load", command, self.stack.run, log, pipes=True)
        )
        self._listener = asyncio.create_task(self._listen())

    def come(self, rate: float) -> None:
        """Let `rate` users a second come from now on."""
        self.rate = rate
        self._tell({"rate": rate})

    async def leave(self, patience: float = 60.0) -> list[dict[str, Any]]:
        """Let nobody in any more, see everybody out; returns every request they made."""
        self._tell({"stop": True})
        child = self._running()
        until = asyncio.get_running_loop().time() + patience
        while child.running and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.05)
        if self._listener is not None:
            self._listener.cancel()
        if not self.out.exists():
            raise LabFailed(f"the load left no record: {tail(child.program.log)}")
        requests: list[dict[str, Any]] = unseal(self.out)["requests"]
        self.out.unlink()
        return requests

    def lately(self, seconds: int) -> dict[str, int]:
        """Requests, failed and slow ones of the last seconds, and users angry so far."""
        recent = list(self.feed)[-seconds:]
        sums = {key: sum(int(e[key]) for e in recent) for key in ("requests", "failed", "slow")}
        return {**sums, "angry": int(recent[-1]["angry"]) if recent else 0}

    def _tell(self, order: dict[str, Any]) -> None:
        child = self._running()
        try:
            if child.process.stdin is not None:
                child.process.stdin.write(json.dumps(order).encode() + b"\n")
                child.process.stdin.flush()
        except BrokenPipeError as error:
            raise LabFailed(f"the load died: {tail(child.program.log)}") from error

    async def _listen(self) -> None:
        pipe = self._running().process.stdout
        reader = asyncio.StreamReader(limit=1 << 20)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        while line := await reader.readline():
            self.feed.append(json.loads(line))

    def _running(self) -> Child:
        if self.child is None:
            raise LabFailed("the load is not started")
        return self.child
