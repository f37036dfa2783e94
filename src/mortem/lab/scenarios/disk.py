"""The disk under a tablespace is full."""

import os
import shutil
import subprocess

import psycopg

from mortem.lab import checks, checks_host, responders
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Disk(Scenario):
    """Reading works, writing does not. Learn to read the pattern of what fails.

    Customers can look at everything and buy nothing.
    """

    hard = 2
    component = "postgresql"
    kind = "disk full"
    expects = ("CheckoutErrorRatioHigh", "StoreErrorRatioHigh")
    small_disk = 16
    healer = "database"
    hints = (
        "What do the failing requests have in common?",
        "PostgreSQL's log says which file it cannot extend.",
        "In psql, COPY (SELECT 1) TO the export's path replaces the big file by a small one.",
    )
    rubric = Rubric(
        cause=(
            ("the disk of the database", (r"disk", r"space", r"tablespace", r"volume")),
            ("it was full", (r"full", r"no space", r"ran out", r"filled")),
        ),
        fix=(r"empt", r"free", r"delet", r"remov", r"truncat", r"clean"),
        prevention=(
            (
                "an alert before the disk is full",
                (r"(alert|monitor)[^.]*(disk|space)", r"(disk|space)[^.]*(alert|monitor)"),
            ),
            (
                "exports elsewhere, or with a quota",
                (
                    r"quota",
                    r"elsewhere",
                    r"another (disk|volume)",
                    r"separate (disk|volume)",
                    r"retention",
                ),
            ),
        ),
        wrong=(("a release of the store", (r"(release|deploy) r?\d* ?(broke|caused)",)),),
    )

    def possible(self) -> str:
        if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
            return "needs root, unshare and setpriv for a small disk"
        command = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs small /mnt"]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        return "" if done.returncode == 0 else "this machine lets nobody mount a small disk"

    async def break_it(self, scene: Scene) -> None:
        folder = scene.stack.database.small_folder
        scene.sql(f"CREATE TABLESPACE small LOCATION '{folder}'")
        for table in ("purchase", "purchase_line", "cart_line"):
            scene.sql(f"ALTER TABLE {table} SET TABLESPACE small")
        await scene.wait(6, least=2)
        scene.memory["dump"] = dump = f"{folder}/nightly-export.csv"
        scene.room.note(responders.DATABASE, f"The nightly export to {dump} begins.")
        scene.injected(
            "an export filled the disk of a tablespace: PostgreSQL cannot extend its tables"
        )
        query = "SELECT repeat('x', 1000) FROM generate_series(1, 100000)"
        try:
            scene.sql(f"COPY ({query}) TO '{dump}'", name="database-team")
        except psycopg.Error as error:
            scene.memory["complaint"] = str(error)
        scene.diary.innocents.append("the store's releases")

    async def mend_it(self, scene: Scene, by: str) -> None:
        scene.sql(f"COPY (SELECT 1) TO '{scene.memory['dump']}'", name="database-team")
        scene.removed("the export was emptied; the disk has space again")
        scene.room.note(by, "Emptied the half-written export; the disk has space again.")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.disk(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "Buying fails.", checks.app_errors)
        await responders.report(scene, responders.SUPPORT, checks.pg_isready, checks.connections)
        await responders.restart(scene, "in case it clears")
        await responders.escalate(scene, "database")
        await responders.report(scene, responders.DATABASE, checks_host.disk)
        await self.mend_it(scene, responders.DATABASE)
