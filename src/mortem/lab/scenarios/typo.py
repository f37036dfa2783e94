"""A release that imports a module which is not there."""

from mortem.lab import checks, checks_host, responders
from mortem.lab.releases import Patch
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene

PLACES = (
    (
        "checkout.py",
        "        basket = await cart.lines(connection, who)\n        if not basket:",
        "paying",
    ),
    ("cart.py", "    async with request.form() as form:", "filling the cart"),
    ("catalogue.py", '    number = request.path_params["number"]', "looking at a product"),
)
MODULES = ("receipts", "templating", "discounts", "currency")


def patch(file: str, place: str, module: str) -> Patch:
    """Import what is not there, before the line `place` of a file."""
    line = place.lstrip(" ")
    indent = " " * (len(place) - len(line))
    return Patch(file, line, f"from .{module} import prepare\n\n{indent}prepare()\n{indent}{line}")


class Typo(Scenario):
    """The simplest outage there is. Learn how fast one can be, and what a good report of it is.

    A release went out, and a part of the store answers with errors.
    """

    hard = 1
    component = "store"
    kind = "release"
    expects = ("StoreErrorRatioHigh", "CheckoutErrorRatioHigh")
    hints = (
        "What is the most common error in the application's log, and since when?",
        "Which release runs, and which ran before?",
        "Roll back to the release before.",
    )
    rubric = Rubric(
        cause=(
            ("the release", (r"release", r"deploy", r"version", r"\br\d+\b")),
            ("an import of a module that is missing", (r"module", r"import", r"ModuleNotFound")),
        ),
        fix=(r"roll(ed|ing)?[ -]?back", r"revert"),
        prevention=(
            ("a smoke test or start-up check before the release", (r"smoke", r"test", r"\bCI\b")),
            (
                "a linter or type checker in the pipeline",
                (r"lint", r"mypy", r"type check", r"static"),
            ),
            (
                "a canary or automatic roll-back",
                (r"canary", r"one instance", r"automatic", r"gradual"),
            ),
        ),
        wrong=(
            (
                "the database",
                (r"(database|postgres\w*) (was|is|went) (down|unavailable|overloaded)",),
            ),
        ),
    )

    async def break_it(self, scene: Scene) -> None:
        file, place, what = scene.dice.choice(PLACES)
        module = scene.dice.choice(MODULES)
        name = await scene.release(f"prepare {module} in one place", [patch(file, place, module)])
        scene.injected(
            f"release {name} imports the module {module}, which does not exist: {what} fails",
            change=name,
            at=scene.memory["rolled_out_from"],
        )
        scene.diary.innocents.append("PostgreSQL")

    async def mend_it(self, scene: Scene, by: str) -> None:
        bad = scene.stack.releases.current
        await scene.roll_back(scene.memory["before"], by, f"roll back {bad}")
        scene.removed(f"roll back from {bad} to {scene.memory['before']}")

    async def clue(self, scene: Scene) -> str:
        return (await checks.app_errors(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "Customers meet errors.", checks.statuses)
        await responders.report(scene, responders.SUPPORT, checks.new_connection)
        await responders.escalate(scene, "development")
        await responders.report(
            scene,
            responders.DEVELOPMENT,
            checks.app_errors,
            checks_host.changed_code,
            after="Rolling back.",
        )
        await self.mend_it(scene, responders.DEVELOPMENT)
