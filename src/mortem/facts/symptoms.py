"""What error messages of common servers and libraries say about which part is in trouble.

Each symptom is a phrase that a server or library itself writes, taken from its source or manual,
and what it speaks of. A message is evidence of where it hurts, not yet of why: a pool that runs
dry is told apart from a database that is down by the database's own log and metrics.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symptom:
    """A phrase, whose part it speaks of ("" = whoever logs it), what kind of trouble, how surely.

    `weight` is in decades of likelihood, `kind` one of: database lock, database down, database
    connections, connection pool, dependency, file limits, tls, memory, disk, code, backend.
    """

    pattern: re.Pattern[str]
    component: str
    kind: str
    weight: float


def _symptom(pattern: str, component: str, kind: str, weight: float) -> Symptom:
    return Symptom(re.compile(pattern, re.I), component, kind, weight)


SYMPTOMS = (
    _symptom(
        r"still waiting for \w*Lock|deadlock detected|lock wait timeout"
        r"|canceling statement due to lock timeout|could not obtain lock",
        "database",
        "database lock",
        3.0,
    ),
    _symptom(
        r"database system is (shutting down|starting up|in recovery)|fast shutdown request"
        r"|server process .* was terminated"
        r"|the database system is not accepting",
        "database",
        "database down",
        3.0,
    ),
    _symptom(
        r"too many (clients|connections)|remaining connection slots are reserved",
        "database",
        "database connections",
        2.5,
    ),
    _symptom(
        r"server closed the connection unexpectedly|connection to server .* failed"
        r"|could not connect to server|AdminShutdown|CannotConnectNow"
        r"|can't connect to (local )?mysql",
        "database",
        "database down",
        2.0,
    ),
    _symptom(
        r"canceling statement due to statement timeout|QueryCanceled|duration: \d{4,}",
        "database",
        "slow query",
        1.5,
    ),
    _symptom(
        r"no space left on device|could not (extend|write).*file|\[errno 28\]|disk full",
        "",
        "disk",
        3.0,
    ),
    _symptom(
        r"too many open files|\[errno 24\]|worker_connections are not enough",
        "",
        "proxy limits",
        3.0,
    ),
    _symptom(
        r"out of memory|MemoryError|OutOfMemoryError|oom-?kill|cannot allocate memory"
        r"|worker .* (was )?(killed|sent SIGKILL)",
        "",
        "memory",
        3.0,
    ),
    _symptom(
        r"certificate (has )?expired|certificate verify failed|SSL_do_handshake\(\) failed"
        r"|CERT_HAS_EXPIRED|sslv3 alert certificate",
        "",
        "tls",
        2.5,
    ),
    _symptom(
        r"PoolTimeout|couldn't get a connection|QueuePool limit|connection pool (is )?exhausted"
        r"|HikariPool.*(not available|timed out)|pool is (full|exhausted)|TooManyRequests.*pool",
        "",
        "connection pool",
        1.0,
    ),
    _symptom(
        r"\b(ModuleNotFound|Import|Syntax|Name|Attribute|Type|Key|Index|Assertion|ZeroDivision"
        r"|Value|UnboundLocal|Template\w*)Error\b|NullPointerException|ClassNotFound|undefined "
        r"(method|variable|function)|segmentation fault",
        "",
        "code",
        1.5,
    ),
    _symptom(
        r"(Read|Connect|Write)Timeout|ConnectTimeoutError|SocketTimeoutException|RemoteDisconnected"
        r"|Max retries exceeded|ServiceUnavailable|upstream connect error|DeadlineExceeded"
        r"|(provider|gateway|api) .{0,40}(timed? ?out|unavailable|did not answer)",
        "dependency",
        "dependency",
        1.5,
    ),
    _symptom(r"no live upstreams|host not found in upstream", "", "backend", 1.5),
    _symptom(
        r"upstream prematurely closed|upstream timed out|connect\(\) failed .*upstream"
        r"|connection refused\) while connecting to upstream",
        "upstream",
        "backend",
        0.8,
    ),
    _symptom(r"bind\(\) to .* failed|\[emerg\]", "", "configuration", 2.5),
)


def symptom_of(text: str) -> Symptom | None:
    """The first symptom that a message shows."""
    return next((s for s in SYMPTOMS if s.pattern.search(text)), None)
