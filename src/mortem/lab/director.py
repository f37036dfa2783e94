"""Plays a whole incident: boots the store, lets users come, breaks it, and records everything."""

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mortem.errors import LabFailed
from mortem.lab import decoys, responders
from mortem.lab.crowd import Crowd
from mortem.lab.news import follow
from mortem.lab.record import keep
from mortem.lab.room import Room
from mortem.lab.scenario import Scenario
from mortem.lab.scene import Scene
from mortem.lab.servers import find_servers, require
from mortem.lab.stack import Stack
from mortem.lab.supervisor import Child, Supervisor, tail

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks of a run: where to, which seed, and how long its schedule is."""

    out: Path
    seed: int = field(default_factory=lambda: secrets.randbelow(1_000_000))
    scale: float = 1.0


async def run(scenario: Scenario, wish: Wish, say: Say) -> Scene:
    """Play a scenario with scripted responders; leaves telemetry and sealed truth in `out`."""
    async with stage(scenario, wish, say) as scene:
        await warm_up(scenario, scene, say)
        await scenario.break_it(scene)
        say("the store changes; users go on coming")
        scene.crowd.come(scenario.busy)
        await scenario.respond(scene)
        await responders.verify(scene)
        say("verified under load; letting it run on for a while")
        await scene.wait(15, least=4)
        await finish(scenario, wish, scene, say)
    return scene


async def warm_up(scenario: Scenario, scene: Scene, say: Say) -> None:
    """Ordinary business, and a change or two that mean nothing."""
    scene.crowd.come(scenario.calm)
    say(f"users come, {scenario.calm:g} a second")
    await scene.wait(scene.jitter(12), least=4)
    if scene.dice.random() < 0.85:
        await decoys.play_one(scene)
        await scene.wait(scene.jitter(8), least=2)
    scene.crowd.come(scenario.busy if scene.dice.random() < 0.5 else scenario.calm)
    await scene.wait(scene.jitter(8), least=3)


@asynccontextmanager
async def stage(
    scenario: Scenario, wish: Wish, say: Say, *, news: bool = True
) -> AsyncIterator[Scene]:
    """A booted store with users; whatever happens, nothing of it is left running.

    With `news`, each alert and note is said as it comes.
    """
    servers = find_servers()
    require(servers, scenario.needs)
    wish.out.mkdir(parents=True, exist_ok=True)
    run_folder = wish.out / "live"
    run_folder.mkdir()
    jobs: list[asyncio.Task[Any]] = []
    died: list[Child] = []
    with Supervisor() as supervisor, terminable():
        stack = Stack(supervisor, servers, run_folder.resolve(), scenario.small_disk)
        _write_settings(stack.run, scenario.settings)
        room = Room(stack.log, stack.port["room"])
        await room.open()
        try:
            scene = Scene(stack, Crowd(stack, wish.seed), room, wish.seed, wish.scale)
            scene.number = scene.dice.randint(30, 80)
            until = _certificate_until(scenario, wish)
            await stack.boot(f"r{scene.number}", scenario.history, until)
            say(f"the store is up after {stack.boot_seconds:.1f} s: {stack.url}")
            await scene.crowd.start()
            jobs += [
                asyncio.create_task(stack.keep_pids()),
                *([asyncio.create_task(follow(room, say))] if news else []),
                asyncio.create_task(stack.releases.keep_alive()),
                asyncio.create_task(_mind(supervisor, asyncio.current_task(), died)),
            ]
            yield scene
        except asyncio.CancelledError:
            if died:
                raise LabFailed(f"{died[0].name} died: {tail(died[0].program.log)}") from None
            raise
        finally:
            for job in jobs:
                job.cancel()
            await room.close()
            supervisor.stop_all()
            stack.database.remove()


async def finish(scenario: Scenario, wish: Wish, scene: Scene, say: Say) -> None:
    """See the users out and keep the telemetry and the sealed truth."""
    scene.crowd.come(0)
    requests = await scene.crowd.leave()
    await keep(scenario, wish.out, scene, wish.seed, requests)
    say(f"telemetry is in {wish.out / 'telemetry'}; the truth is sealed beside it")


def _write_settings(run: Path, settings: Mapping[str, str]) -> None:
    lines = ["# settings of the store's instances, read when they start"]
    lines += [f"{key}={value}" for key, value in settings.items()]
    (run / "store.env").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _certificate_until(scenario: Scenario, wish: Wish) -> datetime | None:
    if scenario.lifetime is None:
        return None
    return datetime.now(UTC) + timedelta(seconds=12 + scenario.lifetime * wish.scale)


async def _mind(
    supervisor: Supervisor, main: "asyncio.Task[Any] | None", died: list[Child]
) -> None:
    """End the run if one of the lab's own parts dies; the store's servers may."""
    while True:
        await asyncio.sleep(1.0)
        for child in supervisor.children:
            if child.name in ("load", "watch", "payments") and child.process.poll() not in (
                None,
                0,
            ):
                died.append(child)
                if main is not None:
                    main.cancel()
                return


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP cancel the run, so that it stops everything it has started."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    numbers = (signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, lambda: task.cancel() if task is not None else None)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
