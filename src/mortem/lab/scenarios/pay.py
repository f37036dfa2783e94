"""The payment provider answers slowly."""

from mortem.lab import checks, checks_host, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Pay(Scenario):
    """The trouble may lie with somebody you pay. Learn to prove it before you phone them.

    Paying fails or takes long; everything else is slower than usual at most.
    """

    hard = 2
    component = "payment provider"
    kind = "dependency"
    expects = ("CheckoutErrorRatioHigh", "CheckoutSlow")
    healer = "payments"
    hints = (
        "Which route fails, and after how many seconds?",
        "store_payment_seconds tells how long the provider takes.",
        "You cannot mend a provider: escalate to payments.",
    )
    rubric = Rubric(
        cause=(
            ("the payment provider", (r"payment", r"provider", r"third[ -]party", r"external")),
            (
                "it answered slowly or not in time",
                (
                    r"slow",
                    r"\blate\b",
                    r"delay",
                    r"time-?out",
                    r"latency",
                    r"did not answer",
                    r"not respond",
                    r"seconds",
                ),
            ),
        ),
        fix=(r"provider", r"recover", r"their side", r"restor", r"fixed"),
        prevention=(
            (
                "pay outside the transaction, or asynchronously",
                (r"async", r"queue", r"outside (of )?the transaction", r"background"),
            ),
            (
                "a circuit breaker or shorter time-out",
                (r"circuit", r"time-?out", r"breaker", r"fallback|fall back"),
            ),
            (
                "a second provider or an agreed service level",
                (
                    r"second provider",
                    r"another provider",
                    r"backup provider",
                    r"\bSLA\b",
                    r"service level",
                ),
            ),
            (
                "an alert on the provider's latency",
                (
                    r"(alert|monitor)[^.]*(payment|provider)",
                    r"(payment|provider)[^.]*(alert|monitor)",
                ),
            ),
        ),
        wrong=(
            ("the database", (r"(database|postgres\w*) (was|is|went) (down|overloaded|slow)",)),
        ),
    )

    async def break_it(self, scene: Scene) -> None:
        seconds = scene.dice.uniform(5.5, 9.0)
        await scene.payments_trouble(seconds)
        scene.injected(
            f"the payment provider answers {seconds:.1f} s late; the store waits 3 s for it"
        )
        scene.diary.innocents += ["store", "PostgreSQL"]

    async def mend_it(self, scene: Scene, by: str) -> None:
        await scene.payments_trouble(0)
        scene.removed("the payment provider is as fast as before")
        finding = await checks_host.provider(scene)
        scene.room.note(by, f"A slow node of ours is out of rotation. {finding.says}")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.provider(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "Paying fails.", checks.app_errors)
        await responders.suspect_database(scene)
        await responders.clear_database(scene)
        await responders.escalate(scene, "development")
        await responders.report(
            scene, responders.DEVELOPMENT, checks.app_errors, checks_host.provider
        )
        await responders.escalate(scene, "payments", "This lies outside our house.")
        await self.mend_it(scene, "Payment provider")
