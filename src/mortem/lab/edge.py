"""The store's front door: nginx, its configuration, and how to change it."""

import grp
import os
import pwd
import signal
import subprocess
from pathlib import Path

from mortem.errors import LabFailed
from mortem.lab.configs import render
from mortem.lab.servers import Server
from mortem.lab.supervisor import Child, Program, Supervisor

FILES = 4096  # open files a worker may have, when all is well


class Edge:
    """nginx in front of both instances. `values` are what its configuration is made from."""

    def __init__(self, server: Server, supervisor: Supervisor, run: Path) -> None:
        self.server = server
        self.supervisor = supervisor
        self.folder = run / "nginx"
        for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
            (self.folder / "temp" / name).mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "nginx.conf"
        self.child: Child | None = None
        self.values: dict[str, object] = {
            "root": os.geteuid() == 0,
            "user": pwd.getpwuid(os.geteuid()).pw_name,
            "group": grp.getgrgid(os.getegid()).gr_name,
            "files": FILES,
            "keepalive": 20,
            "limit": 0,
        }

    def configure(self, **changes: object) -> None:
        """Write the configuration anew; takes effect at the next start or reload."""
        self.values.update(changes)
        self.config.write_text(render("nginx.conf", **self.values), encoding="utf-8")

    def start(self) -> None:
        """Start it with the configuration as written."""
        problem = self.test()
        if problem:
            raise LabFailed(f"nginx does not like its configuration: {problem}")
        self.child = self.supervisor.start(
            Program(
                "nginx",
                (str(self.server.path), *self._options),
                self.folder,
                self.folder.parent / "log" / "nginx-error.log",
                stop=signal.SIGQUIT,
                orphaned=signal.SIGTERM,
            )
        )

    def test(self) -> str:
        """What `nginx -t` objects to; empty where it is content."""
        done = subprocess.run(  # noqa: S603
            [self.server.path, *self._options, "-t", "-q"],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        return done.stderr.strip() if done.returncode else ""

    def reload(self) -> str:
        """Reload if the configuration is sound; returns what `nginx -t` objects to otherwise."""
        problem = self.test()
        if not problem and self.child is not None:
            self.child.process.send_signal(signal.SIGHUP)
        return problem

    @property
    def _options(self) -> tuple[str, ...]:
        return ("-p", f"{self.folder}/", "-c", str(self.config), "-e", "../log/nginx-error.log")
