"""nginx looks for the store where it is not."""

from mortem.lab import checks, checks_host, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Reload(Scenario):
    """A configuration can be free of errors and still be wrong. Learn what `nginx -t` cannot know.

    Every page gives the same error from one moment to the next.
    """

    hard = 1
    component = "nginx"
    kind = "configuration"
    shows_in = ("access log", "nginx error log", "alerts", "probe")
    expects = ("StoreErrorRatioHigh", "CheckoutErrorRatioHigh", "SiteUnreachable")
    healer = "operations"
    hints = (
        "Which status do customers get, and who makes it: nginx or the store?",
        "us= and ua= in the access log say what nginx heard, and from which address.",
        "Compare `upstream store` with the ports the instances listen on, then reload-nginx.",
    )
    rubric = Rubric(
        cause=(
            ("nginx's configuration", (r"nginx", r"proxy", r"configuration")),
            (
                "the wrong upstream address",
                (r"upstream", r"wrong (port|address)", r"backend (address|port)"),
            ),
        ),
        fix=(r"reload", r"restor", r"revert", r"correct", r"right (port|address|upstream)"),
        prevention=(
            (
                "a probe right after every reload, with automatic undo",
                (
                    r"probe",
                    r"smoke",
                    r"health ?check",
                    r"after (each|every|the) reload",
                    r"automatic",
                ),
            ),
            (
                "configuration generated from the release system",
                (r"generat", r"template", r"service discovery", r"single source"),
            ),
            (
                "configuration under review and version control",
                (r"review", r"version control", r"\bgit\b", r"pull request"),
            ),
        ),
        wrong=(
            ("the store's code", (r"(store|app\w*)[^.]{0,30} crash",)),
            ("the database", (r"(database|postgres\w*) (was|is|went) down",)),
        ),
    )

    async def break_it(self, scene: Scene) -> None:
        port = scene.stack.port
        right = [port["app-a"], port["app-b"]]
        wrong = [port["spare"], port["spare"] + scene.dice.randint(1, 9)]
        await scene.edge(responders.OPERATIONS, upstreams=wrong)
        scene.room.note(
            responders.OPERATIONS,
            "Renumbered the upstreams and reloaded nginx; nginx -t was content.",
        )
        scene.injected(
            f"after a reload nginx's upstreams are ports {wrong[0]} and {wrong[1]}, where nobody"
            f" listens, instead of {right[0]} and {right[1]}"
        )
        scene.diary.innocents += ["store", "PostgreSQL"]

    async def mend_it(self, scene: Scene, by: str) -> None:
        port = scene.stack.port
        await scene.edge(by, upstreams=[port["app-a"], port["app-b"]])
        scene.removed("nginx's upstreams are right again after another reload")
        scene.room.note(by, "Put the upstreams right and reloaded nginx.")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.upstreams(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(
            scene, "Every page fails: the store may have crashed.", checks.statuses
        )
        await responders.restart(scene, "in case the store has crashed")
        await responders.escalate(scene, "operations")
        await responders.report(
            scene, responders.OPERATIONS, checks.edge_errors, checks_host.upstreams
        )
        await self.mend_it(scene, responders.OPERATIONS)
