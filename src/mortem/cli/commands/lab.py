"""`mortem lab`: a real store to break, to be on call for, and to be graded on."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import click

from mortem.errors import BadSettings, WouldOverwrite

OUT = click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder of the run; must not exist. [runs/SCENARIO]",
)
SEED = click.option("--seed", type=int, help="Repeat the choices of an earlier run.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Break a real store on this machine, live through it, and be graded."""


@command.command()
def setup() -> None:
    """Fetch and unpack the servers (no root needed), and check them.

    Exit 0: all are there. 1: some scenarios cannot run here. 2: none can.
    """
    from mortem.lab.servers import NAMES, WITHOUT, cache_folder, find_servers
    from mortem.lab.setup import set_up

    problems = set_up(lambda text: click.echo(text, err=True))
    found = find_servers()
    for name in NAMES:
        if name in found:
            click.echo(f"{name:<14}{found[name].version:<14}{found[name].origin}")
        else:
            click.echo(f"{name:<14}missing       without it: {WITHOUT[name]}")
    for problem in problems:
        click.echo(f"could not be had: {problem}", err=True)
    click.echo(f"cache: {cache_folder()}")
    scenarios = _scenarios()
    able = [n for n, s in scenarios.items() if set(s.needs) <= set(found) and not s.possible()]
    click.echo(f"scenarios that work here: {', '.join(able) or 'none'}")
    click.echo("next: mortem lab list")
    if len(found) < len(NAMES):
        sys.exit(1 if able else 2)


@command.command("list")
def list_scenarios() -> None:
    """Scenarios: what you will learn, how long it takes, how hard it is."""
    from rich.console import Console
    from rich.table import Table

    from mortem.lab.servers import find_servers

    found = find_servers()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("scenario", "hard", "about", "what you will learn"):
        table.add_column(title, no_wrap=title != "what you will learn")
    for name, scenario in _scenarios().items():
        lesson = scenario.manual().split("\n\n")[0].replace("\n", " ")
        missing = [n for n in scenario.needs if n not in found]
        why = scenario.possible() or (f"needs {', '.join(missing)}" if missing else "")
        text = f"{lesson} (Not on this machine: {why}.)" if why else lesson
        table.add_row(name, "●" * scenario.hard + "○" * (3 - scenario.hard), "3 min", text)
    Console().print(table)
    click.echo(
        "\nnext: mortem lab play SCENARIO, or mortem lab run SCENARIO --out RUN to watch one"
    )


@command.command()
@click.argument("scenario")
@OUT
@SEED
@click.option("--scale", type=float, default=1.0, show_default=True, help="Stretch the schedule.")
def run(scenario: str, out: Path | None, seed: int | None, scale: float) -> None:
    """Play a whole incident by itself, with scripted responders."""
    from mortem.lab import director

    wish = _wish(scenario, out, seed, scale)
    _play(director.run(_scenario(scenario), wish, _say), wish.out)
    click.echo(f"next: mortem facts {wish.out / 'telemetry'}")


@command.command()
@click.argument("scenario")
@OUT
@SEED
@click.option("--scale", type=float, default=1.0, show_default=True, help="Stretch the schedule.")
@click.option("--plain", is_flag=True, help="No dashboard: print what happens, line by line.")
def play(scenario: str, out: Path | None, seed: int | None, scale: float, plain: bool) -> None:
    """Be on call: the store breaks at some moment; find out why and mend it."""
    wish = _wish(scenario, out, seed, scale)
    show = not plain and sys.stdout.isatty() and sys.stdin.isatty()
    _play(_game(_scenario(scenario), wish, show), wish.out)
    click.echo(f"next: write your postmortem, then: mortem lab grade {wish.out} postmortem.md")


async def _game(scenario: Any, wish: Any, show: bool) -> None:
    from mortem.lab.play import Game, play

    game = Game()
    if not show:
        await play(scenario, wish, _say, game)
        return
    from mortem.lab.dashboard import Dashboard, with_dashboard

    app = Dashboard(game)
    story = asyncio.create_task(play(scenario, wish, app.say, game, news=False))
    await with_dashboard(game, story, app)
    _say(game.ended_by)


@command.command()
def shell() -> None:
    """A shell in the run folder of the game: psql, curl, logs, deploy, rollback and the others."""
    from mortem.lab.desk import HELP
    from mortem.lab.shell import current, open_shell

    state = current()
    click.echo(f"the store: {state['http']}   metrics: {state['prometheus']}")
    click.echo(f"{HELP}\npsql, curl, logs       as you know them")
    sys.exit(open_shell())


@command.command()
@click.argument("text")
def note(text: str) -> None:
    """Log what you see, suppose or do in the game."""
    _do("note", text)


@command.command()
@click.argument("team")
@click.argument("why", default="")
def escalate(team: str, why: str) -> None:
    """Call a team in the game: development, operations, database or payments."""
    _do("escalate", f"{team} {why}")


@command.command()
def hint() -> None:
    """A hint in the game; each costs points."""
    _do("hint", "")


@command.command()
@click.argument("verb")
@click.argument("words", nargs=-1)
def do(verb: str, words: tuple[str, ...]) -> None:
    """Any command of the game: deploy, rollback, restart, reload-nginx, status, help ..."""
    _do(verb, " ".join(words))


def _do(verb: str, text: str) -> None:
    from mortem.lab.shell import tell

    click.echo(tell(verb, text))


@command.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("postmortem", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--html", type=click.Path(path_type=Path), help="The page. [RUN/grade.html]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def grade(run: Path, postmortem: Path, html: Path | None, form: str) -> None:
    """Grade a postmortem of a run against what truly happened."""
    import orjson

    from mortem.cli.outputs import write
    from mortem.grade import grade_postmortem
    from mortem.grade.page import as_html
    from mortem.grade.report import as_json, as_text

    result = grade_postmortem(run, postmortem)
    page = html or run / "grade.html"
    write(page, as_html(result), force=html is None)
    if form == "json":
        click.echo(orjson.dumps(as_json(result), option=orjson.OPT_INDENT_2).decode())
        return
    click.echo(as_text(result))
    click.echo(f"the same as a page: {page}")


def _say(text: str) -> None:
    from datetime import UTC, datetime

    click.echo(f"{datetime.now(UTC):%H:%M:%S} UTC  {text}")


def _wish(scenario: str, out: Path | None, seed: int | None, scale: float) -> Any:
    from mortem.lab.director import Wish

    if not 0.1 <= scale <= 10:
        raise BadSettings(f"--scale {scale:g}: give a number from 0.1 to 10")
    folder = out or Path("runs") / scenario
    if folder.exists() and any(folder.iterdir()):
        raise WouldOverwrite(f"{folder} is not empty: name another folder with --out")
    return Wish(folder, scale=scale) if seed is None else Wish(folder, seed, scale)


def _play(story: Any, out: Path) -> None:
    try:
        asyncio.run(story)
    except (KeyboardInterrupt, asyncio.CancelledError):
        click.echo(
            f"stopped; nothing is left running. Logs so far: {out / 'live' / 'log'}", err=True
        )
        sys.exit(130)


def _scenarios() -> dict[str, Any]:
    from mortem.lab import scenarios
    from mortem.lab.scenario import Scenario
    from mortem.registry import discover

    return discover(scenarios, Scenario)


def _scenario(name: str) -> Any:
    known = _scenarios()
    if name not in known:
        raise BadSettings(f"no scenario {name!r}; there are {', '.join(known)}")
    return known[name]
