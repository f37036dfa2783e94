"""mortem import: an exported incident into a desk."""

from pathlib import Path

import click

PATH = click.Path(path_type=Path)


@click.command(short_help="Import an exported incident into the desk.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--data", type=PATH, default=Path("mortem-data"), show_default=True)
@click.option("--database", metavar="URL", envvar="MORTEM_DATABASE", help="Where not SQLite.")
def command(*, folder: Path, data: Path, database: str | None) -> None:
    """Read an incident that `mortem export` wrote to FOLDER, whole or not at all.

    People whom the desk does not know become shut accounts, so that who wrote what is kept.
    """
    from mortem.errors import NotOnDesk
    from mortem.review.bundle import import_incident
    from mortem.review.desk import Desk

    desk = Desk(data, database)
    admin = next((p for p in desk.people() if p.may("admin")), None)
    if admin is None:
        raise NotOnDesk(f"the desk in {data} is not set up yet: `mortem serve` says how")
    incident = import_incident(desk, admin, folder)
    desk.close()
    click.echo(f"imported as {incident.slug}")
