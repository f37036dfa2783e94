"""`mortem new`: write a postmortem from memory."""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mortem.cli import inputs, outputs
from mortem.cli.asking import Talk
from mortem.errors import BadSettings, WouldOverwrite

if TYPE_CHECKING:
    from mortem.draft.answers import Answers, Asked
    from mortem.draft.fill import Gap

TEXTS = ("title", "service", "saw", "share", "noticed", "cause", "fix", "improve")


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


def _advice() -> dict[str, str]:
    """What a good answer is, by requirement: the help of its rule."""
    from mortem.check.run import rules

    return {name: rule.help for name, rule in rules().items() if rule.help}


def _written(given: Mapping[str, Any], talk: Talk) -> str:
    from dataclasses import replace

    from mortem.draft.answers import POINTS
    from mortem.draft.blank import write_blank

    if talk.open:
        _say(
            "Enter leaves a blank, Ctrl-D leaves the rest. Times may be typed in any way.", dim=True
        )
    answers = _answers(given, talk)
    missing = _missing(write_blank(answers, {}))
    if talk.open:
        more = [talk.one(point) for point in POINTS if point.rule in missing]
        answers = replace(answers, entries=(*answers.entries, *filter(None, more)))
        missing = _missing(write_blank(answers, {}))
    return write_blank(answers, _advice(), missing)


def _missing(text: str) -> set[str]:
    """The requirements that a text, leaving out its blanks, does not meet yet."""
    from mortem.check.reading import read
    from mortem.document import parse
    from mortem.draft.fill import without_blanks

    decided = read(parse(without_blanks(text))).requirements
    return {name for name, decision in decided.items() if not decision.met}


def _answers(given: Mapping[str, Any], talk: Talk) -> "Answers":
    from mortem.draft.answers import QUESTIONS, Answers
    from mortem.draft.moment import moment

    asked = {question.name: question for question in QUESTIONS}

    def text_of(name: str) -> str:
        return str(given.get(name) or "") or talk.one(asked[name])

    title = text_of("title")
    zone = given["tz"] or talk.until(asked["zone"], _zone) or UTC
    start = _time(given["start"], asked["start"], talk, lambda said: moment(said, zone))
    end = _time(given["end"], asked["end"], talk, lambda said: _end(said, zone, start))
    texts = {"title": title}
    for name in ("service", "saw", "share", "noticed"):
        texts[name] = text_of(name)
    entries = given["entries"] or talk.several(asked["entries"])
    for name in ("cause", "fix", "improve"):
        texts[name] = text_of(name)
    tasks = given["tasks"] or talk.several(asked["tasks"])
    return Answers(zone, start, end, texts, tuple(entries), tuple(tasks))


def _end(said: str, zone: tzinfo, start: datetime | None) -> datetime:
    """The end of the outage; it cannot lie before the start."""
    from mortem.draft.moment import moment

    end = moment(said, zone, start)
    if start and end <= start:
        raise BadSettings(f"the outage cannot end ({end:%Y-%m-%d %H:%M}) before it began")
    return end


def _zone(said: str) -> tzinfo:
    from mortem.settings import zone_of

    return zone_of(said)


def _time(
    given: str | None, asked: "Asked", talk: Talk, read: Callable[[str], datetime]
) -> datetime | None:
    return read(given) if given else talk.until(asked, read)


def _filled(draft: Path, given: Mapping[str, Any], talk: Talk) -> str:
    """The draft with its blanks filled, from the options or by asking."""
    from mortem.check.files import text_of
    from mortem.draft.answers import POINTS, QUESTIONS
    from mortem.draft.fill import fill, gaps, without

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
    missing = _missing(filled)
    return without(filled, {point.blank for point in POINTS if point.rule not in missing})


def _gap(talk: Talk, gap: "Gap", many: bool) -> str:
    question = f"{gap.what[:1].upper()}{gap.what[1:]}?"
    hint = f"line {gap.line}, {gap.section}: {gap.advice}".rstrip(": ")
    return "\n".join(talk.lines(question, hint)) if many else talk.ask(question, hint)


def _option(given: Mapping[str, Any], name: str) -> str:
    said = given.get(name)
    return "\n".join(said) if isinstance(said, tuple) else str(said or "")
