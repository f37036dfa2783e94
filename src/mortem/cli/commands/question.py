"""`mortem question`: what is asked of the evidence, and how it is answered."""

import click

from mortem.cli import manuals


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the questions asked of the evidence, or show the manual page of one.

    A page says what is counted and how, and what the evidence cannot show.
    """
    from mortem.facts.ask import questions

    asked = questions()
    notes = {
        each.name: f"needs {', '.join(each.needs)}" if each.needs else "" for each in asked.values()
    }
    manuals.show(asked, notes, name, "question")
