"""Ask questions in the terminal; Enter skips one. Everything goes to standard error."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from mortem.errors import MortemError

if TYPE_CHECKING:
    from mortem.draft.answers import Asked

Read = TypeVar("Read")


class Talk:
    """A conversation. Once it is not `open` any more, every question counts as skipped.

    Ctrl-D or Ctrl-C ends it, so that what was answered before is kept.
    """

    def __init__(self, is_open: bool) -> None:
        self.open = is_open

    def ask(self, question: str, hint: str) -> str:
        """One answer, "" where it is skipped."""
        self._show(question, hint)
        return self._line()

    def lines(self, question: str, hint: str) -> tuple[str, ...]:
        """Answers, one a line, until an empty one."""
        ends = "Enter alone ends the list"
        self._show(question, f"{hint}; {ends}" if hint else ends)
        found = list[str]()
        while said := self._line():
            found.append(said)
        return tuple(found)

    def one(self, asked: "Asked") -> str:
        """The answer to a question of the format."""
        return self.ask(asked.asks, f"for example: {asked.example}")

    def several(self, asked: "Asked") -> tuple[str, ...]:
        """The answers to a question of the format that may have many."""
        return self.lines(asked.asks, f"for example: {asked.example}")

    def until(self, asked: "Asked", read: Callable[[str], Read]) -> Read | None:
        """Ask until the answer can be read, or is skipped."""
        while said := self.one(asked):
            try:
                return read(said)
            except MortemError as error:
                click.secho(f"  {error}", fg="yellow", err=True)
        return None

    def _show(self, question: str, hint: str) -> None:
        if self.open:
            click.secho(f"\n{question}", bold=True, err=True)
            if hint:
                click.secho(f"  {hint}", dim=True, err=True)

    def _line(self) -> str:
        if not self.open:
            return ""
        try:
            said: str = click.prompt(
                ">", default="", show_default=False, prompt_suffix=" ", err=True
            )
        except click.Abort:
            self.open = False
            click.echo("\nNo more questions: the rest stays blank.", err=True)
            return ""
        return said.strip()
