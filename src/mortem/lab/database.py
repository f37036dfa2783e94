"""The store's PostgreSQL: made, started, filled, stopped and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from mortem.errors import LabFailed
from mortem.lab.configs import render
from mortem.lab.servers import Server, drop, unprivileged
from mortem.lab.supervisor import Child, Program, Supervisor, tail

SCHEMA = Path(__file__).parent / "shop" / "schema.sql"


class Database:
    """One PostgreSQL server.

    Its data lie in the run folder, or, where the account it must run as cannot reach that, in a
    temporary folder that goes when the run ends.
    """

    def __init__(
        self, server: Server, supervisor: Supervisor, run: Path, port: int, small_disk: int = 0
    ) -> None:
        self.server = server
        self.supervisor = supervisor
        self.port = port
        self.log = run / "log" / "postgres.log"
        self.account = unprivileged()
        self.data = self._place(run)
        self.child: Child | None = None
        self.small_disk = small_disk  # MiB of a tablespace on a small disk of its own; 0: none
        self.small_folder = self.data.with_name(f"{self.data.name}-small")

    @property
    def address(self) -> str:
        """A libpq connection string for the store's database."""
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=store"

    def create(self) -> None:
        """initdb, as the unprivileged account where we are root."""
        command = [
            self.server.beside("initdb"),
            "-D",
            str(self.data),
            *("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
        ]
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.data,
            **drop(self.account),
        )
        if done.returncode:
            raise LabFailed(f"initdb failed: {done.stderr.strip()[-400:]}")
        if self.small_disk:
            self.small_folder.mkdir(exist_ok=True)
        config = self.data / "postgresql.conf"
        # from 18 on each stage of connecting can be chosen; "authentication" would log a path
        fine = int(self.server.version.split(".")[0]) >= 18
        logged = "'receipt,authorization'" if fine else "on"
        text = render("postgresql.conf", log_connections=logged) + f"port = {self.port}\n"
        config.write_text(text, encoding="utf-8")

    def start(self) -> None:
        """Start the server; `wait` tells when it accepts connections."""
        self.child = self.supervisor.start(
            Program(
                "postgres",
                self._command(),
                self.data,
                self.log,
                stop=signal.SIGINT,
                orphaned=signal.SIGQUIT,
                account=None if self.small_disk else self.account,
                backends=self.data,
            )
        )

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT is orderly, SIGQUIT at once."""
        if self.child is not None:
            self.child.process.send_signal(how)
            self.supervisor.stop(self.child, patience=10)
            self.child = None

    def wait(self, patience: float = 60.0) -> None:
        """Wait until it accepts connections."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.child is None or not self.child.running:
                raise LabFailed(f"PostgreSQL did not start: {tail(self.log)}")
            try:
                psycopg.connect(self._postgres, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise LabFailed(f"PostgreSQL accepts no connection: {tail(self.log)}")

    def fill(self, history: int) -> None:
        """Make the store's database with `history` old loyalty entries."""
        with psycopg.connect(self._postgres, autocommit=True) as connection:
            connection.execute("CREATE DATABASE store")
        with psycopg.connect(self.address) as connection:
            connection.execute(
                SCHEMA.read_text(encoding="utf-8").replace(":history", str(history)).encode()
            )

    def remove(self) -> None:
        """Delete the data, which no evidence needs."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.small_folder, ignore_errors=True)

    def _command(self) -> tuple[str, ...]:
        """The server alone, or in a mount namespace that has the small disk and ends with it."""
        server = (str(self.server.path), "-D", str(self.data))
        if not self.small_disk or self.account is None:
            return server
        mount = (
            'mount -t tmpfs -o size="$1"m,mode=0700,uid="$2",gid="$3" small "$4"'
            ' && shift 4 && exec "$@"'
        )
        account = self.account
        ids = (str(self.small_disk), str(account.uid), str(account.gid), str(self.small_folder))
        drop_to = ("--reuid", ids[1], "--regid", ids[2], "--clear-groups", "--pdeathsig", "quit")
        inside = ("sh", "-c", mount, "sh", *ids, "setpriv", *drop_to, *server)
        return ("unshare", "--mount", "--propagation", "private", *inside)

    @property
    def _postgres(self) -> str:
        return self.address.replace("dbname=store", "dbname=postgres")

    def _place(self, run: Path) -> Path:
        data = run / "pg"
        data.mkdir(parents=True, exist_ok=True)
        if self.account is None:
            data.chmod(0o700)
            return data
        os.chown(data, self.account.uid, self.account.gid)
        data.chmod(0o700)
        if _reachable(data):
            return data
        data.rmdir()
        temporary = Path(tempfile.mkdtemp(prefix="mortem-lab-pg-"))
        os.chown(temporary, self.account.uid, self.account.gid)
        return temporary


def _reachable(folder: Path) -> bool:
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'cd "$1" && test -w .', "sh", str(folder)],
        capture_output=True,
        check=False,
        cwd="/",
        **drop(unprivileged()),
    )
    return bool(done.returncode == 0)
