"""mortem serve: the desk on the web."""

import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mortem.review.desk import Desk
    from mortem.web.options import WebOptions

PATH = click.Path(path_type=Path)


@click.command(short_help="Serve the desk: peer review, action items, publishing.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8460, show_default=True, help="Port to listen on.")
@click.option(
    "--data",
    type=PATH,
    default=Path("mortem-data"),
    show_default=True,
    help="Folder of the desk: its database and its evidence.",
)
@click.option(
    "--database",
    metavar="URL",
    envvar="MORTEM_DATABASE",
    help="PostgreSQL instead of SQLite: postgresql+psycopg://…",
)
@click.option(
    "--readable", multiple=True, type=PATH, help="A folder whose telemetry may be named by path."
)
@click.option("--approvals", default=2, show_default=True, help="Approvals a postmortem needs.")
@click.option(
    "--behind-tls", is_flag=True, help="A proxy in front ends TLS: cookies go over TLS only."
)
@click.option("--base-url", default="", help="The desk's own address, for links in reminders.")
@click.option(
    "--smtp",
    metavar="HOST:PORT",
    default="",
    envvar="MORTEM_SMTP",
    help="Mail server for reminders of overdue tasks.",
)
@click.option("--reminder-webhook", metavar="URL", default="", help="Where else reminders go.")
def command(  # noqa: PLR0913
    *,
    host: str,
    port: int,
    data: Path,
    database: str | None,
    readable: tuple[Path, ...],
    approvals: int,
    behind_tls: bool,
    base_url: str,
    smtp: str,
    reminder_webhook: str,
) -> None:
    """Serve the desk on the web: incidents, review, action items.

    With no options it keeps everything in one folder, in SQLite. At the first start it prints a
    token to make the first admin with.
    """
    try:
        from mortem.review.desk import Desk
        from mortem.review.policy import Policy
        from mortem.review.reminders import Post
        from mortem.web.options import WebOptions
    except ImportError as error:
        raise click.ClickException(
            f"the desk needs the extra packages: pip install 'mortem[web]' ({error})"
        ) from error
    _claim(host, port)
    if database and database.startswith("postgresql://"):
        database = database.replace("postgresql://", "postgresql+psycopg://", 1)
    server, _, mail_port = smtp.partition(":")
    post = Post(
        server,
        int(mail_port or 25),
        user=os.environ.get("MORTEM_SMTP_USER", ""),
        password=os.environ.get("MORTEM_SMTP_PASSWORD", ""),
        webhook=reminder_webhook,
        base=base_url,
    )
    allowed = tuple(path.resolve() for path in readable)
    options = WebOptions(allowed, secure=behind_tls, base=base_url, post=post)
    _run(Desk(data, database, Policy(approvals=approvals)), options, host, port)


def _run(desk: "Desk", options: "WebOptions", host: str, port: int) -> None:
    """Say where the desk is, and serve it until told to stop."""
    import uvicorn

    from mortem.web.app import create_app

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    token = desk.setup_token()
    address = f"http://{host}:{port}"
    if token:
        click.echo(f"Set up the desk at {address}/setup with this token, shown once:\n")
        click.echo(f"    {token}\n")
    click.echo(f"The desk is at {address} (Ctrl-C stops it).")
    # uvicorn stops gracefully, then raises the signal again: by then there is nothing left to do
    signal.signal(signal.SIGTERM, lambda *_: None)
    uvicorn.run(
        create_app(desk, options),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        proxy_headers=options.secure,
        timeout_graceful_shutdown=10,
    )
    desk.close()


def _claim(host: str, port: int) -> None:
    """Refuse, before anything is opened, an address that cannot be listened on."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            trial.listen()
    except OSError as error:
        raise click.UsageError(
            f"cannot listen on {host}:{port} ({error.strerror or error}): "
            "name another with --host or --port, or stop the program that has it"
        ) from error
