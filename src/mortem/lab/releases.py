"""The release system: releases are folders of code, rolled out one instance after the other."""

import asyncio
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from mortem.errors import BrokenPart, LabFailed
from mortem.lab.journal import append, stamp
from mortem.lab.probing import answers
from mortem.lab.supervisor import Child, Program, Supervisor, tail

SHOP = Path(__file__).parent / "shop"
NAMES = ("app-a", "app-b")
RESTART_AFTER = 2.5  # seconds until a dead instance is started again


@dataclass(frozen=True, slots=True)
class Patch:
    """A change of the store's code: `old`, which the file has exactly once, becomes `new`."""

    file: str
    old: str
    new: str


def make_release(
    folder: Path, name: str, patches: tuple[Patch, ...] = (), base: Path = SHOP
) -> Path:
    """Write the code of `base` with the patches as a release; raises BrokenPart if one misfits."""
    release = folder / name
    code = release / "store"
    shutil.copytree(base, code, ignore=shutil.ignore_patterns("__pycache__"))
    for patch in patches:
        path = code / patch.file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text.count(patch.old) != 1:
            raise BrokenPart(f"patch of {patch.file}: {patch.old!r} is not there exactly once")
        path.write_text(text.replace(patch.old, patch.new), encoding="utf-8")
    return release


class Instance:
    """One instance of the store: which release it runs, and its process."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.port = port
        self.release = ""
        self.child: Child | None = None


class Releases:
    """Both instances and what they run. Everything it does is recorded in deploys.jsonl."""

    def __init__(
        self, supervisor: Supervisor, run: Path, ports: list[int], environment: Mapping[str, str]
    ) -> None:
        self.supervisor = supervisor
        self.run = run
        self.folder = run / "releases"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.record = run / "log" / "deploys.jsonl"
        self.environment = dict(environment)
        self.instances = [Instance(name, port) for name, port in zip(NAMES, ports, strict=True)]
        self.before: str | None = None  # the release that ran before the current one
        self.memory_limit: int | None = None  # bytes
        self.log = run / "log" / "app.log"
        self._busy = asyncio.Lock()

    @property
    def current(self) -> str:
        """The release the first instance runs."""
        return self.instances[0].release

    def known(self) -> list[str]:
        """The releases there are, by name."""
        return sorted(p.name for p in self.folder.iterdir() if (p / "store").is_dir())

    def first(self, name: str) -> None:
        """Start both instances for the first time."""
        for instance in self.instances:
            self._start(instance, name)
        self._event("deploy", name, None, "release-bot", "initial release")

    async def deploy(self, name: str, by: str, message: str) -> None:
        """Roll a release out; raises LabFailed where an instance does not come up."""
        if name not in self.known():
            raise LabFailed(f"no release {name}; there are {', '.join(self.known())}")
        async with self._busy:
            previous = self.current
            self.before = previous if previous != name else self.before
            self._event("deploy_started", name, previous, by, message)
            try:
                for instance in self.instances:
                    await self._replace(instance, name)
            except LabFailed as error:
                self._event("deploy_failed", name, previous, by, str(error)[:300])
                raise
            self._event("deploy_finished", name, previous, by, message)

    async def restart(self, by: str, message: str) -> None:
        """Restart both instances, one after the other."""
        async with self._busy:
            self._event("restart", self.current, None, by, message)
            for instance in self.instances:
                await self._replace(instance, instance.release)

    async def keep_alive(self) -> None:
        """Start instances again that have died; kill those above the memory limit. Endless."""
        while True:
            await asyncio.sleep(0.25)
            if self._busy.locked():
                continue
            for instance in self.instances:
                await self._look_after(instance)

    async def _look_after(self, instance: Instance) -> None:
        child = instance.child
        if child is None:
            return
        why = ""
        if not child.running:
            why = f"ended with {child.process.returncode}"
        elif self.memory_limit is not None:
            used = _memory(child.process.pid)
            if used > self.memory_limit:
                child.process.kill()
                why = f"killed at {used >> 20} MiB, limit {self.memory_limit >> 20} MiB"
        if why:
            instance.child = None
            task = asyncio.create_task(self._revive(instance, child, why))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _revive(self, instance: Instance, child: Child, why: str) -> None:
        self.supervisor.stop(child)
        await asyncio.sleep(RESTART_AFTER)
        async with self._busy:
            if instance.child is None:
                self._start(instance, instance.release)
                text = f"{instance.name} {why}; started again"
                self._event("restart", instance.release, None, "service manager", text)

    async def _replace(self, instance: Instance, name: str) -> None:
        if instance.child is not None:
            await self.supervisor.stop_gently(instance.child, 6.0)
        self._start(instance, name)
        until = time.monotonic() + 30
        while not await answers(instance.port, "/healthz"):
            if instance.child is None or not instance.child.running or time.monotonic() > until:
                raise LabFailed(f"{instance.name} does not start with {name}: {tail(self.log, 1)}")
            await asyncio.sleep(0.05)

    def _start(self, instance: Instance, name: str) -> None:
        instance.release = name
        release = self.folder / name
        instance.child = self.supervisor.start(
            Program(
                instance.name,
                (sys.executable, "-m", "store"),
                release,
                self.log,
                environment={
                    **self.environment,
                    **self._settings(),
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "STORE_INSTANCE": instance.name,
                    "STORE_RELEASE": name,
                    "STORE_PORT": str(instance.port),
                },
            )
        )

    def _settings(self) -> dict[str, str]:
        """What store.env in the run folder sets (KEY=VALUE a line); read at every start."""
        path = self.run / "store.env"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        pairs = (line.partition("=") for line in lines if "=" in line and line[0] != "#")
        return {key.strip(): value.strip() for key, _, value in pairs}

    def _event(self, event: str, name: str, previous: str | None, by: str, message: str) -> None:
        entry = {"ts": stamp(), "event": event, "service": "store", "release": name}
        if event != "restart":
            entry["previous"] = previous  # type: ignore[assignment]
        append(self.record, {**entry, "by": by, "message": message})


def _memory(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
