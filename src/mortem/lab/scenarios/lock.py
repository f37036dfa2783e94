"""A migration that takes a table lock and does not let go."""

import psycopg

from mortem.lab import checks, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Lock(Scenario):
    """The same message in the log can have another cause: learn to ask who waits for whom.

    Customers wait and then meet errors; nothing was released for hours.
    """

    hard = 2
    component = "postgresql"
    kind = "database lock"
    expects = ("CheckoutErrorRatioHigh", "StoreErrorRatioHigh", "CheckoutSlow", "StoreSlow")
    healer = "database"
    hints = (
        "Is somebody waiting inside PostgreSQL? pg_stat_activity has wait_event_type.",
        "pg_blocking_pids(pid) names who holds up whom.",
        "End the session that blocks: SELECT pg_terminate_backend(pid).",
    )
    rubric = Rubric(
        cause=(
            ("a lock in PostgreSQL", (r"\block(s|ed|ing)?\b", r"blocking")),
            (
                "a migration or session left open",
                (
                    r"migration",
                    r"alter table",
                    r"idle in transaction",
                    r"open transaction",
                    r"schema change",
                ),
            ),
        ),
        fix=(r"terminat", r"kill(ed)?", r"end(ed|ing)? the (session|transaction)", r"cancel"),
        prevention=(
            (
                "lock_timeout or statement_timeout for migrations",
                (r"lock_timeout", r"statement_timeout", r"time-?out"),
            ),
            (
                "migrations outside busy hours, in small steps, reviewed",
                (
                    r"off-?peak|busy hours|maintenance window|quiet",
                    r"small(er)? (steps|batches)",
                    r"review",
                ),
            ),
            (
                "an alert on lock waits or long transactions",
                (
                    r"(alert|monitor)[^.]*(lock|transaction)",
                    r"(lock|transaction)[^.]*(alert|monitor)",
                ),
            ),
        ),
        wrong=(("a release of the store", (r"(release|deploy) r?\d* ?(broke|caused)",)),),
    )

    async def break_it(self, scene: Scene) -> None:
        table = scene.dice.choice(["loyalty_entry", "cart_line"])
        number = scene.dice.randint(100, 400)
        scene.room.note(
            responders.DATABASE, f"Running migration {number} on {table}: one more column."
        )
        address = f"{scene.stack.database.address} application_name=migration-{number}"
        session = psycopg.connect(address)
        scene.memory["session"] = session
        session.execute(f"ALTER TABLE {table} ADD COLUMN note_{number} text".encode())
        scene.memory["pid"] = session.info.backend_pid
        scene.injected(
            f"migration {number} holds a table lock on {table} in PostgreSQL: its transaction stays"
            " open, and every query of the table waits"
        )
        scene.diary.innocents.append("the store's releases")

    async def mend_it(self, scene: Scene, by: str) -> None:
        pid = scene.memory["pid"]
        scene.sql("SELECT pg_terminate_backend(%s)", pid, name="database-team")
        scene.removed("the session of the migration was terminated")
        scene.room.note(by, f"Terminated session {pid}; its migration is rolled back.")

    async def clue(self, scene: Scene) -> str:
        return (await checks.blockers(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(
            scene, "Looks like the last release; restarting.", checks.app_errors
        )
        await responders.restart(scene, "suspecting the store itself")
        await responders.report(scene, responders.SUPPORT, checks.pg_isready, checks.connections)
        await responders.escalate(scene, "database")
        await responders.report(scene, responders.DATABASE, checks.blockers)
        await self.mend_it(scene, responders.DATABASE)
