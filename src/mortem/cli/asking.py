"""Ask questions in the terminal; Enter skips one. Everything goes to standard error."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from mortem.errors import MortemError

if TYPE_CHECKING:
    from mortem.draft.answers import Asked

Read = TypeVar("Read")


def ask(question: str, hint: str) -> str:
    """One answer, "" where it is skipped."""
    _show(question, hint)
    return _line()


def ask_lines(question: str, hint: str) -> tuple[str, ...]:
    """Answers, one a line, until an empty one."""
    _show(question, f"{hint}; Enter alone ends the list" if hint else "Enter alone ends the list")
    found = list[str]()
    while said := _line():
        found.append(said)
    return tuple(found)


def one(asked: "Asked") -> str:
    """The answer to a question of the format."""
    return ask(asked.asks, f"for example: {asked.example}")


def several(asked: "Asked") -> tuple[str, ...]:
    """The answers to a question of the format that may have many."""
    return ask_lines(asked.asks, f"for example: {asked.example}")


def until(asked: "Asked", read: Callable[[str], Read]) -> Read | None:
    """Ask until the answer can be read, or is skipped."""
    while said := one(asked):
        try:
            return read(said)
        except MortemError as error:
            click.secho(f"  {error}", fg="yellow", err=True)
    return None


def _show(question: str, hint: str) -> None:
    click.secho(f"\n{question}", bold=True, err=True)
    if hint:
        click.secho(f"  {hint}", dim=True, err=True)


def _line() -> str:
    said: str = click.prompt(">", default="", show_default=False, prompt_suffix=" ", err=True)
    return said.strip()
