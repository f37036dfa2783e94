"""Who visits: people with addresses, agents and perhaps a login; crawlers, probes and scanners."""

from dataclasses import dataclass

import numpy as np
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/125.0.0.0 Safari/537.36 Edg/125.0.0.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101 Firefox/128.0",
)
PHONES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
)
PROBES = (
    "Blackbox Exporter/0.25.0",
    "kube-probe/1.29",
    "ELB-HealthChecker/2.0",
    "GoogleHC/1.0",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
)
SCANNERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/91.0.4472.124 Safari/537.36",
    "python-requests/2.31.0",
    "Mozilla/5.0 zgrab/0.x",
    "Go-http-client/1.1",
)


@dataclass(slots=True)
class Crowd:
    """Users by index: `login` is "-" for those who never sign in."""

    address: list[str]
    agent: list[str]
    login: list[str]

    def __len__(self) -> int:
        return len(self.address)


def people(rng: np.random.Generator, count: int) -> Crowd:
    """A crowd: one in eight behind one of a few shared (mobile carrier) addresses, some IPv6."""
    shared = [f"41.186.{rng.integers(0, 255)}.{rng.integers(1, 255)}" for _ in range(4)]
    style = ("u{:05d}", "user-{:04x}", "m{:06d}@example.net", "{:08d}")[int(rng.integers(0, 4))]
    numbers = rng.permutation(90000)[:count] + 100
    crowd = Crowd([], [], [])
    for index in range(count):
        draw = rng.random()
        phone = draw < 0.12 or rng.random() < 0.35
        if draw < 0.12:
            address = shared[int(rng.integers(0, 4))]
        elif draw < 0.22:
            address = f"2001:db8:{rng.integers(0, 65535):x}:{index:x}::{rng.integers(1, 99):x}"
        else:
            address = f"{rng.integers(80, 200)}.{rng.integers(0, 255)}.{index // 250}.{index % 250}"
        crowd.address.append(address)
        crowd.agent.append(str(rng.choice(PHONES if phone else BROWSERS)))
        crowd.login.append("-" if rng.random() < 0.1 else style.format(int(numbers[index])))
    return crowd


def crawlers(rng: np.random.Generator, count: int) -> Crowd:
    """Crawlers with real agents from the well-kept list."""
    agents = [text for entry in CRAWLER_USER_AGENTS_DATA for text in entry.get("instances", ())]
    agents = [text for text in agents if text.isascii() and '"' not in text and "\\" not in text]
    address = [f"66.249.{rng.integers(64, 95)}.{i % 250 + 1}" for i in range(count)]
    return Crowd(address, [str(rng.choice(agents)) for _ in address], ["-"] * count)


def probes(rng: np.random.Generator) -> Crowd:
    """Two health checkers."""
    picks = rng.permutation(len(PROBES))[:2]
    return Crowd(["10.0.0.9", "10.0.0.10"], [PROBES[i] for i in picks], ["-", "-"])


def scanners(rng: np.random.Generator, count: int) -> Crowd:
    """Addresses that try every door."""
    address = [f"185.220.{rng.integers(0, 255)}.{rng.integers(1, 255)}" for _ in range(count)]
    return Crowd(address, [str(rng.choice(SCANNERS)) for _ in address], ["-"] * count)
