"""The database stops."""

import signal

from mortem.lab import checks, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Pgdown(Scenario):
    """Sometimes it really is the database. Learn what follows after it is back.

    Every page of the store fails at once.
    """

    hard = 1
    component = "postgresql"
    kind = "database down"
    expects = ("DatabaseDown", "StoreErrorRatioHigh", "CheckoutErrorRatioHigh")
    healer = "database"
    hints = (
        "Does PostgreSQL accept connections?",
        "Its own log says how it ended.",
        "start-postgres starts it again; watch how the store finds its way back.",
    )
    rubric = Rubric(
        cause=(
            ("the database", (r"database", r"postgres")),
            (
                "it was stopped or crashed",
                (r"stop", r"down", r"crash", r"shut", r"kill", r"unavailable", r"not running"),
            ),
        ),
        fix=(r"start", r"restor", r"brought (it )?back", r"recover"),
        prevention=(
            (
                "a service manager that starts it again",
                (r"systemd", r"supervis", r"automatic(ally)? (re)?start", r"service manager"),
            ),
            (
                "a standby with fail-over",
                (r"standby", r"replica", r"fail-?over", r"high availability"),
            ),
            (
                "the store degrades gracefully without it",
                (r"graceful", r"cache", r"degrad", r"static page"),
            ),
            (
                "an alert that names the database",
                (
                    r"(alert|monitor)[^.]*(database|postgres)",
                    r"(database|postgres)[^.]*(alert|monitor)",
                ),
            ),
        ),
        wrong=(("a release of the store", (r"(release|deploy) r?\d* ?(broke|caused)",)),),
    )

    async def break_it(self, scene: Scene) -> None:
        scene.injected("PostgreSQL was shut down at once by a signal (SIGQUIT) to its main process")
        scene.stack.database.stop(signal.SIGQUIT)
        scene.diary.innocents += ["store", "nginx"]

    async def mend_it(self, scene: Scene, by: str) -> None:
        scene.stack.database.start()
        scene.stack.database.wait()
        scene.removed("PostgreSQL was started again")
        scene.room.note(by, "Started PostgreSQL again; its recovery is through.")

    async def clue(self, scene: Scene) -> str:
        return (await checks.pg_isready(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "Every page fails.", checks.app_errors)
        await responders.report(scene, responders.SUPPORT, checks.pg_isready, checks.new_connection)
        await responders.escalate(scene, "database")
        await self.mend_it(scene, responders.DATABASE)
        await responders.report(scene, responders.DATABASE, checks.pg_isready, checks.statuses)
