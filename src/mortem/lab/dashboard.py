"""The store's health at a glance, in a terminal: what a responder's monitoring shows."""

import asyncio
from datetime import UTC, datetime
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Input, RichLog, Sparkline, Static

from mortem.errors import LabFailed
from mortem.lab.journal import entries
from mortem.lab.play import Game, health, since
from mortem.lab.scene import Scene
from mortem.lab.shell import VERBS

CSS = """
Screen { layout: vertical; }
#top { height: 1; background: $panel; padding: 0 1; }
#middle { height: 13; }
#health { width: 46; padding: 1 2; }
#curves { padding: 1 2 0 1; }
#curves Static { height: 1; color: $text-muted; }
Sparkline { height: 2; margin-bottom: 1; }
#errors > .sparkline--max-color { color: $error; }
#errors > .sparkline--min-color { color: $error; }
#alerts { width: 46; padding: 0 2; height: 1fr; }
#lower { height: 1fr; }
#log { padding: 0 1; height: 1fr; }
#line { dock: bottom; height: 3; margin-bottom: 1; }
"""
KEPT = 90  # seconds a curve shows


class Dashboard(App[None]):
    """Health, alerts and notes, and a line to type commands into."""

    CSS = CSS
    TITLE = "mortem lab"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+q", "leave", "give up and leave"),
        ("f1", "help", "commands"),
    ]

    def __init__(self, game: Game) -> None:
        super().__init__()
        self.game = game
        self.began = datetime.now(UTC)
        self.curves: dict[str, list[float]] = {"rate": [], "errors": []}
        self.shown_notes = 0

    def compose(self) -> ComposeResult:
        """The parts of the screen."""
        yield Static(id="top")
        with Horizontal(id="middle"):
            yield Static(id="health")
            with Vertical(id="curves"):
                yield Static("requests a second")
                yield Sparkline([], id="rate")
                yield Static("share that fails")
                yield Sparkline([], id="errors")
        with Horizontal(id="lower"):
            yield Static(id="alerts")
            yield RichLog(id="log", wrap=True, markup=False)
        yield Input(
            placeholder="type a command: status, note …, escalate …, hint; F1 lists all", id="line"
        )
        yield Footer()

    def on_mount(self) -> None:
        """Look once a second."""
        self.set_interval(1.0, self.look)
        self.query_one("#line", Input).focus()

    async def look(self) -> None:
        """Show how things stand."""
        scene = self.game.scene
        if not self.query("#top"):
            return  # a last tick, while the screen goes
        self.query_one("#top", Static).update(self._top(scene))
        if scene is None or self.game.phase == "boot":
            return
        values = await health(scene)
        if not self.query("#health"):
            return
        self.query_one("#health", Static).update(_health(values, scene))
        for name, curve in self.curves.items():
            curve.append(float(values[name] or 0.0))
            del curve[:-KEPT]
            self.query_one(f"#{name}", Sparkline).data = list(curve)
        self.query_one("#alerts", Static).update(_alerts(scene))
        self._show_notes(scene)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Carry out what was typed."""
        line = event.value.strip()
        event.input.value = ""
        scene = self.game.scene
        if not line or scene is None or scene.room.command is None:
            return
        verb, _, text = line.partition(" ")
        self._write(f"> {line}", "bold")
        self.run_worker(self._obey(scene, verb, text.strip().replace('"', "")))

    async def _obey(self, scene: Scene, verb: str, text: str) -> None:
        command = scene.room.command
        try:
            if command is not None:
                self._write(await command({"do": verb, "text": text}), "")
        except LabFailed as error:
            self._write(str(error), "red")

    def action_help(self) -> None:
        """Say which commands there are."""
        self._write("commands: " + ", ".join(VERBS), "dim")
        self._write(
            "in another terminal: mortem lab shell (psql, curl, logs and all of these)", "dim"
        )

    def action_leave(self) -> None:
        """Give up; the record is written before the lab ends."""
        self.game.gave_up.set()

    def say(self, text: str) -> None:
        """Show a message of the lab itself."""
        if self.is_running:
            self._write(text, "dim")

    def _top(self, scene: Scene | None) -> Text:
        text = Text()
        text.append("Harbour & Hill ", "bold")
        text.append(f"{since(self.began)}  {datetime.now(UTC):%H:%M:%S} UTC  ")
        if scene is not None:
            text.append(f"http://127.0.0.1:{scene.stack.port['http']}/  ", "underline")
        if self.game.phase == "boot":
            text.append("booting the servers ...")
        if self.game.phase == "over":
            text.append(f"over: {self.game.ended_by}", "bold green")
        return text

    def _show_notes(self, scene: Scene) -> None:
        notes = entries(scene.room.notes_file)
        for note in notes[self.shown_notes :]:
            self._write(f"{note['ts'][11:19]} {note['by']}: {note['text']}", "")
        self.shown_notes = len(notes)

    def _write(self, line: str, style: str) -> None:
        self.query_one("#log", RichLog).write(Text(line, style))


def _health(values: "dict[str, float | None]", scene: Scene) -> Text:
    text = Text()
    rows = (
        ("requests a second", values["rate"], "{:.1f}", 0.5, True),
        ("share that fails", _percent(values["errors"]), "{:.1f} %", 1.0, False),
        ("p95", values["p95"], "{:.2f} s", 1.5, False),
        ("waiting for a connection", values["waiting"], "{:.0f}", 2.0, False),
    )
    for label, value, form, limit, low in rows:
        text.append(f"{label:<26}")
        if value is None:
            text.append("no data\n", "dim")
        else:
            bad = value < limit if low else value > limit
            text.append(f"{form.format(value):>10}", "bold red" if bad else "bold")
            text.append("  look\n" if bad else "\n", "red")
    for label, value in (
        ("probe of the front page", values["probe"]),
        ("PostgreSQL", values["database"]),
    ):
        text.append(f"{label:<26}")
        fine = value == 1
        text.append(f"{'answers' if fine else 'no answer':>10}\n", "green" if fine else "bold red")
    text.append("\n")
    for instance in scene.stack.releases.instances:
        up = instance.child is not None and instance.child.running
        text.append(f"{instance.name} {instance.release:<8}")
        text.append("up\n" if up else "down\n", "" if up else "bold red")
    return text


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _alerts(scene: Scene) -> Text:
    text = Text("alerts\n", "bold")
    for at, status, name in scene.room.heard[-12:]:
        text.append(f"{at:%H:%M:%S} ")
        text.append(
            f"{'FIRING' if status == 'firing' else 'resolved':<9}",
            "red" if status == "firing" else "green",
        )
        text.append(f"{name}\n")
    if not scene.room.heard:
        text.append("none so far\n", "dim")
    return text


async def with_dashboard(game: Game, story: "asyncio.Task[Scene]", app: Dashboard) -> Scene:
    """Show the dashboard while a game is played; leaving it gives the game up."""
    story.add_done_callback(lambda _: app.exit())
    await app.run_async()
    game.gave_up.set()
    return await story
