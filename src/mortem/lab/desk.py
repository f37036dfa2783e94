"""What a player may do, and what comes of it. Every action is recorded as it happened."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from mortem.errors import LabFailed
from mortem.lab import checks, checks_host, responders
from mortem.lab.scenario import Scenario
from mortem.lab.scene import Scene

YOU = "on-call engineer"
HELP = """note TEXT               write down what you see, suppose or do
escalate TEAM [WHY]     call a team: development, operations, database, payments
releases                which releases there are, and which one runs
deploy NAME | rollback  roll a release out, one instance after the other
restart                 restart both store instances (settings: store.env)
reload-nginx            test nginx/nginx.conf and reload it
renew-certificate       get a new certificate and reload nginx
start-postgres          start PostgreSQL if it is not running
status                  what monitoring says now
hint                    a hint (costs points)
give-up                 end the game; the store is switched off"""
# what each team looks at first
LOOKS: dict[str, tuple[Callable[[Scene], Awaitable[checks.Finding]], ...]] = {
    "development": (checks.app_errors,),
    "operations": (checks.edge_errors,),
    "database": (checks.pg_isready, checks.connections),
    "payments": (checks_host.provider,),
}


class Desk:
    """The player's hands."""

    def __init__(self, scenario: Scenario, scene: Scene, gave_up: asyncio.Event) -> None:
        self.scenario = scenario
        self.scene = scene
        self.gave_up = gave_up
        self.last_action = "by hand, in the shell"
        self.called: list[str] = []
        self.jobs: set[asyncio.Task[None]] = set()

    async def obey(self, order: dict[str, Any]) -> str:
        """Carry out one command; returns what to print. Raises LabFailed where it cannot."""
        verb, words = str(order.get("do", "")), str(order.get("text", "")).strip()
        deeds: dict[str, Callable[[str], Awaitable[str]]] = {
            "note": self.note,
            "escalate": self.escalate,
            "releases": self.releases,
            "deploy": self.deploy,
            "rollback": self.rollback,
            "restart": self.restart,
            "reload-nginx": self.reload_nginx,
            "renew-certificate": self.renew_certificate,
            "start-postgres": self.start_postgres,
            "status": self.status,
            "hint": self.hint,
            "give-up": self.give_up,
            "help": self.help,
        }
        if verb not in deeds:
            raise LabFailed(f"no command {verb!r}. There are:\n{HELP}")
        return await deeds[verb](words)

    def close(self, ended_by: str) -> None:
        """The game is over: say in the diary what the last action was."""
        diary = self.scene.diary
        if diary.removed is None and ended_by.startswith("users are served"):
            diary.removed = datetime.now(UTC)
            diary.fixed_by = self.last_action
        for job in self.jobs:
            job.cancel()

    async def note(self, words: str) -> str:
        """Write something down."""
        if not words:
            raise LabFailed('say what: note "what you see, suppose or do"')
        self.scene.room.note(YOU, words)
        return "noted"

    async def escalate(self, words: str) -> str:
        """Call a team; it looks, says what it found, and mends if called a second time."""
        team, _, why = words.partition(" ")
        if team not in responders.TEAMS:
            raise LabFailed(f"no team {team!r}; there are {', '.join(responders.TEAMS)}")
        name = responders.TEAMS[team]
        self.scene.room.note(YOU, f"Escalating to {name}. {why}".strip())
        self.scene.diary.escalated(name, YOU)
        again = team in self.called
        self.called.append(team)
        self._later(self._answer(team, name, again))
        return f"{name} is told; their answer comes as a note"

    async def _answer(self, team: str, name: str, again: bool) -> None:
        await self.scene.wait(self.scene.jitter(8), least=2)
        mine = team == self.scenario.healer and self.scene.diary.injected is not None
        if mine and (again or team == "payments"):
            self._did(f"mended by {name}")
            await self.scenario.mend_it(self.scene, name)
            return
        if mine:
            clue = await self.scenario.clue(self.scene)
            self.scene.room.note(name, f"{clue} Call us again if we shall put it right.")
            return
        found = [await look(self.scene) for look in LOOKS[team]]
        self.scene.room.note(
            name, f"{' '.join(f.says for f in found)} We see nothing of ours to mend."
        )
        self.scene.diary.dead_end(f"{name} was called first", [rf"{team}", name])

    async def releases(self, words: str) -> str:
        """Which releases there are."""
        system = self.scene.stack.releases
        mark = {instance.release for instance in system.instances}
        return "\n".join(f"{name}{'  (runs)' if name in mark else ''}" for name in system.known())

    async def deploy(self, words: str) -> str:
        """Roll a release out."""
        self._did(f"{words} was rolled out")
        await self.scene.stack.releases.deploy(words, YOU, "by hand")
        return f"{words} is live on both instances"

    async def rollback(self, words: str) -> str:
        """Go back to the release that ran before."""
        system = self.scene.stack.releases
        before = system.before
        if before is None:
            raise LabFailed("there was no release before this one")
        self._did(f"roll back from {system.current} to {before}")
        await system.deploy(before, YOU, f"roll back {system.current}")
        return f"{before} is live on both instances"

    async def restart(self, words: str) -> str:
        """Restart both instances."""
        self._did("both instances were restarted")
        await self.scene.stack.releases.restart(YOU, words or "by hand")
        self._later(self._judge_restart())
        return "both instances are restarted"

    async def _judge_restart(self) -> None:
        await self.scene.wait(10, least=5)
        if not (await checks.statuses(self.scene, 5.0)).well:
            self.scene.diary.dead_end(
                "both instances were restarted in vain", [r"restart", r"reboot"]
            )

    async def reload_nginx(self, words: str) -> str:
        """Reload nginx if its configuration is sound."""
        problem = self.scene.stack.edge.reload()
        if problem:
            raise LabFailed(problem)
        self._did("nginx's configuration was changed and reloaded")
        return "nginx is reloaded"

    async def renew_certificate(self, words: str) -> str:
        """A new certificate, and a reload."""
        self.scene.stack.authority.issue(datetime.now(UTC) + timedelta(days=60))
        self.scene.stack.edge.reload()
        self._did("a new certificate was issued and nginx reloaded")
        return "there is a new certificate, valid for 60 days; nginx is reloaded"

    async def start_postgres(self, words: str) -> str:
        """Start PostgreSQL if it does not run."""
        database = self.scene.stack.database
        if database.child is not None and database.child.running:
            raise LabFailed("PostgreSQL is running")
        self._did("PostgreSQL was started again")
        database.start()
        database.wait()
        return "PostgreSQL accepts connections"

    async def status(self, words: str) -> str:
        """What monitoring says."""
        firing = ", ".join(self.scene.room.firing) or "none"
        finding, probe = await checks.statuses(self.scene), await checks.fetch(self.scene)
        return f"alerts firing: {firing}\n{finding.says}\n{probe.says}"

    async def hint(self, words: str) -> str:
        """The next hint; each costs points."""
        hints = self.scenario.hints
        if self.scene.diary.injected is None and self.scenario.kind != "none":
            return "Nothing to hint at yet."
        if self.scene.diary.hints >= len(hints):
            return "There are no more hints."
        self.scene.diary.hints += 1
        return hints[self.scene.diary.hints - 1]

    async def give_up(self, words: str) -> str:
        """End the game."""
        self.gave_up.set()
        return "the game is over; the record is being written"

    async def help(self, words: str) -> str:
        """What there is to do."""
        return HELP

    def _did(self, what: str) -> None:
        self.last_action = what

    def _later(self, job: Any) -> None:
        task = asyncio.create_task(job)
        self.jobs.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self.jobs.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.scene.room.note("the lab", f"that did not work: {task.exception()}")
