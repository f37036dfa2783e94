"""People's requests on a healthy site: sessions over the day, routes, latencies, rare errors."""

import numpy as np
from benchmarks.simulate.requests import BOT, NOT_HTTP, PERSON, PROBE, SCANNER, Requests, blank
from benchmarks.simulate.stage import Route, Stage

ODD = (
    "/wp-login.php", "/.env", "/phpmyadmin/index.php", "/admin/config.php", "/.git/config",
    "/cgi-bin/test.cgi", "/vendor/phpunit/phpunit.xml", "/backup.zip", "/api/jsonws/invoke",
    "/actuator/env", "/boaform/admin/formLogin", "/owa/auth/logon.aspx", "/server-status",
)  # fmt: skip
TLS = r"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"


def activity(stage: Stage, at: np.ndarray, night: float = 0.04) -> np.ndarray:
    """How busy the site is at these times, 1 at its mean: a day's curve with a quiet night."""
    if not stage.diurnal:
        return np.ones_like(at)
    hour = ((at - stage.start) / 3600) % 24
    curve = np.clip(np.sin((hour - 6.5) / 24 * 2 * np.pi) + 0.25, 0, None) * 2 + night
    return curve / 0.93


def session_starts(stage: Stage, rng: np.random.Generator, night: float) -> np.ndarray:
    """Start times of sessions: an inhomogeneous Poisson process."""
    grid = np.linspace(stage.start, stage.end, 2000)
    weight = activity(stage, grid, night)
    count = rng.poisson(stage.sessions_per_second * stage.length * weight.mean())
    steps = np.concatenate([[0.0], np.cumsum(weight[:-1])])
    return np.sort(np.interp(rng.random(count), steps / steps[-1], grid))


def people_requests(
    stage: Stage, rng: np.random.Generator, users: int, night: float = 0.04
) -> Requests:
    """What people ask for; each session browses several pages."""
    starts = session_starts(stage, rng, night)
    pages = 1 + rng.geometric(1 / (stage.pages - 1), len(starts))
    session = np.repeat(np.arange(len(starts)), pages)
    requests = blank(len(session), PERSON)
    first = np.cumsum(pages) - pages
    pause = rng.exponential(stage.think, len(session))
    pause[first] = 0
    walked = np.cumsum(pause)
    requests.arrival = starts[session] + walked - np.repeat(walked[first], pages)
    requests.session = session
    requests.user = rng.integers(0, users, len(starts))[session]
    weights = np.array([route.weight for route in stage.routes])
    requests.route = rng.choice(len(weights), len(session), p=weights / weights.sum())
    requests.route[first] = 0
    requests.number = rng.integers(1, 4000, len(session))
    requests.backend = rng.integers(0, 3, len(session))
    healthy(requests, stage.routes, rng)
    return requests.take(requests.completion < stage.end)


def healthy(requests: Requests, routes: tuple[Route, ...], rng: np.random.Generator) -> None:
    """Latencies (lognormal, a few in a long tail) and the statuses of a site that works."""
    median = np.array([route.median for route in routes])[requests.route]
    spread = np.array([route.spread for route in routes])[requests.route]
    tail = rng.random(len(requests)) < 0.002
    requests.seconds = np.round(
        median * np.exp(rng.normal(0, 1, len(requests)) * spread) * np.where(tail, 8, 1) + 0.001, 3
    )
    requests.status = np.array([route.status for route in routes])[requests.route]
    plain = requests.status == 200
    requests.status[plain & (rng.random(len(requests)) < 0.012)] = 404
    requests.status[plain & (rng.random(len(requests)) < 0.03)] = 304


def background(requests: Requests, rate: float, rng: np.random.Generator) -> None:
    """Errors that every site has, spread evenly: mostly 500, now and then a client that left."""
    hit = rng.random(len(requests)) < rate
    kinds = rng.choice([500, 500, 500, 502, 503, 499], len(requests))
    requests.status[hit] = kinds[hit]


def crawler_requests(stage: Stage, rng: np.random.Generator, bots: int, rate: float) -> Requests:
    """Crawlers read pages at a steady pace, `rate` a second over all of them."""
    requests = blank(int(rng.poisson(rate * stage.length)), BOT)
    size = len(requests)
    requests.arrival = np.sort(rng.uniform(stage.start, stage.end - 1, size))
    readable = [i for i, route in enumerate(stage.routes) if route.method == "GET"]
    requests.route = rng.choice(readable, size)
    requests.number = rng.integers(1, 4000, size)
    requests.user = rng.integers(0, bots, size)
    requests.backend = rng.integers(0, 3, size)
    healthy(requests, stage.routes, rng)
    return requests


def probe_requests(stage: Stage, rng: np.random.Generator, path: str) -> Requests:
    """Two health checks at their own beat."""
    step = max(stage.scrape / 2, stage.length / 6000)
    beats = [np.arange(stage.start + rng.uniform(0, step), stage.end - 1, step) for _ in range(2)]
    requests = blank(sum(map(len, beats)), PROBE)
    requests.arrival = np.concatenate(beats)
    requests.user = np.repeat([0, 1], [len(beat) for beat in beats])
    requests.seconds = np.round(rng.uniform(0.001, 0.009, len(requests)), 3)
    requests.backend = rng.integers(0, 3, len(requests))
    requests.odd[:] = path
    return requests


def scanner_requests(
    stage: Stage, rng: np.random.Generator, scanners: int, storm: int, begins: float
) -> Requests:
    """A scanner's burst: 404 and 403 over many odd paths, `storm` of them within minutes."""
    requests = blank(storm, SCANNER)
    requests.arrival = begins + np.sort(rng.uniform(0, min(240.0, stage.length / 8), storm))
    requests.user = rng.integers(0, scanners, storm)
    requests.seconds = np.round(rng.uniform(0.001, 0.01, storm), 3)
    requests.status = rng.choice([404, 404, 404, 403], storm)
    stems = rng.choice(ODD, storm)
    tags = rng.integers(0, 99999, storm)
    paths = [f"{s}?{t:x}" if t % 3 else s for s, t in zip(stems, tags, strict=True)]
    requests.odd = np.array(paths, dtype=object)
    return requests


def handshake_requests(stage: Stage, rng: np.random.Generator, count: int) -> Requests:
    """TLS bytes sent to a plain port, and connections that never said a word."""
    requests = blank(count, NOT_HTTP)
    requests.arrival = np.sort(rng.uniform(stage.start, stage.end - 1, count))
    requests.status = rng.choice([400, 400, 408], count)
    requests.odd = np.where(requests.status == 400, TLS, "").astype(object)
    return requests
