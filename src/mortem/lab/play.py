"""You are on call: the store breaks at some moment, and it is yours to find out why and mend it."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mortem.lab import checks, checks_host
from mortem.lab.desk import Desk
from mortem.lab.director import Say, Wish, finish, stage, warm_up
from mortem.lab.scenario import Scenario
from mortem.lab.scene import Scene
from mortem.lab.shell import write_shell

LONGEST = 40 * 60.0  # seconds after which a game ends by itself
QUIET_DAY = 120.0  # scaled seconds a day lasts on which nothing is broken


@dataclass(slots=True)
class Game:
    """How a game stands; the dashboard shows it. `phase` is boot, calm, on call or over."""

    phase: str = "boot"
    served_for: float = 0.0  # seconds without a bad request, under full load
    needed: float = 20.0
    ended_by: str = ""
    scene: Scene | None = None
    gave_up: asyncio.Event = field(default_factory=asyncio.Event)


async def play(scenario: Scenario, wish: Wish, say: Say, game: Game, *, news: bool = True) -> Scene:
    """Play until users are served again under full load, or the player gives up.

    With `news`, alerts and notes are said as they come (a dashboard shows them itself).
    """
    async with stage(scenario, wish, say, news=news) as scene:
        game.scene = scene
        game.needed = max(12.0, 20 * wish.scale)
        desk = Desk(scenario, scene, game.gave_up)
        scene.room.command = desk.obey
        with write_shell(scene, wish.out):
            say("in another terminal: mortem lab shell")
            game.phase = "calm"
            await warm_up(scenario, scene, lambda _: None)
            await scene.wait(scene.jitter(8, 0.9))
            await scenario.break_it(scene)
            scene.crowd.come(scene.memory.get("rate", scenario.busy))
            game.phase = "on call"
            await _until_over(scenario, scene, game)
            game.phase = "over"
            say(f"{game.ended_by}; seeing the last users out")
            desk.close(game.ended_by)
            await finish(scenario, wish, scene, say)
    return scene


async def _until_over(scenario: Scenario, scene: Scene, game: Game) -> None:
    began = time.monotonic()
    hurt = False
    while True:
        try:
            async with asyncio.timeout(1.0):
                await game.gave_up.wait()
        except TimeoutError:
            pass
        else:
            game.ended_by = "given up"
            return
        waited = time.monotonic() - began
        lately = scene.crowd.lately(1)
        bad = lately["failed"] + lately["slow"]
        hurt = hurt or bad > 0
        game.served_for = 0.0 if bad or not lately["requests"] else game.served_for + 1.0
        if scenario.kind == "none":
            if waited > QUIET_DAY * scene.scale:
                game.ended_by = "the shift is over and nothing was broken"
                return
        elif hurt and game.served_for >= game.needed:
            await _verified(scene)
            game.ended_by = "users are served again, verified under full load"
            return
        if waited > LONGEST:
            game.ended_by = "time is up"
            return


async def _verified(scene: Scene) -> None:
    finding, probe = await checks.statuses(scene), await checks.fetch(scene)
    rate = f"{scene.crowd.rate:.0f} users a second"
    scene.room.note("monitoring", f"Under full load ({rate}): {finding.says} {probe.says}")


async def health(scene: Scene) -> dict[str, Any]:
    """The store at a glance, as monitoring sees it (never as the users' own record does)."""
    rate = await checks_host.measured(scene, "sum(rate(edge_requests_total[5s]))")
    errors = await checks_host.measured(
        scene,
        'sum(rate(edge_requests_total{status=~"5..|499"}[5s]))'
        " / sum(rate(edge_requests_total[5s]))",
    )
    p95 = await checks_host.measured(
        scene, "histogram_quantile(0.95, sum by (le) (rate(edge_request_seconds_bucket[5s])))"
    )
    probe = await checks_host.measured(scene, "probe_success")
    waiting = await checks_host.measured(scene, 'sum(store_db_pool{stat="requests_waiting"})')
    database = await checks_host.measured(scene, "pg_up")
    return {
        "rate": rate,
        "errors": errors,
        "p95": p95,
        "probe": probe,
        "waiting": waiting,
        "database": database,
    }


def since(began: datetime) -> str:
    """Minutes and seconds since a moment, as a clock shows them."""
    return str(timedelta(seconds=round((datetime.now(UTC) - began).total_seconds())))[2:]
