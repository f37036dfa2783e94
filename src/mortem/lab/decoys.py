"""Changes that do no harm and are there to mislead, as on any working day."""

import re

from mortem.lab.releases import Patch
from mortem.lab.scene import Scene

TOPICS = (
    "tidy up the footer",
    "newer words for the footer",
    "shorter footer on small screens",
    "spelling in the footer",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


async def play_one(scene: Scene) -> None:
    """One of them, by the dice; the diary says that it is innocent."""
    one = scene.dice.choice([harmless_release, harmless_release, harmless_reload, harmless_analyze])
    await one(scene)


async def harmless_release(scene: Scene) -> None:
    """A release that changes one word of the footer."""
    topic = scene.dice.choice(TOPICS)
    page = (scene.code / "templates/base.html").read_text(encoding="utf-8")
    since = re.findall(r"since last \w+", page)[0]
    days = [day for day in DAYS if day not in since]
    footer = Patch("templates/base.html", since, f"since last {scene.dice.choice(days)}")
    name = await scene.release(topic, [footer])
    _innocent(scene, f"release {name}", topic)


async def harmless_reload(scene: Scene) -> None:
    """Let nginx keep idle connections a little longer."""
    seconds = scene.dice.randint(21, 35)
    await scene.edge("Platform operations", keepalive=seconds)
    text = f"keepalive_timeout of nginx is {seconds} s now"
    scene.room.note("Platform operations", f"Reloaded nginx: {text}.")
    _innocent(scene, "the change of keepalive_timeout", text)


async def harmless_analyze(scene: Scene) -> None:
    """New statistics for PostgreSQL's planner."""
    scene.sql("ANALYZE", name="database-team")
    scene.room.note("Database team", "Ran ANALYZE on the store's database.")
    _innocent(scene, "ANALYZE", "new statistics for the planner")


def _innocent(scene: Scene, what: str, text: str) -> None:
    scene.diary.decoys.append(f"{what} ({text})")
    scene.diary.innocents.append(what)
