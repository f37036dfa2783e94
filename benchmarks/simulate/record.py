"""One request as a server is about to log it, and how this server writes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import NamedTuple

from benchmarks.simulate.clock import clf_times, iso_times, tz_of


class Record(NamedTuple):
    """What the server knows when it writes the line."""

    row: int
    arrival: float
    seconds: float
    status: int
    method: str
    path: str
    address: str
    agent: str
    login: str
    http: bool
    backend: int
    retried: bool

    @property
    def completion(self) -> float:
        """When the answer was sent."""
        return self.arrival + self.seconds

    @property
    def size(self) -> int:
        """Bytes sent: made up, but the same every time."""
        return 0 if self.status in {303, 304, 499} else 180 + self.row * 7919 % 9000

    @property
    def upstreams(self) -> str:
        """Addresses as nginx logs them: two, where it tried a second backend."""
        mine = f"10.0.1.{11 + self.backend}:8080"
        return f"{mine}, 10.0.1.{11 + (self.backend + 1) % 3}:8080" if self.retried else mine

    @property
    def upstream_statuses(self) -> str:
        """Statuses per upstream; `-` where the client left first."""
        if self.status == 499:
            return "-"
        return f"502, {self.status}" if self.retried else str(self.status)

    @property
    def upstream_times(self) -> str:
        """Seconds per upstream."""
        mine = f"{max(self.seconds - 0.001, 0):.3f}"
        return f"0.001, {mine}" if self.retried else mine

    @property
    def request_id(self) -> str:
        """32 hexadecimal digits."""
        return f"{(self.row + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC834 & (1 << 128) - 1:032x}"


@dataclass(slots=True)
class Writing:
    """The fine choices of one server's log: zone, stamps, spelling."""

    zone: str
    identity: str
    width: float
    style: int
    site: str
    tz: tzinfo = field(init=False)
    clf: Callable[[int], str] = field(init=False)
    iso: Callable[[int], str] = field(init=False)

    def __post_init__(self) -> None:
        self.tz = tz_of(self.zone)
        self.clf, self.iso = clf_times(self.tz), iso_times(self.tz)
