"""Where and when a case plays: its length, its crowd, its routes, and when the fault comes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from benchmarks.simulate.spec import Spec


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the site; `median` and `spread` are of its lognormal latency in seconds."""

    method: str
    template: str
    weight: float
    median: float
    spread: float = 0.5
    status: int = 200
    service: str = "store"


SHOP = (
    Route("GET", "/", 3.0, 0.03),
    Route("GET", "/product/{n}", 6.0, 0.05),
    Route("GET", "/search?q=item+{n}", 1.5, 0.18, 0.7, service="search"),
    Route("GET", "/cart", 1.2, 0.04),
    Route("POST", "/cart", 1.2, 0.05, status=303),
    Route("GET", "/checkout", 1.0, 0.09),
    Route("POST", "/checkout", 0.9, 0.35, 0.6, status=303, service="payments"),
    Route("GET", "/static/app.{n}.js", 1.0, 0.002),
    Route("GET", "/account/orders/{n}", 0.6, 0.09),
    Route("POST", "/login", 0.4, 0.12, status=303, service="accounts"),
)
API = (
    Route("GET", "/api/v1/items", 4.0, 0.04),
    Route("GET", "/api/v1/items/{n}", 5.0, 0.03),
    Route("POST", "/api/v1/orders", 1.0, 0.22, 0.6, status=201, service="orders"),
    Route("GET", "/api/v1/orders/{n}", 1.4, 0.06, service="orders"),
    Route("PUT", "/api/v1/profile", 0.4, 0.08, service="accounts"),
    Route("GET", "/api/v1/search?term=x{n}&page=2", 1.5, 0.2, 0.7, service="search"),
    Route("POST", "/api/v1/payments", 0.8, 0.5, 0.5, status=201, service="payments"),
)
REPORT = Route("GET", "/reports/monthly", 0.35, 8.5, 0.35, service="reports")


@dataclass(frozen=True, slots=True)
class Stage:
    """The scene of a case. Times are epoch seconds; `think` is seconds between a user's pages."""

    start: float
    length: float
    sessions_per_second: float
    pages: float
    think: float
    routes: tuple[Route, ...]
    diurnal: bool
    zone: str
    onset: float
    fault_seconds: float
    scrape: float

    @property
    def end(self) -> float:
        """When the evidence stops."""
        return self.start + self.length


# length, requests a second, think, diurnal, fault seconds (low, high), scrape interval
SCALES = {
    "exercise": (200.0, 22.0, 1.2, False, (22.0, 60.0), 1.0),
    "hours": (4 * 3600.0, 2.0, 9.0, False, (400.0, 1700.0), 15.0),
    "day": (86400.0, 0.4, 12.0, True, (1500.0, 5400.0), 30.0),
    "days": (3 * 86400.0, 0.22, 14.0, True, (7000.0, 15000.0), 60.0),
    "thin": (36 * 3600.0, 0.03, 15.0, False, (4500.0, 7500.0), 60.0),
}


def zone_of(name: str) -> ZoneInfo | None:
    """The named zone; None for a fixed offset such as `+02:00`."""
    return None if name[0] in "+-" else ZoneInfo(name)


def set_stage(spec: Spec, rng: np.random.Generator) -> Stage:
    """Choose start, length, crowd and the moment of the fault."""
    length, rate, think, diurnal, (low, high), scrape = SCALES[spec.scale]
    length *= float(rng.uniform(0.9, 1.1))
    routes = SHOP if rng.random() < 0.6 else API
    if spec.control == "slow-report" or rng.random() < 0.2:
        routes = (*routes, REPORT)
    pages = 6.0
    local_hour = 0.0
    day = int(rng.integers(0, 200))
    start = datetime(2026, 3, 2, tzinfo=UTC).timestamp() + day * 86400
    if spec.zone == "America/New_York":  # the clock goes back on 1 November at 06:00 UTC
        start = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
        start += {"hours": 4.2 * 3600, "day": -5 * 3600, "days": -86400.0}.get(spec.scale, 0.0)
    elif not diurnal:
        local_hour = float(rng.uniform(6, 16))
    start += local_hour * 3600 + float(rng.uniform(0, 50))
    span = float(rng.uniform(low, high))
    if spec.mode in {"two-bumps", "ramp"}:
        span = max(span, 0.7 * high)
    if diurnal:  # by day, where there is traffic
        days = max(1, round(length / 86400))
        onset = start + 86400 * int(rng.integers(0, days)) + float(rng.uniform(9, 16)) * 3600
        onset = min(onset, start + length - span - 5000)
    else:
        onset = start + length * float(rng.uniform(0.3, 0.42))
    return Stage(
        start, length, rate / pages, pages, think, routes, diurnal, spec.zone, onset, span, scrape
    )  # fmt: skip
