"""Find the commands and turn errors into exit codes."""

import importlib
import pkgutil
import signal
import sys

import click

from mortem import __version__
from mortem.cli import commands as folder
from mortem.errors import MortemError


class Commands(click.Group):
    """A group whose commands are the files of `cli/commands`, imported only when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands by name."""
        return sorted(info.name.replace("_", "-") for info in pkgutil.iter_modules(folder.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None where there is no such file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{folder.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mortem")
def mortem() -> None:
    """Write, check and review postmortems whose every number rests on telemetry."""


def _stop(number: int, _: object) -> None:
    sys.exit(128 + number)


def main() -> None:
    """Exit 0: fine. 1: findings. 2: could not do it. Asked to end, it tidies up first."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        mortem()
    except MortemError as error:
        click.echo(f"mortem: {error}", err=True)
        sys.exit(2)
