"""Checks of the machine, the front door, the payment provider and the metrics."""

import asyncio
import difflib
import re
import socket
import ssl
import time
from datetime import UTC, datetime

import aiohttp
import psutil
import psycopg
from cryptography import x509

from mortem.lab.checks import Finding, tail
from mortem.lab.scene import Scene


async def listening(scene: Scene) -> Finding:
    """Which ports nginx listens on, and whether the store's own is among them."""
    child = scene.stack.edge.child
    ports: set[int] = set()
    if child is not None and child.running:
        for connection in psutil.Process(child.process.pid).net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN:
                ports.add(connection.laddr.port)
    wanted = scene.stack.port["https"]
    names = ", ".join(map(str, sorted(ports))) or "none"
    return Finding(
        f"nginx listens on {names}; the store's port is {wanted}.",
        wanted in ports,
        {"ports": ports},
    )


async def open_files(scene: Scene) -> Finding:
    """How many files nginx's worker has open, of how many it may, and what it complains of."""
    child = scene.stack.edge.child
    workers = psutil.Process(child.process.pid).children() if child is not None else []
    if not workers:
        return Finding("nginx has no worker process.", well=False)
    worker = max(workers, key=lambda one: one.create_time())
    used, limit = worker.num_fds(), int(worker.rlimit(psutil.RLIMIT_NOFILE)[0])
    lines = tail(scene.stack.log / "nginx-error.log")
    complaints = sum(1 for line in lines if "(24: " in line)  # EMFILE, whatever its words
    return Finding(
        f"nginx's worker has {used} of {limit} files open; its error log says {complaints} times"
        " that it could open no more.",
        complaints == 0 and used < 0.9 * limit,
        {"limit": limit, "complaints": complaints},
    )


async def certificate(scene: Scene) -> Finding:
    """The certificate the store's port really serves, and whether it is valid now."""
    try:
        expires = await asyncio.to_thread(_served_until, scene.stack.port["https"])
    except OSError as error:
        return Finding(f"No TLS connection to the store's port: {error}.", well=False)
    now = datetime.now(UTC)
    port = scene.stack.port["https"]
    text = f"The certificate served on port {port} is valid until {expires:%Y-%m-%d %H:%M:%S} UTC"
    if expires < now:
        return Finding(f"{text}: it expired {(now - expires).seconds} s ago.", well=False)
    return Finding(f"{text}.", well=True)


def _served_until(port: int) -> datetime:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=3) as plain,
        context.wrap_socket(plain) as secure,
    ):
        raw = secure.getpeercert(binary_form=True) or b""
    return x509.load_der_x509_certificate(raw).not_valid_after_utc


async def upstreams(scene: Scene) -> Finding:
    """Where nginx is told to find the store, and whether somebody answers there."""
    text = scene.stack.edge.config.read_text(encoding="utf-8")
    block = re.search(r"upstream store \{(.*?)\}", text, re.DOTALL)
    ports = [int(p) for p in re.findall(r"127\.0\.0\.1:(\d+)", block[1] if block else "")]
    silent = [port for port in ports if not _open(port)]
    says = f"nginx's upstreams are 127.0.0.1 ports {', '.join(map(str, ports))}"
    if silent:
        return Finding(f"{says}; nobody listens on {', '.join(map(str, silent))}.", well=False)
    return Finding(f"{says}; both accept connections.", well=True)


def _open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


async def provider(scene: Scene) -> Finding:
    """A charge at the payment provider, timed from outside the store."""
    url = f"http://127.0.0.1:{scene.stack.port['payments']}/charges"
    began = time.perf_counter()
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=6)) as client,
            client.post(url, json={"order": 0, "cents": 1}) as answer,
        ):
            await answer.read()
            status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        seconds = time.perf_counter() - began
        return Finding(
            f"A test charge got no answer from the payment provider in {seconds:.0f} s.", well=False
        )
    seconds = time.perf_counter() - began
    return Finding(
        f"A test charge at the payment provider: {status} after {seconds:.2f} s.", seconds < 1.5
    )


