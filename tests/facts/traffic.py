"""Made-up traffic for tests: a log line a request, written as nginx writes them."""

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

BEGIN = datetime(2026, 3, 9, 12, 0, 0, tzinfo=UTC)
ROUTES = ("GET /", "GET /product/17", "GET /search", "POST /cart", "POST /checkout")
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@dataclass(frozen=True)
class Hit:
    """One request: seconds after the beginning, and what became of it."""

    at: float
    user: int
    route: str = ROUTES[0]
    status: int = 200
    seconds: float = 0.03
    backend: int = 1
    agent: str = AGENT

    @property
    def done(self) -> float:
        return self.at + self.seconds


def steady(
    seconds: float, rate: float, *, errors: float = 0.004, seed: int = 1, users: int = 400
) -> list[Hit]:
    """People's requests at a steady rate, a few failing by chance."""
    dice = random.Random(seed)
    hits, at = [], 0.0
    while (at := at + dice.expovariate(rate)) < seconds:
        hits.append(
            Hit(
                round(at, 3),
                dice.randrange(users),
                dice.choice(ROUTES),
                500 if dice.random() < errors else 200,
                round(dice.lognormvariate(-3.5, 0.5), 3),
                dice.randrange(3),
            )
        )
    return hits


def struck(
    hits: Iterable[Hit], began: float, ended: float, what: Callable[[Hit], Hit | None]
) -> list[Hit]:
    """The same traffic with `what` done to the requests that arrive from `began` to `ended`."""
    changed = (what(hit) if began <= hit.at < ended else hit for hit in hits)
    return [hit for hit in changed if hit is not None]


def failing(status: int = 502) -> Callable[[Hit], Hit]:
    return lambda hit: replace(hit, status=status)


def stamp(at: datetime) -> str:
    return at.strftime("%d/%b/%Y:%H:%M:%S %z")


def line(hit: Hit, begin: datetime = BEGIN, *, exact: bool = True) -> str:
    """As nginx logs it: the stamp is the completion."""
    method, path = hit.route.split(" ")
    done = begin + timedelta(seconds=hit.done)
    text = (
        f"198.51.{hit.user // 250}.{hit.user % 250} - u{hit.user:05d} [{stamp(done)}]"
        f' "{method} {path} HTTP/1.1" {hit.status} 512 "-" "{hit.agent}"'
    )
    if exact:
        backend = f"10.0.0.{hit.backend}:8080"
        text += f' ts={done.timestamp():.3f} rt={hit.seconds:.3f} us="{hit.status}" ua="{backend}"'
    return text


def write(path: Path, hits: Iterable[Hit], begin: datetime = BEGIN, *, exact: bool = True) -> Path:
    lines = [line(hit, begin, exact=exact) for hit in sorted(hits, key=lambda hit: hit.done)]
    path.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    return path


def shown(began: float, begin: datetime = BEGIN) -> datetime:
    return begin + timedelta(seconds=began)


KIGALI = timezone(timedelta(hours=2))


def night(seconds: float, rate: float, seed: int = 1) -> list[Hit]:
    """Traffic that nearly stops in the middle and comes back, as between evening and morning."""
    hits = steady(seconds, rate, seed=seed)
    dice = random.Random(seed + 1)
    return [
        hit
        for hit in hits
        if dice.random() < 0.01 + 0.99 * math.cos(math.pi * hit.at / seconds) ** 4
    ]
