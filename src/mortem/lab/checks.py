"""Checks responders make. Each really runs, and its finding is what it really said."""

import asyncio
import json
import re
import ssl
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import psycopg

from mortem.lab.scene import Scene

TAIL_BYTES = 400_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check said, and whether what it looked at is well."""

    says: str
    well: bool
    data: dict[str, Any] = field(default_factory=dict)


def tail_lines(path: Path, seconds: float, stamp: "re.Pattern[str]") -> list[str]:
    """The lines of a log whose epoch stamp (first group) is at most `seconds` old."""
    since = time.time() - seconds
    kept = []
    for line in tail(path):
        found = stamp.search(line)
        if found and float(found[1]) >= since:
            kept.append(line)
    return kept


def tail(path: Path) -> list[str]:
    """The last whole lines of a log."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    return lines[1:] if size > TAIL_BYTES else lines


async def pg_isready(scene: Scene) -> Finding:
    """PostgreSQL's own program, over a new connection."""
    database = scene.stack.database
    command = [database.server.beside("pg_isready"), "-h", "127.0.0.1", "-p", str(database.port)]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=False
    )
    return Finding(f"pg_isready says: {done.stdout.strip()}.", done.returncode == 0)


async def new_connection(scene: Scene) -> Finding:
    """SELECT 1 over a new connection, timed."""
    began = time.perf_counter()
    try:
        await asyncio.to_thread(scene.sql, "SELECT 1")
    except psycopg.Error as error:
        return Finding(f"A new connection fails: {_first_line(error)}.", well=False)
    milliseconds = 1000 * (time.perf_counter() - began)
    return Finding(
        f"SELECT 1 over a new connection took {milliseconds:.0f} ms.", milliseconds < 500
    )


