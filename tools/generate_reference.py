#!/usr/bin/env python3
"""Write docs/reference/ from the code: commands, rules, questions, formats, settings, errors.

usage: generate_reference.py [--check]

--check writes nothing and exits 1 where a page is stale.
"""

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from mortem import errors
from mortem.cli.main import mortem
from mortem.registry import Part, discover

HERE = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- made by tools/generate_reference.py: edit the docstrings in the code -->\n\n"
PARTS = {
    "rules": ("Rules of the checker", "mortem.check.rules", "mortem.check.rule", "Rule"),
    "questions": (
        "Facts and how they are computed",
        "mortem.facts.questions",
        "mortem.facts.question",
        "Question",
    ),
    "formats": (
        "Formats that are read",
        "mortem.sources.formats",
        "mortem.sources.reader",
        "Reader",
    ),
    "publishers": ("Publishers", "mortem.publish.formats", "mortem.publish.publisher", "Publisher"),
}


def part_page(title: str, folder: str, module: str, kind: str) -> str:
    """One page with the manual of every part in a folder."""
    base: type[Part] = getattr(importlib.import_module(module), kind)
    parts = discover(importlib.import_module(folder), base)
    index = [
        f"- [`{name}`](#{name}): {part.manual().splitlines()[0]}" for name, part in parts.items()
    ]
    body = [f"## {name}\n\n{_deeper(part.manual())}" for name, part in parts.items()]
    return MADE + f"# {title}\n\n" + "\n".join(index) + "\n\n" + "\n\n".join(body) + "\n"


def _deeper(manual: str) -> str:
    lines = manual.splitlines()
    return "\n".join("#" + line if line.startswith("## ") else line for line in lines)


def cli_page() -> str:
    """Every command's own help."""
    pages = [MADE + "# Commands\n"]
    for name, command in _commands(mortem, "mortem"):
        context = click.Context(
            command,
            info_name=name,
            terminal_width=96,
            max_content_width=96,
            help_option_names=["-h", "--help"],
        )
        pages.append(f"## {name}\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(pages)


def _commands(group: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        yield name, group
        return
    context = click.Context(group, info_name=name)
    for sub in group.list_commands(context):
        command = group.get_command(context, sub)
        if command is not None and not command.hidden:
            yield from _commands(command, f"{name} {sub}")


def errors_page() -> str:
    """The tree of errors, as its module draws it."""
    return MADE + f"# Errors\n\n```\n{inspect.getdoc(errors)}\n```\n"


def settings_page() -> str:
    """The table of what mortem.toml may say."""
    table = importlib.import_module("mortem.settings").SETTINGS
    rows = [f"| `{s.name}` | {s.default!r} | {s.help} |" for s in table]
    head = "# Settings\n\nWhat `mortem.toml` may say, or `[tool.mortem]` in `pyproject.toml`.\n\n"
    return (
        MADE
        + head
        + "| setting | default | meaning |\n| --- | --- | --- |\n"
        + "\n".join(rows)
        + "\n"
    )


def pages() -> dict[str, str]:
    """All pages by file name."""
    made = {f"{name}.md": part_page(*spec) for name, spec in PARTS.items()}
    made |= {"commands.md": cli_page(), "errors.md": errors_page(), "settings.md": settings_page()}
    return made


def main() -> None:
    """Write the pages, or say which are stale."""
    stale = []
    for name, text in pages().items():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                HERE.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(stale)}; run `make docs`")
    print(f"docs/reference: {', '.join(stale) or 'up to date'}")


if __name__ == "__main__":
    main()
