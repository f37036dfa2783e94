"""More customers than the store has connections for."""

from collections.abc import Mapping
from typing import ClassVar

from mortem.lab import checks, checks_host, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Surge(Scenario):
    """Success can break a store. Learn to tell a lack of capacity from a fault.

    A campaign works better than hoped, and paying does not.
    """

    hard = 2
    component = "store"
    kind = "capacity"
    expects = ("CheckoutErrorRatioHigh", "CheckoutSlow", "StoreDatabaseConnectionErrors")
    busy = 13.0
    calm = 3.0
    settings: ClassVar[Mapping[str, str]] = {"STORE_POOL_SIZE": "1"}
    healer = "operations"
    hints = (
        "How many requests a second come now, and how many an hour ago?",
        "What are requests waiting for? store_db_pool has requests_waiting.",
        "STORE_POOL_SIZE in store.env, then `restart`.",
    )
    rubric = Rubric(
        cause=(
            (
                "more traffic than capacity",
                (
                    r"surge",
                    r"users a second",
                    r"traffic",
                    r"campaign",
                    r"(more|many|rush of) (users|customers|visitors)",
                    r"load",
                    r"capacity",
                ),
            ),
            ("the connection pool was too small", (r"pool", r"connection")),
        ),
        fix=(r"pool", r"rais", r"increas", r"larger", r"scal"),
        prevention=(
            (
                "capacity planned and load-tested with marketing",
                (r"capacity", r"load[ -]?test", r"marketing", r"plan"),
            ),
            (
                "an alert on saturation: waiting for the pool",
                (r"(alert|monitor)[^.]*(pool|saturat|wait)", r"(pool|saturat)[^.]*(alert|monitor)"),
            ),
            (
                "shedding load or queueing gracefully",
                (
                    r"shed",
                    r"queue",
                    r"rate limit",
                    r"waiting room",
                    r"autoscal|auto-scal|scale automatically",
                ),
            ),
        ),
        wrong=(
            (
                "the database",
                (r"(database|postgres\w*) (server )?(was|is|went) (down|overloaded)",),
            ),
        ),
    )

    async def break_it(self, scene: Scene) -> None:
        rate = round(self.busy * scene.dice.uniform(0.95, 1.15), 1)
        scene.room.note("Marketing", "The newsletter with the spring offer is out.")
        scene.crowd.come(rate)
        scene.memory["rate"] = rate
        scene.injected(
            f"{rate:g} users a second came instead of {self.calm:g}; each instance has only one"
            " connection for checkout, and it is held while the payment provider is asked"
        )
        scene.diary.innocents += ["PostgreSQL", "payment provider"]

    async def mend_it(self, scene: Scene, by: str) -> None:
        (scene.stack.run / "store.env").write_text("STORE_POOL_SIZE=8\n", encoding="utf-8")
        await scene.stack.releases.restart(by, "STORE_POOL_SIZE from 1 to 8")
        scene.removed("the connection pool was enlarged from 1 to 8 an instance")
        scene.room.note(by, "Both instances run with 8 connections a pool now.")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.traffic(scene)).says

    async def respond(self, scene: Scene) -> None:
        scene.crowd.come(scene.memory["rate"])
        await responders.acknowledge(scene, "That sounds like the database.", checks.app_errors)
        await responders.suspect_database(scene)
        await responders.restart(scene, "hoping to clear connections")
        await responders.clear_database(scene)
        await responders.escalate(scene, "operations")
        await responders.report(
            scene, responders.OPERATIONS, checks_host.traffic, checks.connections
        )
        await self.mend_it(scene, responders.OPERATIONS)