async def connections(scene: Scene) -> Finding:
    """How many connections PostgreSQL has, who waits for locks, what the store's sessions do."""
    try:
        limit = int(scene.sql("SELECT current_setting('max_connections')")[0][0])
        used = int(
            scene.sql("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL")[0][0]
        )
        locks = int(scene.sql("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0])
        states = dict(
            scene.sql(
                "SELECT state, count(*) FROM pg_stat_activity"
                " WHERE application_name LIKE 'store-%-main' AND state IS NOT NULL GROUP BY state"
            )
        )
    except psycopg.Error as error:
        return Finding(f"PostgreSQL cannot be asked: {_first_line(error)}.", well=False)
    text = ", ".join(f"{number} {state}" for state, number in sorted(states.items())) or "none"
    return Finding(
        f"{used} of {limit} connections used, {locks} lock waits, store's main pool sessions:"
        f" {text}.",
        used < 0.8 * limit and locks == 0,
        {"used": used, "limit": limit, "locks": locks, "states": states},
    )


async def blockers(scene: Scene) -> Finding:
    """Who blocks whom in PostgreSQL."""
    try:
        rows = scene.sql(
            "SELECT a.pid, a.application_name, a.state, left(a.query, 80),"
            " extract(epoch FROM now() - a.xact_start)::int, count(*)"
            " FROM pg_stat_activity b CROSS JOIN LATERAL unnest(pg_blocking_pids(b.pid)) AS p(pid)"
            " JOIN pg_stat_activity a ON a.pid = p.pid"
            " WHERE cardinality(pg_blocking_pids(a.pid)) = 0 GROUP BY 1, 2, 3, 4, 5"
            " ORDER BY 6 DESC LIMIT 1"
        )
    except psycopg.Error as error:
        return Finding(f"PostgreSQL cannot be asked: {_first_line(error)}.", well=False)
    if not rows:
        return Finding("No session blocks another in PostgreSQL.", well=True)
    pid, name, state, query, age, number = rows[0]
    return Finding(
        f"Session {pid} ({name}, {state}, transaction open for {age} s) blocks {number} others;"
        f" its last statement: {query}.",
        well=False,
        data={"pid": pid},
    )


ACCESS = re.compile(r"ts=([\d.]+) rt=")


async def statuses(scene: Scene, seconds: float = 10.0, route: str = "") -> Finding:
    """How nginx answered people lately, by status."""
    lines = [
        line
        for line in tail_lines(scene.stack.log / "access.log", seconds, ACCESS)
        if "Blackbox" not in line and (not route or f" {route} " in line)
    ]
    counts = Counter(found[1] for line in lines if (found := re.search(r'" (\d{3}) \d+ "', line)))
    bad = sum(number for status, number in counts.items() if status >= "500" or status == "499")
    what = f" of {route}" if route else ""
    if not lines:
        return Finding(f"nginx logged no request{what} in the last {seconds:.0f} s.", well=False)
    text = ", ".join(f"{number} × {status}" for status, number in counts.most_common(5))
    return Finding(
        f"nginx's access log{what}, last {seconds:.0f} s: {text}.",
        bad <= 0.01 * len(lines),
        {"total": len(lines), "bad": bad},
    )


async def app_errors(scene: Scene, seconds: float = 12.0) -> Finding:
    """The store's most common error lately, and the line of its code it came from."""
    since = datetime.now(UTC).timestamp() - seconds
    errors = []
    for line in tail(scene.stack.log / "app.log"):
        try:
            entry = json.loads(line)
            recent = datetime.fromisoformat(entry["ts"]).timestamp() >= since
        except (ValueError, KeyError, TypeError):
            continue
        if recent and entry.get("level") == "ERROR":
            errors.append(entry)
    if not errors:
        return Finding(f"The store logged no error in the last {seconds:.0f} s.", well=True)
    message, number = Counter(e["msg"] for e in errors).most_common(1)[0]
    traces = "\n".join(e.get("traceback", "") for e in errors if e["msg"] == message)
    places = Counter(re.findall(r'store/(\w+\.py)", line (\d+), in (\w+)', traces))
    where = ""
    inner = [p for p in places if p[0] not in ("app.py", "pages.py")]
    if inner:
        file, line_number, function = max(inner, key=lambda p: places[p])
        where = f" (from {function}() in {file}, line {line_number})"
    return Finding(
        f"The store's most common error in the last {seconds:.0f} s, {number} times:"
        f" '{message}'{where}.",
        well=False,
        data={"message": message, "number": number},
    )


async def edge_errors(scene: Scene) -> Finding:
    """What nginx's error log says most, in its last lines."""
    lines = [line for line in tail(scene.stack.log / "nginx-error.log")[-300:] if _grave(line)]
    if not lines:
        return Finding("nginx's error log has no error in its last lines.", well=True)
    texts = Counter(
        re.sub(r"^.*?\*\d+ |^.*\] \d+#\d+: ", "", x).split(", client")[0] for x in lines
    )
    message, number = texts.most_common(1)[0]
    message = re.sub(r" while .*", "", message)
    return Finding(f"nginx's error log says {number} times: '{message[:120]}'.", well=False)


def _grave(line: str) -> bool:
    if re.search(r"\[(error|crit|alert|emerg)\]", line[:40]):
        return True
    return "certificate expired" in line or "SSL_do_handshake() failed" in line


async def fetch(scene: Scene) -> Finding:
    """Fetch the store's first page as a browser does, certificate checked."""
    trust = ssl.create_default_context(cafile=str(scene.stack.authority.folder / "ca.pem"))
    began = time.perf_counter()
    try:
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=trust),
                timeout=aiohttp.ClientTimeout(total=6),
                headers={"User-Agent": "curl/8.5.0"},
            ) as client,
            client.get(scene.stack.url) as answer,
        ):
            await answer.read()
            status = answer.status
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return Finding(f"Fetching {scene.stack.url} fails: {_first_line(error)}.", well=False)
    seconds = time.perf_counter() - began
    return Finding(
        f"Fetching {scene.stack.url} gives {status} after {seconds:.2f} s.",
        status < 500 and seconds < 2,
    )


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:200].rstrip(".")
