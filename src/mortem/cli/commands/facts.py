"""`mortem facts`: what the evidence says, how it was computed, and what it cannot say."""

import json
import sys
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from mortem.cli import inputs

if TYPE_CHECKING:
    from rich.console import Console

    from mortem.facts import Fact, FactBook

UNSEEN = "Without requests, no outage is seen: --window BEGAN/ENDED sets it by hand."
INDENT: Any = {"initial_indent": "  ", "subsequent_indent": "    ", "break_on_hyphens": False}
SHOWN = 5  # rejected lines shown one by one

# what is most asked for comes first; the others follow as they were found
ORDER = (
    "outage-window",
    "affected-users",
    "failed-requests",
    "user-experience",
    "broken-routes",
    "detection",
    "resolution",
    "suspect-changes",
    "suspect-components",
    "escalations",
    "assumptions",
    "alerts",
    "other-disturbances",
)


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--only", multiple=True, metavar="KEY", help="Show this fact alone; repeatable.")
@click.option("--proof", is_flag=True, help="Show the SQL, the files and the lines of each fact.")
@inputs.evidence_options
def command(
    paths: tuple[str, ...], form: str, only: tuple[str, ...], proof: bool, **choices: Any
) -> None:
    """Say what telemetry in PATHS gives: the outage, whom it hit, how it was found and fixed.

    PATHS are files and folders in any mix; formats are recognised by content; - is standard input.
    """
    from mortem.facts.ask import find_facts, questions
    from mortem.facts.tojson import to_json

    known = questions()
    for key in only:
        if key not in known:
            raise click.BadParameter(f"{key} is no fact; there are {', '.join(known)}")
    with inputs.gather(paths, choices) as gathered:
        book = find_facts(gathered.store, gathered.inquiry, series=False)
        rejected = gathered.store.ask(
            "SELECT source, line, reason FROM rejected ORDER BY source, line LIMIT 5"
        )
    if form == "json":
        json.dump(to_json(book, only), sys.stdout, indent=1, ensure_ascii=False)
        sys.stdout.write("\n")
        return
    _print(book, rejected, only, proof, paths)


def _print(
    book: "FactBook",
    rejected: list[dict[str, Any]],
    only: tuple[str, ...],
    proof: bool,
    paths: tuple[str, ...],
) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    if not only:
        _evidence(console, book)
    _facts(console, book, only, proof)
    if not only:
        _quality(console, book, rejected)
        _next(console, book, paths)


def _evidence(console: "Console", book: "FactBook") -> None:
    rows = sum(file.rows for file in book.files)
    files = f"{len(book.files):,} file{'' if len(book.files) == 1 else 's'}"
    text = f"Evidence: {files}, {rows:,} records"
    if book.rejected:
        text += f", {book.rejected:,} lines not understood"
    console.print(f"{text}. Times in {book.zone_name}.\n", style="dim", markup=False)


def _facts(console: "Console", book: "FactBook", only: tuple[str, ...], proof: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    keys = [key for key in ORDER if key in book] + [key for key in book if key not in ORDER]
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key in keys:
        if only and key not in only:
            continue
        fact = book[key]
        table.add_row(Text(key, "bold"), Text(fact.sentence, "" if fact.known else "dim"))
        if proof:
            for label, text in _proof(fact):
                table.add_row(Text(f"  {label}", "dim"), Text(text, "dim"))
            table.add_row("", "")
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():  # a table pads its lines with spaces
        console.file.write(line.rstrip() + "\n")


def _proof(fact: "Fact") -> list[tuple[str, str]]:
    rows = []
    for proof in fact.proof:
        rows.append(("sql", proof.sql))
        rows.append(("decided by", proof.method))
        rows.append(("files", ", ".join(proof.sources)))
        rows.append(("lines", ", ".join(proof.lines)))
    rows.append(("blind spots", fact.blind_spots))
    return [(label, text) for label, text in rows if text]


def _quality(console: "Console", book: "FactBook", rejected: list[dict[str, Any]]) -> None:
    if book.quality:
        console.print("\nTo know about the evidence", style="bold")
        for each in book.quality:
            text = _named(each.source, each.text)
            for line in wrap(text, max(console.width, 40), **INDENT):
                console.print(line, markup=False, soft_wrap=True)
    if book.rejected:
        console.print(f"\nNot understood: {book.rejected:,} lines", style="bold")
        for file in book.files:
            if file.rejected:
                console.print(f"  {file.path}: {file.rejected:,}", markup=False, soft_wrap=True)
        for row in rejected[:SHOWN]:
            place = f"{row['source']}:{row['line']}"
            console.print(
                f"    {place}: {row['reason']}", style="dim", markup=False, soft_wrap=True
            )
        if book.rejected > SHOWN:
            console.print(f"    ... and {book.rejected - SHOWN:,} more", style="dim")


def _named(source: str, text: str) -> str:
    """A remark with the file it is about named once."""
    return text if text.startswith((f"{source}:", f"{source} ")) else f"{source}: {text}"


def _next(console: "Console", book: "FactBook", paths: tuple[str, ...]) -> None:
    given = " ".join(paths)
    if book.known("outage-window"):
        console.print(
            f"\nNext: mortem draft {given} -o postmortem.md",
            style="dim",
            markup=False,
            soft_wrap=True,
        )
    else:
        counted = book.known("other-disturbances")
        text = "No outage, so there is nothing to draft." if counted else UNSEEN
        console.print(f"\n{text}", style="dim", markup=False, soft_wrap=True)
