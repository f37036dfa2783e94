"""A release that never lets go of memory, until the machine ends it."""

from mortem.lab import checks, checks_host, responders
from mortem.lab.releases import Patch
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene

PATCHES = (
    Patch(
        "catalogue.py",
        "Rows = list[dict[str, Any]]\n",
        "Rows = list[dict[str, Any]]\nSEEN: list[bytes] = []\n",
    ),
    Patch(
        "catalogue.py",
        '    return page("product.html"',
        '    SEEN.append(b"%d" % number * {size})\n    return page("product.html"',
    ),
)


class Leak(Scenario):
    """What dies and comes back hides its cause. Learn to look at trends, not at moments.

    Errors come in bursts; between them everything looks well.
    """

    hard = 3
    component = "store"
    kind = "release"
    shows_in = ("access log", "nginx error log", "deploys", "metrics")
    expects = ("StoreErrorRatioHigh", "CheckoutErrorRatioHigh", "InstanceDown")
    busy = 9.0
    hints = (
        "How long have the instances been up, and who starts them again?",
        "process_resident_memory_bytes by instance, since the last release.",
        "Roll back to the release before.",
    )
    rubric = Rubric(
        cause=(
            ("the release", (r"release", r"deploy", r"version", r"\br\d+\b")),
            ("memory that is never freed", (r"memory", r"leak", r"\bOOM\b", r"\bMiB\b|\bMB\b")),
            (
                "instances are killed and started again",
                (r"kill", r"restart", r"started again", r"die|died"),
            ),
        ),
        fix=(r"roll(ed|ing)?[ -]?back", r"revert"),
        prevention=(
            (
                "an alert on memory growth or restarts",
                (r"(alert|monitor)[^.]*(memory|restart)", r"(memory|restart)[^.]*(alert|monitor)"),
            ),
            (
                "a soak or load test before a release",
                (r"soak", r"load[ -]?test", r"memory test", r"profil"),
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
        scene.stack.releases.memory_limit = 200 << 20
        size = scene.dice.randint(1_500_000, 2_000_000)
        patches = [Patch(p.file, p.old, p.new.replace("{size}", str(size))) for p in PATCHES]
        name = await scene.release("remember which products people look at", patches)
        scene.injected(
            f"release {name} keeps memory for every product looked at; the instances grow to their"
            " limit of 200 MiB and are killed, again and again",
            change=name,
            at=scene.memory["rolled_out_from"],
        )
        scene.diary.innocents.append("PostgreSQL")

    async def mend_it(self, scene: Scene, by: str) -> None:
        bad = scene.stack.releases.current
        await scene.roll_back(scene.memory["before"], by, f"roll back {bad}")
        scene.removed(f"roll back from {bad} to {scene.memory['before']}")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.memory(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "Errors come and go.", checks.statuses)
        await responders.suspect_database(scene)
        await responders.clear_database(scene)
        await responders.escalate(scene, "development")
        await responders.report(
            scene, responders.DEVELOPMENT, checks_host.memory, checks_host.changed_code
        )
        await self.mend_it(scene, responders.DEVELOPMENT)