async def memory(scene: Scene) -> Finding:
    """The memory of both instances, and how often the service manager started them again."""
    parts = []
    most = 0
    for instance in scene.stack.releases.instances:
        child = instance.child
        if child is None or not child.running:
            parts.append(f"{instance.name} is down")
            most = 1 << 40
            continue
        used = psutil.Process(child.process.pid).memory_info().rss
        age = time.time() - psutil.Process(child.process.pid).create_time()
        most = max(most, used)
        parts.append(f"{instance.name} uses {used >> 20} MiB, up for {age:.0f} s")
    lines = tail(scene.stack.releases.record)
    again = sum(1 for line in lines if "service manager" in line)
    return Finding(
        f"{'; '.join(parts)}; the service manager started instances again {again} times.",
        again == 0 and most < 150 << 20,
    )


async def slow_query(scene: Scene) -> Finding:
    """The plan of the query behind the loyalty points, run for real."""
    sql = "EXPLAIN ANALYZE SELECT sum(points) FROM loyalty_entry WHERE customer = 'u00001'"
    try:
        rows = await asyncio.to_thread(scene.sql, sql)
    except psycopg.Error as error:
        return Finding(f"EXPLAIN fails: {str(error).splitlines()[0]}.", well=False)
    plan = " ".join(str(row[0]) for row in rows)
    node = re.search(
        r"(Seq Scan|Bitmap Heap Scan|Index \w*\s*Scan)[^(]* on loyalty_entry|(Seq Scan)", plan
    )
    spent = re.search(r"Execution Time: ([\d.]+) ms", plan)
    kind = node[0] if node else "a plan without a scan"
    return Finding(
        f"EXPLAIN ANALYZE of the loyalty query: {kind}, {spent[1] if spent else '?'} ms.",
        "Seq Scan" not in kind,
    )


async def disk(scene: Scene) -> Finding:
    """What PostgreSQL's log says about space."""
    lines = [x for x in tail(scene.stack.log / "postgres.log") if "No space left on device" in x]
    if not lines:
        return Finding("PostgreSQL's log has no complaint about space.", well=True)
    where = re.search(r'could not \w+ file "([^"]+)"', lines[-1])
    return Finding(
        f"PostgreSQL's log says 'No space left on device' {len(lines)} times"
        f"{', for ' + where[1] if where else ''}.",
        well=False,
    )


async def changed_code(scene: Scene) -> Finding:
    """What differs between the running release and the one before it in name order."""
    releases = scene.stack.releases
    known = sorted(releases.known(), key=lambda name: int(name[1:].split("-")[0]))
    here = known.index(releases.current)
    if here == 0:
        return Finding(f"{releases.current} is the oldest release here.", well=True)
    before, after = (releases.folder / known[i] / "store" for i in (here - 1, here))
    files = []
    for path in sorted(after.rglob("*")):
        other = before / path.relative_to(after)
        if path.is_file() and (not other.exists() or other.read_bytes() != path.read_bytes()):
            old = other.read_text(encoding="utf-8").splitlines() if other.exists() else []
            new = path.read_text(encoding="utf-8").splitlines()
            marks = [d for d in difflib.ndiff(old, new) if d.startswith(("+ ", "- "))]
            files.append(f"{path.relative_to(after)} ({len(marks)} lines)")
    return Finding(
        f"Between {known[here - 1]} and {known[here]} these files differ:"
        f" {', '.join(files) or 'none'}.",
        not files,
    )


async def measured(scene: Scene, query: str) -> float | None:
    """The value Prometheus has for a query now; None where there is none."""
    if "prometheus" not in scene.stack.servers:
        return None
    url = f"http://127.0.0.1:{scene.stack.port['prometheus']}/api/v1/query"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as client,
            client.get(url, params={"query": query}) as answer,
        ):
            result = (await answer.json())["data"]["result"]
    except (aiohttp.ClientError, TimeoutError, KeyError):
        return None
    value = float(result[0]["value"][1]) if result else None
    return None if value is None or value != value else value  # noqa: PLR0124 (NaN)


async def traffic(scene: Scene) -> Finding:
    """Requests a second that nginx logs now, and 20 s ago."""
    query = "sum(rate(edge_requests_total[10s]))"
    now, before = await measured(scene, query), await measured(scene, f"{query} offset 20s")
    if now is None or before is None:
        return Finding("Prometheus has no request rate yet.", well=False)
    return Finding(
        f"{now:.1f} requests a second reach the log, {before:.1f} twenty seconds ago.",
        now > 0.5 * before,
        {"now": now, "before": before},
    )
