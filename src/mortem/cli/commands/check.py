"""`mortem check`: review postmortems in Markdown."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from mortem.cli import inputs
from mortem.settings import Settings

if TYPE_CHECKING:
    from mortem.check.checked import Checked
    from mortem.check.run import Selection
    from mortem.check.style import Style

FORMATS = ("text", "json", "github", "sarif", "review")
MARKDOWN = (".md", ".markdown")
FLAGS = ("--statistics", "--exit-zero")


class Greedy(click.Command):
    """`--evidence` takes several paths: `check outage.md --evidence access.log alerts.jsonl`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the option before each of the paths that follow it."""
        return super().parse_args(ctx, list(_spread(args)))


def _spread(args: Sequence[str]) -> Iterator[str]:
    """Behind a document everything up to the next option is evidence; else what is no document."""
    documents, following = 0, -1
    for number, arg in enumerate(args):
        previous = args[number - 1] if number else ""
        if arg.startswith("-") and arg != "-":
            following = 0 if arg == "--evidence" else -1
        elif following == 0:
            following = 1
        elif following == 1 and (documents or not arg.endswith(MARKDOWN)) and arg != "-":
            yield "--evidence"
        elif not previous.startswith("--") or previous in FLAGS:
            documents, following = documents + 1, -1
        yield arg


@click.command(cls=Greedy, no_args_is_help=True)
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--evidence",
    multiple=True,
    metavar="PATH ...",
    type=click.Path(exists=True, allow_dash=True),
    help="Telemetry (files, folders) to check every claim against.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print what was found.",
)
@click.option("--select", multiple=True, metavar="RULE", help="Run only these rules or categories.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave out rules or categories.")
@click.option("--statistics", is_flag=True, help="Print counts by rule instead of the findings.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even where there are findings.")
@inputs.evidence_options
def command(
    files: tuple[str, ...],
    evidence: tuple[str, ...],
    form: str,
    statistics: bool,
    exit_zero: bool,
    **choices: Any,
) -> None:
    """Review postmortems: Markdown FILES, folders of them, or - for standard input.

    Exit codes: 0 no error or warning, 1 some, 2 could not run. `mortem rule` lists the rules;
    [tool.mortem.check] in pyproject.toml or [check] in mortem.toml chooses among them.
    """
    from mortem.check.batch import check_files
    from mortem.check.files import documents
    from mortem.errors import MalformedPostmortem

    found = inputs.settings_for(files)
    selection = _selection(found, choices)
    root = found.path.parent if found.path else None
    paths = [*documents(files, found["check.exclude"], root)]
    if evidence:
        with inputs.gather(evidence, choices) as gathered:
            outcomes = [*check_files(paths, selection, inputs.facts_of(gathered, choices))]
    else:
        outcomes = [*check_files(paths, selection)]
    checked = [each for each in outcomes if not isinstance(each, MalformedPostmortem)]
    unread = [each for each in outcomes if isinstance(each, MalformedPostmortem)]
    if checked or not unread:
        click.echo(_printed(checked, form, statistics), nl=False, color=True)
    for error in unread:
        click.echo(f"mortem: {error}", err=True)
    if unread:
        sys.exit(2)
    sys.exit(int(any(each.failed for each in checked) and not exit_zero))


def _selection(found: Settings, choices: dict[str, Any]) -> "Selection":
    """What to run: `--select` instead of the settings' list, `--ignore` beside it."""
    from mortem.check.run import Selection

    select = _names(choices.pop("select")) or found["check.select"]
    ignore = (*found["check.ignore"], *_names(choices.pop("ignore")))
    return Selection(tuple(select), ignore, found["check.rules"]).checked()


def _names(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for each in given for name in each.split(",") if name.strip())


def _printed(checked: "Sequence[Checked]", form: str, statistics: bool) -> str:
    style = _style()
    if statistics and form != "json":
        from mortem.check import report_text

        counts = report_text.statistics(checked, style)
        return f"{counts}{report_text.summary(checked, style)}\n"
    if form == "json":
        from mortem.check import report_json

        return report_json.report(checked)
    if form == "sarif":
        from mortem.check import report_sarif

        return report_sarif.report(checked)
    if form == "github":
        from mortem.check import report_github

        return report_github.report(checked)
    if form == "review":
        from mortem.check import report_review

        return report_review.report(checked, style)
    from mortem.check import report_text

    return report_text.report(checked, style, rich=sys.stdout.isatty())


def _style() -> "Style":
    """Colours in a terminal, unless NO_COLOR is set; FORCE_COLOR sets them anywhere."""
    from mortem.check.style import Style

    terminal = sys.stdout.isatty()
    wanted = (terminal and os.environ.get("TERM") != "dumb") or "FORCE_COLOR" in os.environ
    coloured = wanted and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size().columns if terminal else 80
    return Style(bool(coloured), min(width, 100))
