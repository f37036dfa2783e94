"""nginx listens on the wrong port after a change of its configuration."""

from mortem.lab import checks, checks_host, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Port(Scenario):
    """Silence is a symptom too. Learn to notice what is missing from a log.

    No error anywhere, and yet nobody buys anything.
    """

    hard = 2
    component = "nginx"
    kind = "configuration"
    shows_in = ("probe", "missing traffic", "alerts", "clients")
    expects = ("SiteUnreachable", "TrafficMissing")
    needs = ("nginx", "postgres", "prometheus", "alertmanager", "blackbox")
    healer = "operations"
    hints = (
        "Try to fetch the store's page as a customer would.",
        "Who listens on the store's port? `ss -ltnp` tells.",
        "Compare `listen` in nginx/nginx.conf with the port customers use, then reload-nginx.",
    )
    rubric = Rubric(
        cause=(
            ("nginx's configuration", (r"nginx", r"proxy", r"configuration")),
            ("the wrong port", (r"port",)),
        ),
        fix=(r"reload", r"restor", r"correct", r"revert", r"fix(ed)?\b", r"right port"),
        prevention=(
            (
                "a probe right after every reload, with automatic undo",
                (r"probe", r"smoke", r"health ?check", r"after (each|every|the) reload"),
            ),
            (
                "configuration under review and version control",
                (r"review", r"version control", r"\bgit\b", r"pull request"),
            ),
            (
                "an alert on missing traffic",
                (r"(alert|monitor)[^.]*(traffic|requests|probe)", r"traffic[^.]*alert"),
            ),
        ),
        wrong=(
            ("the store's code", (r"(store|app\w*)[^.]{0,30} crash",)),
            ("the database", (r"(database|postgres\w*) (was|is|went) down",)),
        ),
    )

    async def break_it(self, scene: Scene) -> None:
        right, wrong = scene.stack.port["https"], scene.stack.port["spare"]
        await scene.edge(responders.OPERATIONS, https=wrong)
        scene.room.note(responders.OPERATIONS, "Tidied up nginx's configuration and reloaded it.")
        scene.injected(
            f"nginx listens on port {wrong} instead of {right} after a change of its configuration"
        )
        scene.diary.innocents += ["store", "PostgreSQL"]

    async def mend_it(self, scene: Scene, by: str) -> None:
        await scene.edge(by, https=scene.stack.port["https"])
        scene.removed("nginx listens on the right port again after another reload")
        scene.room.note(by, "Put the right port back and reloaded nginx.")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.listening(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "The store may be down.", checks.fetch)
        await responders.report(scene, responders.SUPPORT, checks.statuses, checks.app_errors)
        await responders.restart(scene, "in case the store hangs")
        await responders.escalate(scene, "operations")
        await responders.report(scene, responders.OPERATIONS, checks_host.listening)
        await self.mend_it(scene, responders.OPERATIONS)
