"""mortem publish: a blog of postmortems."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mortem.errors import MissingEvidence, WouldOverwrite

if TYPE_CHECKING:
    from mortem.facts import FactBook
    from mortem.publish.site import Post


@click.command(short_help="Publish postmortems as a blog of plain files.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    "site",
    type=click.Path(path_type=Path),
    required=True,
    help="The blog's folder.",
)
@click.option("--title", default="Postmortems", show_default=True, help="The blog's title.")
@click.option("--base-url", default="", help="The blog's own address, for the feeds.")
@click.option("--redact/--no-redact", default=True, help="Pseudonymise hosts, people, tokens (on).")
@click.option("--preview", is_flag=True, help="Only show what would be pseudonymised.")
@click.option("--pdf", is_flag=True, help="A PDF beside every page.")
@click.option("--force", is_flag=True, help="Overwrite files that differ.")
def command(  # noqa: PLR0913
    *,
    folder: Path,
    site: Path,
    title: str,
    base_url: str,
    redact: bool,
    preview: bool,
    pdf: bool,
    force: bool,
) -> None:
    """Publish the postmortems in FOLDER (*.md, recursively) as a blog of plain files.

    Where a folder `telemetry` stands beside a postmortem, its facts and chart are shown with it.
    """
    from mortem.publish.redact import plan
    from mortem.publish.site import build, post_of, redacted

    paths = sorted(
        p for p in folder.rglob("*.md") if "telemetry" not in p.parts and p.stem != "README"
    )
    if not paths:
        raise MissingEvidence(f"{folder} holds no postmortem: put Markdown files (*.md) there")
    posts = [post_of(path, _facts(path)) for path in paths]
    if preview:
        for post in posts:
            for each in plan([post.document.text], post.book):
                says = f"{each.kind} {each.original!r} -> {each.pseudonym} ({each.count}x)"
                click.echo(f"{post.slug}: {says}")
        return
    posts = [redacted(post) for post in posts] if redact else posts
    made = build(posts, title, base_url)
    if pdf:
        made |= _pdfs(posts)
    _write(site, made, force=force)
    many = "s" * (len(posts) != 1)
    click.echo(f"{len(posts)} postmortem{many} in {site}; open {site / 'index.html'}")


def _facts(path: Path) -> "FactBook | None":
    from mortem.cli.inputs import facts

    telemetry = path.parent / "telemetry"
    return facts([telemetry], {}) if telemetry.is_dir() else None


def _pdfs(posts: "Sequence[Post]") -> dict[str, bytes]:
    from mortem.publish import formats
    from mortem.publish.publisher import Publisher
    from mortem.registry import discover

    pdf = discover(formats, Publisher)["pdf"]
    return {
        f"{post.slug}/postmortem.pdf": pdf.publish(post.document, post.book)["postmortem.pdf"]
        for post in posts
    }


def _write(site: Path, made: dict[str, bytes], *, force: bool) -> None:
    """Write what changed; refuse before anything is written where another file is in the way."""
    foreign = [
        name
        for name, data in made.items()
        if (site / name).exists() and (site / name).read_bytes() != data
    ]
    if foreign and not force:
        raise WouldOverwrite(
            f"{site / foreign[0]} differs from what would be written"
            + (f" (and {len(foreign) - 1} more)" if len(foreign) > 1 else "")
            + ": say --force to replace it"
        )
    for name, data in made.items():
        place = site / name
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_name(place.name + ".part")
        aside.write_bytes(data)
        aside.replace(place)
