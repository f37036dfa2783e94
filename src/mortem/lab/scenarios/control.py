"""The same load with nothing broken."""

from mortem.lab import checks, decoys, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Control(Scenario):
    """A day on which nothing happens: learn how ordinary noise looks before you hunt for it."""

    hard = 1
    component = ""
    kind = "none"
    shows_in = ()
    expects = ()
    rubric = Rubric(cause=(), fix=(), prevention=())

    async def break_it(self, scene: Scene) -> None:
        scene.diary.cause = "nothing was broken"

    async def mend_it(self, scene: Scene, by: str) -> None:
        return

    async def respond(self, scene: Scene) -> None:
        await scene.wait(20, least=6)
        await decoys.play_one(scene)
        await responders.report(
            scene,
            responders.SUPPORT,
            checks.statuses,
            checks.new_connection,
            before="Routine check.",
        )
        await scene.wait(15, least=5)
