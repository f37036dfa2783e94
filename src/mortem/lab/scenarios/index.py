"""An index that nobody seemed to need is dropped."""

import asyncio

from mortem.lab import checks, checks_host, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Index(Scenario):
    """Slow comes before broken. Learn to see an outage in the latencies before the errors start.

    Pages around paying get slower, and after a while they fail.
    """

    hard = 3
    component = "postgresql"
    kind = "database schema"
    expects = ("CheckoutSlow", "CheckoutErrorRatioHigh", "StoreDatabaseConnectionErrors")
    history = 1_500_000
    busy = 10.0
    healer = "database"
    hints = (
        "What does PostgreSQL spend its time on? Its log names slow statements.",
        "EXPLAIN ANALYZE the query behind the loyalty points.",
        "CREATE INDEX ON loyalty_entry (customer).",
    )
    rubric = Rubric(
        cause=(
            ("the database", (r"database", r"postgres", r"loyalty_entry", r"table")),
            ("an index was dropped", (r"index",)),
        ),
        fix=(r"creat", r"rebuil", r"restor", r"index"),
        prevention=(
            (
                "schema changes reviewed with their query plans",
                (r"review", r"explain", r"query plan", r"pg_stat"),
            ),
            (
                "an alert on slow statements or sequential scans",
                (
                    r"(alert|monitor)[^.]*(slow|scan|latency|quer)",
                    r"(slow|scan|latency)[^.]*(alert|monitor)",
                ),
            ),
            (
                "try it on a copy with the same amount of data",
                (r"staging", r"copy", r"production[ -]like", r"load[ -]?test"),
            ),
        ),
        wrong=(("a release of the store", (r"(release|deploy) r?\d* ?(broke|caused)",)),),
    )

    async def break_it(self, scene: Scene) -> None:
        scene.room.note(
            responders.DATABASE,
            "Dropping loyalty_entry_customer: its use counter looked like zero.",
        )
        scene.sql("DROP INDEX loyalty_entry_customer", name="database-team")
        scene.injected(
            "the index on loyalty_entry (customer) was dropped: every look at a customer's points"
            " reads the whole table"
        )
        scene.diary.innocents.append("the store's releases")

    async def mend_it(self, scene: Scene, by: str) -> None:
        statement = "CREATE INDEX loyalty_entry_customer ON loyalty_entry (customer)"
        await asyncio.to_thread(scene.sql, statement, name="database-team")
        scene.removed("the index was created again")
        scene.room.note(by, "The index on loyalty_entry (customer) is back.")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.slow_query(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "Paying is slow or fails.", checks.app_errors)
        await responders.restart(scene, "suspecting the last release")
        await responders.report(scene, responders.SUPPORT, checks.connections)
        await responders.escalate(scene, "database")
        await responders.report(scene, responders.DATABASE, checks_host.slow_query, checks.blockers)
        await self.mend_it(scene, responders.DATABASE)
