"""Exporter beside the front door: `python -m mortem.lab.watch CONFIG`.

It reads nginx's logs as they grow, asks PostgreSQL how it is, looks at the servers' processes, and
shows all of it to Prometheus.
"""

import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psutil
import psycopg
from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    make_wsgi_app,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

LINE = re.compile(
    r'^(?P<client>\S+) - (?P<who>\S+) \[[^\]]+\] "(?P<method>\S+) (?P<path>\S+) [^"]*" '
    r'(?P<status>\d+) \d+ "[^"]*" "(?P<agent>[^"]*)" ts=\S+ rt=(?P<seconds>[\d.]+)'
)
PRODUCT = re.compile(r"^/product/\d+$")
ROUTES = ("/", "/product/{id}", "/cart", "/checkout", "/orders")
STATUSES = ("200", "303", "404", "499", "500", "502", "503", "504")
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 4.0, 6.0, 10.0)

REQUESTS = Counter("edge_requests", "People's requests answered by nginx", ["route", "status"])
SECONDS = Histogram("edge_request_seconds", "Their duration", ["route"], buckets=BUCKETS)
ERRORS = Counter("edge_error_log_lines", "Lines in nginx's error log", ["level"])
UP = Gauge("pg_up", "Whether PostgreSQL accepts a new connection")
PROBE = Gauge("pg_probe_seconds", "Time for a new connection and SELECT 1")
ACTIVITY = Gauge("pg_stat_activity_count", "Sessions by state", ["state"])
LOCKS = Gauge("pg_lock_waiting", "Sessions waiting for a lock")
LIMIT = Gauge("pg_settings_max_connections", "max_connections")
COMMITS = Gauge("pg_xact_commit", "Transactions committed in the store's database")
STATES = ("active", "idle", "idle in transaction")


def follow(path: Path) -> Iterator[str]:
    """Lines of a file as they are written, from its beginning; endless."""
    while not path.exists():
        time.sleep(0.2)
    rest = ""
    with path.open(encoding="utf-8", errors="replace") as file:
        while True:
            chunk = file.read(1 << 20)
            if not chunk:
                time.sleep(0.1)
                continue
            *lines, rest = (rest + chunk).split("\n")
            yield from lines


def count_requests(path: Path) -> None:
    """Count what is in the access log; probes are no people."""
    for route in ROUTES:
        SECONDS.labels(route)
        for status in STATUSES:
            REQUESTS.labels(route, status)
    for line in follow(path):
        found = LINE.match(line)
        if found is None or "Blackbox" in found["agent"]:
            continue
        path_only = found["path"].partition("?")[0]
        route = "/product/{id}" if PRODUCT.match(path_only) else path_only
        route = route if route in ROUTES else "other"
        REQUESTS.labels(route, found["status"]).inc()
        SECONDS.labels(route).observe(float(found["seconds"]))


def count_errors(path: Path) -> None:
    """Count the lines of the error log by level."""
    for level in ("warn", "error", "crit", "alert"):
        ERRORS.labels(level)
    for line in follow(path):
        found = re.search(r" \[(warn|error|crit|alert|emerg)\] ", line[:40])
        if found:
            ERRORS.labels(found[1]).inc()


def ask_database(address: str) -> None:
    """Look at PostgreSQL once a second; endless."""
    while True:
        began = time.perf_counter()
        try:
            with psycopg.connect(f"{address} application_name=exporter connect_timeout=2") as pg:
                pg.execute("SELECT 1")
                PROBE.set(time.perf_counter() - began)
                UP.set(1)
                _look(pg)
        except psycopg.Error:
            UP.set(0)
        time.sleep(max(0.0, 1 - (time.perf_counter() - began)))


def _look(pg: "psycopg.Connection[Any]") -> None:
    counts = dict.fromkeys(STATES, 0)
    sql = "SELECT state, count(*) FROM pg_stat_activity WHERE state IS NOT NULL GROUP BY state"
    counts.update(dict(pg.execute(sql).fetchall()))
    for state, number in counts.items():
        ACTIVITY.labels(state).set(number)
    one = pg.execute(
        "SELECT (SELECT count(*) FROM pg_locks WHERE NOT granted),"
        " current_setting('max_connections')::int,"
        " (SELECT xact_commit FROM pg_stat_database WHERE datname = 'store')"
    ).fetchone()
    for gauge, value in zip((LOCKS, LIMIT, COMMITS), one or (0, 0, 0), strict=True):
        gauge.set(value)


class Processes(Collector):
    """CPU, memory and open files of the servers, from the pids the lab keeps in a file."""

    NAMES = (
        ("process_cpu_seconds", "CPU time"),
        ("process_resident_memory_bytes", "Memory"),
        ("process_open_fds", "Open files"),
        ("process_max_fds", "Limit of open files"),
    )

    def __init__(self, pids: Path) -> None:
        self.pids = pids

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Look now."""
        families = [GaugeMetricFamily(n, t, labels=["process"]) for n, t in self.NAMES]
        for name, pid in self._known().items():
            values = self._of(pid)
            for family, value in zip(families, values, strict=False):
                family.add_metric([name], value)
        yield from families

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing to say before the first look."""
        return []

    def _known(self) -> dict[str, int]:
        try:
            known: dict[str, int] = json.loads(self.pids.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known

    def _of(self, pid: int) -> tuple[float, ...]:
        try:
            process = psutil.Process(pid)
            workers = process.children() or [process]
            worker = max(workers, key=lambda one: one.num_fds())
            with process.oneshot():
                cpu = sum(process.cpu_times()[:2])
                limits = worker.rlimit(psutil.RLIMIT_NOFILE)[0] if hasattr(worker, "rlimit") else 0
                return (cpu, process.memory_info().rss, worker.num_fds(), limits)
        except (psutil.Error, OSError):
            return ()


class Quiet(WSGIRequestHandler):
    """Says nothing about each scrape."""

    def log_message(self, *args: Any) -> None:  # noqa: D102
        return


def main() -> None:
    """Serve until ended."""
    config = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    log = Path(config["logs"])
    for job in (
        lambda: count_requests(log / "access.log"),
        lambda: count_errors(log / "nginx-error.log"),
        lambda: ask_database(config["database"]),
    ):
        threading.Thread(target=job, daemon=True).start()
    for own in (GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR):
        REGISTRY.unregister(own)
    REGISTRY.register(Processes(Path(config["pids"])))
    make_server(
        "127.0.0.1", config["port"], make_wsgi_app(), WSGIServer, handler_class=Quiet
    ).serve_forever()


if __name__ == "__main__":
    main()
