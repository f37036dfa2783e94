"""`mortem draft`: a first postmortem from telemetry."""

import sys
from pathlib import Path
from typing import Any

import click

from mortem.cli import inputs


@click.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the Markdown here instead of to standard output.")  # fmt: skip
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path),
              help="Write one self-contained page with the chart and the proofs here.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite a file that differs.")
@click.option("--names", is_flag=True, help="Name people as the record does, not by their role.")
@click.option("--title", metavar="TEXT", default="", help="The title (what failed, by default).")
@inputs.evidence_options
def command(
    paths: tuple[str, ...],
    output: Path | None,
    html: Path | None,
    force: bool,
    names: bool,
    title: str,
    **choices: Any,
) -> None:
    """Write a first postmortem of the outage in PATHS: every number has a footnote.

    PATHS are files and folders in any mix; formats are recognised by content; - is standard input.
    Where the evidence shows no outage, nothing is written and the exit code is 2.
    """
    from mortem.draft import DraftOptions, write_draft
    from mortem.facts.ask import find_facts

    with inputs.gather(paths, choices) as gathered:
        book = find_facts(gathered.store, gathered.inquiry)
    options = DraftOptions(
        names=names,
        title=title or str(gathered.settings["title"] or ""),
        services=gathered.inquiry.services,
        severity=str(gathered.settings["severity"] or ""),
        identifier=str(gathered.settings["id"] or ""),
    )
    text = write_draft(book, options)
    files = {} if output is None else {output: text}
    if html is not None:
        files[html] = _page(text, book)
    _write(files, force=force)
    if output is None and html is None:
        click.echo(text, nl=False)
    else:
        _next(files, paths)


def _page(text: str, book: Any) -> str:
    from mortem.document.parse import parse
    from mortem.publish import formats
    from mortem.publish.publisher import Publisher
    from mortem.registry import discover

    page = discover(formats, Publisher)["html-page"].publish(parse(text), book)
    return page["index.html"].decode()


def _write(files: dict[Path, str], *, force: bool) -> None:
    """Write all, or nothing where a file that differs is in the way."""
    from mortem.cli.outputs import write
    from mortem.errors import WouldOverwrite

    for path, text in files.items():
        if not force and path.exists() and path.read_bytes() != text.encode():
            raise WouldOverwrite(f"{path} is there and differs; add --force to replace it")
    for path, text in files.items():
        write(path, text, force)


def _next(files: dict[Path, str], paths: tuple[str, ...]) -> None:
    for path, text in files.items():
        blanks = text.count("[to fill: ") if path.suffix != ".html" else 0
        left = f"; {blanks} blank{'s' * (blanks > 1)} left to fill" if blanks else ""
        click.echo(f"Wrote {path}{left}.", file=sys.stderr)
    first = next((path for path in files if path.suffix != ".html"), None)
    if first is not None:
        click.echo(f"Next: mortem check {first} --evidence {' '.join(paths)}", file=sys.stderr)
