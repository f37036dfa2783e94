"""`mortem timeline`: every event on one clock."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from mortem.cli import inputs

if TYPE_CHECKING:
    from mortem.facts import FactBook

STYLE = {"alert": "red", "message": "blue", "outage": "bold yellow", "log": "red", "bot": "dim"}


@click.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@inputs.evidence_options
def command(paths: tuple[str, ...], form: str, **choices: Any) -> None:
    """Put every event in PATHS on one clock: the outage, alerts, changes, messages, error bursts.

    PATHS are files and folders in any mix; formats are recognised by content; - is standard input.
    """
    book = inputs.facts(paths, choices)
    if form == "json":
        from mortem.facts.tojson import to_json

        whole = to_json(book, ("timeline",))
        fact = whole["facts"]["timeline"]
        data = {"schema": 1, "zone": book.zone_name, "events": fact["values"] or []}
        json.dump(data, sys.stdout, indent=1, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    _print(book)


def _print(book: "FactBook") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    fact = book.facts["timeline"]
    if not fact.known:
        console.print(fact.sentence, markup=False)
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for column in range(4):
        table.add_column(no_wrap=column != 2, overflow="fold")
    day = None
    for event in fact.items:
        at = event["at"]
        if at.date() != day:
            day = at.date()
            table.add_row(Text(f"{day:%Y-%m-%d}", "dim"))
        style = STYLE.get(event["kind"], "")
        table.add_row(
            Text(f"{at:%H:%M:%S}.{at.microsecond // 100_000}"),
            Text(event["kind"], style),
            Text(_told(event)),
            Text(event["source"], "dim"),
        )
    console.print(table)
    console.print(f"\nTimes in {book.zone_name}. {fact.sentence}", style="dim", markup=False)


def _told(event: dict[str, Any]) -> str:
    who = f"{event['who']}: " if event["who"] and event["kind"] in ("message", "bot") else ""
    until = event["until"]
    last = f" (until {until:%H:%M:%S})" if until is not None and event["kind"] != "message" else ""
    return f"{who}{event['what']}{last}"
