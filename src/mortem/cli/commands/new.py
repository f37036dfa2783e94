"""`mortem new`: write a postmortem from memory."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mortem.cli import inputs, outputs
from mortem.cli.asking import Talk
from mortem.errors import BadSettings, WouldOverwrite

if TYPE_CHECKING:
    from mortem.draft.answers import Answers
    from mortem.draft.fill import Gap

Answer = TypeVar("Answer", str, Sequence[str])


@click.command()
@click.option("--title", help="What the incident is called.")
@click.option("--tz", type=inputs.Zone(), help="Zone to write in: Africa/Kigali, or +02:00.")
@click.option("--start", metavar="TIME", help="When it began, with the day.")
@click.option("--end", metavar="TIME", help="When it ended; without a day, the next such time.")
@click.option("--service", help="What was down or slow.")
@click.option("--saw", help="What users saw.")
@click.option("--share", help="Share of users affected: 30 %, half, all.")
@click.option("--noticed", help="When and how it was noticed.")
@click.option(
    "--entry",
    "entries",
    multiple=True,
    metavar="'TIME WHAT'",
    help="An entry of the timeline; repeatable, in any order.",
)
@click.option("--cause", help="What caused it, and how that led to the failure.")
@click.option("--fix", help="What was changed to fix it.")
@click.option("--improve", help="What can be improved, broadly.")
@click.option("--task", "tasks", multiple=True, help="A task that follows; repeatable.")
@click.option("--blank", "blank", is_flag=True, help="Ask nothing: leave a blank for the rest.")
@click.option(
    "--from",
    "draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fill the blanks of this draft instead.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write (else: standard output; with --from, the draft itself).",
)
@click.option("--force", is_flag=True, help="Replace a file that differs.")
def command(
    draft: Path | None, output: Path | None, force: bool, blank: bool, **given: Any
) -> None:
    """Write a postmortem from memory, step by step, in the house format.

    In a terminal every answer that no option gives is asked for; Enter leaves a blank, with a line
    of advice under it. Times may be typed in any way and entries in any order.
    """
    talk = Talk(not blank and sys.stdin.isatty())
    target: Path | None
    if draft is not None:
        text = _filled(draft, given, talk)
        target, force = output or draft, force or output in (None, draft)
    else:
        if talk.open and output and output.exists() and not force:
            raise WouldOverwrite(f"{output} is there; name another file, or add --force")
        asked = talk.open
        text = _written(given, talk)
        target = output or _named(asked)
    if target is None:
        click.echo(text, nl=False)
        return
    outputs.write(target, text, force)
    _say(_done(target, text))


def _say(text: str, **style: Any) -> None:
    click.secho(text, err=True, **style)


def _named(asked: bool) -> Path | None:
    """The file to write where nobody named one: asked for in a terminal."""
    if not asked or not sys.stdout.isatty():
        return None
    return Path(click.prompt("File to write", default="postmortem.md", err=True))


def _done(target: Path, text: str) -> str:
    from mortem.draft.fill import gaps

    left = len(gaps(text))
    if not left:
        return f"Wrote {target}, nothing left to fill. Next: mortem check {target}"
    blanks = f"{left} {'blank' if left == 1 else 'blanks'}"
    return f"Wrote {target}, {blanks} to fill. Next: mortem new --from {target}"


def _written(given: Mapping[str, Any], talk: Talk) -> str:
    from dataclasses import replace

    from mortem.review.memory import from_memory, unsaid

    if talk.open:
        _say(
            "Enter leaves a blank, Ctrl-D leaves the rest. Times may be typed in any way.", dim=True
        )
    answers = _answers(given, talk)
    if talk.open:
        more = [talk.one(point) for point in unsaid(answers)]
        answers = replace(answers, entries=(*answers.entries, *filter(None, more)))
    return from_memory(answers)


def _answers(given: Mapping[str, Any], talk: Talk) -> "Answers":
    """Each answer from its option, else asked for; again where it cannot be read."""
    from mortem.draft.answers import QUESTIONS
    from mortem.draft.typed import read_answers
    from mortem.settings import zone_of

    said: dict[str, str | Sequence[str]] = {}

    def readable(name: str, answer: Answer) -> Answer:
        wrong = read_answers({**said, name: answer}, zone_of).wrong
        if name in wrong:
            raise BadSettings(wrong[name])
        return answer

    for asked in QUESTIONS:
        known = given["tz" if asked.name == "zone" else asked.name]
        if known:
            said[asked.name] = readable(asked.name, known if asked.many else str(known))
        elif asked.many:
            said[asked.name] = talk.several(asked)
        else:
            said[asked.name] = talk.until(asked, partial(readable, asked.name)) or ""
    return read_answers(said, zone_of).answers


def _filled(draft: Path, given: Mapping[str, Any], talk: Talk) -> str:
    """The draft with its blanks filled, from the options or by asking."""
    from mortem.check.files import text_of
    from mortem.draft.answers import POINTS, QUESTIONS
    from mortem.draft.fill import fill, gaps, without
    from mortem.review.memory import missing

    text = text_of(str(draft))
    by_blank = {asked.blank: asked for asked in (*QUESTIONS, *POINTS)}
    answers, said = dict[int, str](), dict[str, str]()
    for number, gap in enumerate(gaps(text)):
        asked = by_blank.get(gap.what)
        known = _option(given, asked.name if asked else "")
        if gap.computed:
            continue
        if gap.what not in said or asked is None:
            if known or not talk.open:
                said[gap.what] = known
            else:
                said[gap.what] = _gap(talk, gap, asked is not None and asked.many)
        answers[number] = said[gap.what]
    filled = fill(text, answers)
    absent = missing(filled)
    return without(filled, {point.blank for point in POINTS if point.rule not in absent})


def _gap(talk: Talk, gap: "Gap", many: bool) -> str:
    question = f"{gap.what[:1].upper()}{gap.what[1:]}?"
    hint = f"line {gap.line}, {gap.section}: {gap.advice}".rstrip(": ")
    return "\n".join(talk.lines(question, hint)) if many else talk.ask(question, hint)


def _option(given: Mapping[str, Any], name: str) -> str:
    said = given.get(name)
    return "\n".join(said) if isinstance(said, tuple) else str(said or "")
