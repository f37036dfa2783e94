"""Print the manual pages of parts: the list, or one page."""

import shutil
import sys
import textwrap
from collections.abc import Mapping
from difflib import get_close_matches

import click

from mortem.errors import BadSettings
from mortem.registry import Part


def show(parts: Mapping[str, Part], notes: Mapping[str, str], name: str | None, kind: str) -> None:
    """The page of the part called `name`; without a name a line for each part, by its note."""
    if name is None:
        _list(parts, notes, kind)
        return
    part = parts.get(name.strip().lower().replace("_", "-"))
    if part is None:
        close = get_close_matches(name, parts, n=1, cutoff=0.4)
        hint = f"did you mean {close[0]!r}?" if close else f"`mortem {kind}` lists them"
        raise BadSettings(f"no {kind} is called {name!r}; {hint}")
    click.secho(f"# {part.name}", bold=True)
    if notes[part.name]:
        click.echo(f"({notes[part.name]})")
    click.echo()
    for line in part.manual().splitlines():
        click.secho(line, bold=line.startswith("## "))


def _list(parts: Mapping[str, Part], notes: Mapping[str, str], kind: str) -> None:
    wide = max(map(len, parts), default=0)
    columns = min(shutil.get_terminal_size().columns, 110) if sys.stdout.isatty() else 200
    for note in sorted(set(notes.values())) if kind == "rule" else [""]:
        if note:
            click.secho(f"\n{note}", bold=True)
        for name, part in parts.items():
            if kind == "rule" and notes[name] != note:
                continue
            first = part.manual().partition("\n\n")[0].replace("\n", " ")
            text = textwrap.shorten(first, columns - wide - 4, placeholder=" \u2026")
            click.echo(f"  {name:<{wide}}  {text}")
    click.echo(f"\nNext: `mortem {kind} NAME` shows the manual page of one.")
