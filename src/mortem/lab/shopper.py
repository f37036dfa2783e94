"""One user of the store: browses, fills a cart, pays; tries again, and gives up in the end."""

import asyncio
import random
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0",
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/605.1",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0 Mobile",
)
PATIENCE = 10.0  # seconds a user waits for a page
TRIES = 3
THINK = 0.35  # mean seconds between two pages
Record = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One request a user makes, and what is sent with it."""

    method: str
    path: str
    form: dict[str, str] | None = None


def plan(dice: random.Random, buys: float = 0.8) -> Iterator[Step]:
    """What one user wants: look around, and with the probability `buys`, buy something."""
    yield Step("GET", "/")
    looked_at = [dice.randint(1, 200) for _ in range(dice.randint(1, 4))]
    for number in looked_at:
        yield Step("GET", f"/product/{number}")
    if dice.random() > buys:
        return
    for number in looked_at[: dice.randint(1, 2)]:
        yield Step("POST", "/cart", {"product": str(number)})
    yield Step("GET", "/checkout")
    yield Step("POST", "/checkout")
    if dice.random() < 0.2:
        yield Step("GET", "/orders")


class Shopper:
    """A user with a cookie, an address and a browser of their own."""

    def __init__(self, number: int, seed: int, url: str, trust: ssl.SSLContext) -> None:
        self.dice = random.Random(seed * 1_000_003 + number)  # noqa: S311
        self.uid = f"u{number:05d}"
        self.url = URL(url)
        self.trust = trust
        self.headers = {
            "User-Agent": AGENTS[number % len(AGENTS)],
            "X-Forwarded-For": f"198.18.{number // 250 % 256}.{number % 250 + 1}",
            "Cookie": f"uid={self.uid}",
        }

    async def shop(self, record: Record) -> bool:
        """Go through the plan; False where the user gave up in anger."""
        connector = aiohttp.TCPConnector(limit=2, ssl=self.trust, keepalive_timeout=20)
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            headers=self.headers,
            cookie_jar=aiohttp.DummyCookieJar(),
        ) as browser:
            for step in plan(self.dice):
                if not await self._insist(browser, step, record):
                    return False
                await asyncio.sleep(self.dice.expovariate(1 / THINK))
        return True

    async def _insist(self, browser: aiohttp.ClientSession, step: Step, record: Record) -> bool:
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(self.dice.uniform(0.5, 1.5) * attempt)
            if await self._ask(browser, step, record) < 500:
                return True
        return False

    async def _ask(self, browser: aiohttp.ClientSession, step: Step, record: Record) -> int:
        """One request; returns its status, 599 where there was no answer."""
        began, clock, status, why = time.time(), time.perf_counter(), -1, ""
        try:
            async with browser.request(
                step.method, self.url.join(URL(step.path)), data=step.form, allow_redirects=False
            ) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            why = type(error).__name__
        seconds = time.perf_counter() - clock
        entry = {
            "t": round(began, 3),
            "d": round(seconds, 3),
            "uid": self.uid,
            "m": step.method,
            "path": step.path,
            "st": status,
        }
        record(entry | ({"why": why} if why else {}))
        return status if status > 0 else 599
