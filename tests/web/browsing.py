"""A real `mortem serve` and a real Chromium, for the tests that need both."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.map(
  (v) => `${v.id}: ${v.help} at ${v.nodes.map((n) => n.target + " " + n.html.slice(0, 120)).join(" | ")}`)"""
PHONE = (390, 844)
DESKTOP = (1280, 900)
SHOTS = os.environ.get("MORTEM_SCREENSHOTS", "")  # a folder to keep pictures in
PATIENCE = 120_000  # milliseconds: machines that test are busy


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class Served:
    """A running desk: its address, its process, and what it has said."""

    address: str
    data: Path
    process: subprocess.Popen[str]
    token: str


def start(data: Path, *more: str, port: int = 0) -> Served:
    """Start `mortem serve` on a data folder and wait until it is ready."""
    port = port or free_port()
    command = [str(Path(sys.executable).with_name("mortem")), "serve", "--data", str(data)]
    said = data.with_name(data.name + ".said")
    with said.open("a+") as out, said.with_suffix(".log").open("a") as errors:
        process = subprocess.Popen(
            [*command, "--port", str(port), *more], stdout=out, stderr=errors, text=True
        )
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    break
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(said.with_suffix(".log").read_text()) from None
            time.sleep(0.1)
    found = re.search(r"^ {4}(\S{20,})$", said.read_text(), re.M)
    return Served(address, data, process, found[1] if found else "")


@contextmanager
def serving(data: Path, *more: str) -> Iterator[Served]:
    """A desk that is stopped at the end, gracefully."""
    served = start(data, *more)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(timeout=30) == 0


@dataclass
class Person:
    """Somebody before a browser: their page, and what its console complained of."""

    page: Page
    context: BrowserContext
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the desk."""
        self.page.goto(self.address + path)
        return self.page

    def shoot(self, name: str) -> None:
        """Keep a picture of the whole page, where pictures are wanted."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.wait_for_timeout(150)
            self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)

    def shoot_all(self, name: str) -> None:
        """Light and dark, desktop and phone."""
        if not SHOTS:
            return
        for look in ("light", "dark"):
            for kind, (width, height) in (("desktop", DESKTOP), ("phone", PHONE)):
                self.page.emulate_media(color_scheme=look)  # type: ignore[arg-type]
                self.page.set_viewport_size({"width": width, "height": height})
                self.shoot(f"{name}-{look}-{kind}")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


Meet = Callable[[], Person]


def meet(browser: Browser, address: str, scheme: str = "light") -> Person:
    """Somebody new, with no cookie."""
    context = browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    person = Person(context.new_page(), context, address)

    def heard(message: ConsoleMessage) -> None:
        refused = re.search(r"status of (409|422)", message.text)  # a page says why
        if message.type in {"error", "warning"} and not refused:
            person.complaints.append(message.text)

    person.page.on("console", heard)
    person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
    person.page.on(
        "request",
        lambda r: (
            None
            if r.url.startswith((address, "data:", "blob:"))
            else person.complaints.append(f"asks outside: {r.url}")
        ),
    )
    return person
