"""A release that asks for a second connection while it holds the first."""

from mortem.lab import checks, checks_code, checks_host, responders
from mortem.lab.releases import Patch
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene

POINTS = "async def points(connection: AsyncConnection, who: str) -> int:"
OWN = '''async def points(pool: AsyncConnectionPool, who: str) -> int:
    """A customer's points so far."""
    async with pool.connection() as connection:
        return await _points(connection, who)


async def _points(connection: AsyncConnection, who: str) -> int:'''
ADD = """    await connection.execute(
        "INSERT INTO loyalty_entry (customer, points) VALUES (%s, %s)", (who, cents // 100)
    )
    return await points(connection, who)"""
OWN_ADD = """    async with pool.connection() as connection:
        await connection.execute(
            "INSERT INTO loyalty_entry (customer, points) VALUES (%s, %s)", (who, cents // 100)
        )
        return await _points(connection, who)"""
PATCHES = (
    Patch(
        "loyalty.py",
        "from psycopg import AsyncConnection\n",
        "from psycopg import AsyncConnection\nfrom psycopg_pool import AsyncConnectionPool\n",
    ),
    Patch("loyalty.py", POINTS, OWN),
    Patch(
        "loyalty.py",
        "async def add(connection: AsyncConnection",
        "async def add(pool: AsyncConnectionPool",
    ),
    Patch("loyalty.py", ADD, OWN_ADD),
    Patch(
        "checkout.py",
        "loyalty.points(connection, who)",
        "loyalty.points(request.app.state.main, who)",
    ),
    Patch(
        "checkout.py",
        "loyalty.add(connection, who, cents)",
        "loyalty.add(request.app.state.main, who, cents)",
    ),
)


class Checkout(Scenario):
    """The error message names one part of the system. Learn to test that before acting on it.

    A busy afternoon: customers meet errors while they pay, and the log seems to say why.
    """

    hard = 2
    component = "store"
    kind = "release"
    expects = ("CheckoutErrorRatioHigh", "CheckoutSlow", "StoreDatabaseConnectionErrors")
    busy = 10.0
    healer = "development"
    hints = (
        "Compare what the store says about the database with what the database says about itself.",
        "Look at the store's connection pool: who holds connections, and what do they wait for?",
        "Read the difference between the two last releases, loyalty.py first.",
    )
    rubric = Rubric(
        cause=(
            (
                "the release or the store's code",
                (r"release|deploy|version|\br\d+\b", r"code|loyalty"),
            ),
            (
                "a second connection inside a request",
                (
                    r"(second|two|another|extra|additional|nested)\W+(\w+\W+){0,4}connection",
                    r"connections? (twice|again)",
                    r"2 connections",
                ),
            ),
            (
                "the pool runs dry or deadlocks",
                (r"deadlock", r"pool", r"exhaust", r"starv", r"wait(s|ed|ing)? for each other"),
            ),
        ),
        fix=(
            r"roll(ed|ing)?[ -]?back",
            r"revert",
            r"patch",
            r"one connection",
            r"fix(ed)?\b",
            r"\br\d+\b",
        ),
        prevention=(
            (
                "a load or concurrency test before a release",
                (r"load[ -]?test", r"concurren", r"stress", r"staging", r"canary"),
            ),
            (
                "one connection per request as a rule, held by review or a linter",
                (r"review", r"lint", r"one connection", r"static"),
            ),
            (
                "an alert or panel on the pool",
                (
                    r"pool[^.]*(alert|monitor|metric|dashboard)",
                    r"(alert|monitor|metric|dashboard)[^.]*pool",
                ),
            ),
            (
                "a gradual roll-out with automatic roll-back",
                (
                    r"canary",
                    r"gradual",
                    r"undo the newest",
                    r"automatic(ally)? roll",
                    r"roll[ -]?back",
                ),
            ),
        ),
        wrong=(
            (
                "the database",
                (
                    r"(database|postgres\w*) (server )?(was|is|went)"
                    r" (down|unavailable|overloaded|out of connections)",
                ),
            ),
        ),
    )

    async def break_it(self, scene: Scene) -> None:
        scene.crowd.come(self.calm)
        name = await scene.release("loyalty points as a service of their own", PATCHES)
        scene.injected(
            f"release {name}: checkout takes a second connection from the pool inside a request, so"
            " that concurrent checkouts deadlock; the database was fine",
            change=name,
            at=scene.memory["rolled_out_from"],
        )
        scene.diary.innocents.append("PostgreSQL")
        await scene.wait(scene.jitter(10), least=2)

    async def mend_it(self, scene: Scene, by: str) -> None:
        bad = scene.stack.releases.current
        await scene.roll_back(
            scene.memory["before"], by, f"roll back {bad}: one connection per request"
        )
        scene.removed(f"roll back from {bad} to {scene.memory['before']}")

    async def clue(self, scene: Scene) -> str:
        errors, changed = await checks.app_errors(scene), await checks_host.changed_code(scene)
        return f"{errors.says} {changed.says}"

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(
            scene, "That sounds like the database. Checking PostgreSQL.", checks.app_errors
        )
        await responders.suspect_database(scene)
        await responders.restart(scene, "hoping to clear database connections")
        await responders.clear_database(scene)
        await responders.escalate(scene, "development")
        made = (checks.app_errors, checks_host.changed_code)
        await responders.report(scene, responders.DEVELOPMENT, *made, before="On it.")
        await responders.report(
            scene, responders.DEVELOPMENT, checks_code.nested_connections, before="Found it."
        )
        await self.mend_it(scene, responders.DEVELOPMENT)
        scene.room.note(
            responders.DEVELOPMENT,
            f"{scene.stack.releases.current} is live on both instances again.",
        )
