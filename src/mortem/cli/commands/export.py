"""mortem export: an incident out of a desk, as a folder."""

from pathlib import Path

import click

PATH = click.Path(path_type=Path)


@click.command(short_help="Export an incident of the desk as a folder.")
@click.argument("slug")
@click.option("-o", "--output", type=PATH, required=True, help="A new folder.")
@click.option("--data", type=PATH, default=Path("mortem-data"), show_default=True)
@click.option("--database", metavar="URL", envvar="MORTEM_DATABASE", help="Where not SQLite.")
def command(*, slug: str, output: Path, data: Path, database: str | None) -> None:
    """Write everything of the incident SLUG to a folder of Markdown and JSON.

    Its texts with all revisions, reviews, tasks, timeline and evidence; `mortem import` reads it
    into another desk without loss.
    """
    from mortem.errors import NotOnDesk
    from mortem.review.bundle import export_incident
    from mortem.review.desk import Desk

    desk = Desk(data, database)
    admin = next((p for p in desk.people() if p.may("admin")), None)
    if admin is None:
        raise NotOnDesk(f"the desk in {data} is not set up yet: `mortem serve` says how")
    export_incident(desk, desk.incident(admin, slug), output)
    desk.close()
    click.echo(f"{slug} is in {output}")
