"""The users: `python -m mortem.lab.load CONFIG`, told what to do by JSON lines on stdin.

`{"rate": 8.0}` lets 8 users a second arrive (Poisson, open: they come whether the store is well or
not); `{"stop": true}` lets nobody in any more, waits for those inside, and writes the record.
Once a second it says on stdout how users fare. The record of every request is what users truly met.
"""

import asyncio
import json
import random
import ssl
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any

from mortem.lab.seal import seal
from mortem.lab.shopper import PATIENCE, Shopper

MOST_AT_ONCE = 900  # users inside; more would measure this process, not the store


class Load:
    """Lets users in and keeps the record."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.url = config["url"]
        self.seed = int(config["seed"])
        self.out = Path(config["out"])
        self.trust = ssl.create_default_context(cafile=config["ca"])
        self.dice = random.Random(self.seed)  # noqa: S311
        self.rate = 0.0
        self.number = int(config.get("first_user", 1))
        self.turned_away = 0
        self.record: list[dict[str, Any]] = []
        self.recent: deque[dict[str, Any]] = deque()
        self.inside: set[asyncio.Task[None]] = set()
        self.angry = 0
        self.changed = asyncio.Event()

    def note(self, entry: dict[str, Any]) -> None:
        """Keep one request."""
        self.record.append(entry)
        self.recent.append(entry)

    async def arrivals(self) -> None:
        """Let users in at the current rate; endless."""
        while True:
            self.changed.clear()
            pause = self.dice.expovariate(self.rate) if self.rate > 0 else 3600.0
            try:
                async with asyncio.timeout(pause):
                    await self.changed.wait()
            except TimeoutError:
                self._let_in()

    def _let_in(self) -> None:
        if len(self.inside) >= MOST_AT_ONCE:
            self.turned_away += 1
            return
        shopper = Shopper(self.number, self.seed, self.url, self.trust)
        self.number += 1
        task = asyncio.create_task(self._visit(shopper))
        self.inside.add(task)
        task.add_done_callback(self.inside.discard)

    async def _visit(self, shopper: Shopper) -> None:
        if not await shopper.shop(self.note):
            self.angry += 1

    async def say(self) -> None:
        """Say once a second how users fare; endless."""
        while True:
            await asyncio.sleep(1.0)
            got = list(self.recent)
            self.recent.clear()
            failed = sum(1 for e in got if e["st"] < 0 or e["st"] >= 500)
            line = {
                "t": round(time.time(), 3),
                "rate": self.rate,
                "inside": len(self.inside),
                "requests": len(got),
                "failed": failed,
                "slow": sum(1 for e in got if e["d"] >= 5),
                "angry": self.angry,
            }
            print(json.dumps(line), flush=True)  # noqa: T201 (this is its interface)

    async def obey(self) -> None:
        """Do what stdin says until it says stop, or closes."""
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            order = json.loads(line)
            if order.get("stop"):
                break
            self.rate = float(order["rate"])
            self.changed.set()

    async def run(self) -> None:
        """Serve orders, then see everybody out."""
        jobs = [asyncio.create_task(self.arrivals()), asyncio.create_task(self.say())]
        await self.obey()
        self.rate = 0.0
        jobs[0].cancel()
        if self.inside:
            await asyncio.wait(set(self.inside), timeout=PATIENCE + 5)
        left = [task for task in self.inside if task.cancel()]
        await asyncio.gather(*left, return_exceptions=True)
        jobs[1].cancel()
        self.out.write_text(
            seal({"requests": self.record, "turned_away": self.turned_away}), encoding="utf-8"
        )


def main() -> None:
    """Run until told to stop."""
    config = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    asyncio.run(Load(config).run())


if __name__ == "__main__":
    main()
