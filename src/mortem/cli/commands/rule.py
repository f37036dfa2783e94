"""`mortem rule`: the rules and their manual pages."""

import click

from mortem.cli import manuals


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the checker's rules, or show the manual page of one.

    A page says why the rule matters, with a bad and a good example.
    """
    from mortem.check.run import rules

    notes = {
        each.name: f"{each.category}, {each.severity}" + ("" if each.on else ", off by default")
        for each in rules().values()
    }
    manuals.show(rules(), notes, name, "rule")
