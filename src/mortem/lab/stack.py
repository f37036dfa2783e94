"""The whole store on this machine: every server, its configuration, and how it is booted."""

import asyncio
import json
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mortem.errors import LabFailed
from mortem.lab.certificates import Authority
from mortem.lab.configs import render
from mortem.lab.database import Database
from mortem.lab.edge import Edge
from mortem.lab.ports import free_block
from mortem.lab.probing import wait_for
from mortem.lab.releases import Releases, make_release
from mortem.lab.servers import Server, require
from mortem.lab.supervisor import Program, Supervisor

ROLES = (
    "https",
    "http",
    "app-a",
    "app-b",
    "payments",
    "postgres",
    "watch",
    "prometheus",
    "alertmanager",
    "blackbox",
    "room",
    "spare",
)


class Stack:
    """All servers of one run, in the folder `run`."""

    def __init__(
        self,
        supervisor: Supervisor,
        servers: dict[str, Server],
        run: Path,
        small_disk: int = 0,
    ) -> None:
        require(servers, ("nginx", "postgres"))
        self.supervisor = supervisor
        self.servers = servers
        self.run = run
        self.log = run / "log"
        self.log.mkdir(parents=True, exist_ok=True)
        first = free_block(len(ROLES))
        self.port = {role: first + i for i, role in enumerate(ROLES)}
        self.authority = Authority.found(run / "certificates")
        self.database = Database(
            servers["postgres"], supervisor, run, self.port["postgres"], small_disk
        )
        self.edge = Edge(servers["nginx"], supervisor, run)
        self.releases = Releases(
            supervisor,
            run,
            [self.port["app-a"], self.port["app-b"]],
            {
                "STORE_DATABASE": self.database.address,
                "STORE_PAYMENTS": f"http://127.0.0.1:{self.port['payments']}",
            },
        )
        self.boot_seconds = 0.0

    @property
    def url(self) -> str:
        """Where users find the store."""
        return f"https://127.0.0.1:{self.port['https']}/"

    @property
    def watched(self) -> bool:
        """Whether there are metrics and alerts."""
        return "prometheus" in self.servers and "alertmanager" in self.servers

    async def boot(self, release: str, history: int, certificate_until: datetime | None) -> None:
        """Start everything and wait until it serves; raises LabFailed where something does not."""
        began = time.monotonic()
        self.database.create()
        self.database.start()
        make_release(self.releases.folder, release)
        self.authority.issue(certificate_until or datetime.now(UTC) + timedelta(days=60))
        self.edge.configure(
            https=self.port["https"],
            http=self.port["http"],
            upstreams=[self.port["app-a"], self.port["app-b"]],
            certificate=self.authority.folder / "shop.pem",
            key=self.authority.folder / "shop.key",
            static=self.releases.folder / release / "store" / "static",
        )
        self.edge.start()
        self._python("payments", "mortem.lab.payments", str(self.port["payments"]), "7")
        self.database.wait()
        self.database.fill(history)
        self.releases.first(release)
        await self._until([("app-a", "/healthz"), ("app-b", "/healthz"), ("http", "/")])
        self.write_pids()
        self._start_monitoring()
        await self._until(self._watchers())
        self.boot_seconds = time.monotonic() - began

    def write_pids(self) -> None:
        """Tell the exporter which processes there are."""
        pids = {child.name: child.process.pid for child in self.supervisor.children}
        new = self.run / "pids.json.new"
        new.write_text(json.dumps(pids), encoding="utf-8")
        new.replace(self.run / "pids.json")

    async def keep_pids(self) -> None:
        """Write the pids again whenever they change; endless."""
        known: list[int] = []
        while True:
            pids = [child.process.pid for child in self.supervisor.children]
            if pids != known:
                self.write_pids()
                known = pids
            await asyncio.sleep(0.5)

    def _watchers(self) -> list[tuple[str, str]]:
        waits = [("watch", "/metrics")]
        if "prometheus" in self.servers:
            waits.append(("prometheus", "/-/ready"))
        if self.watched:
            waits.append(("alertmanager", "/-/ready"))
        if "blackbox" in self.servers:
            waits.append(("blackbox", "/-/healthy"))
        return waits

    async def _until(self, waits: list[tuple[str, str]]) -> None:
        ready = await asyncio.gather(*(wait_for(self.port[r], path, 60) for r, path in waits))
        self.supervisor.check()
        for (role, _), fine in zip(waits, ready, strict=True):
            if not fine:
                raise LabFailed(f"{role} does not answer; its log is in {self.log}")

    def _start_monitoring(self) -> None:
        config = self.run / "watch.json"
        config.write_text(
            json.dumps(
                {
                    "port": self.port["watch"],
                    "logs": str(self.log),
                    "database": self.database.address,
                    "pids": str(self.run / "pids.json"),
                }
            ),
            encoding="utf-8",
        )
        self._python("watch", "mortem.lab.watch", str(config))
        if "blackbox" in self.servers:
            self._configured("blackbox", "blackbox.yml", ca=self.authority.folder / "ca.pem")
        if "prometheus" in self.servers:
            self._start_prometheus()
        if self.watched:
            self._start_alertmanager()

    def _start_prometheus(self) -> None:
        folder = self.run / "prometheus"
        folder.mkdir(exist_ok=True)
        blackbox = "blackbox" in self.servers
        ports = {role: port for role, port in self.port.items() if role.isalpha()}
        upstreams = [self.port["app-a"], self.port["app-b"]]
        text = render(
            "prometheus.yml",
            **{**ports, "blackbox": ports["blackbox"] if blackbox else 0},
            upstreams=upstreams,
        )
        (folder / "prometheus.yml").write_text(text, encoding="utf-8")
        rules = render("rules.yml", blackbox=blackbox)
        (folder / "rules.yml").write_text(rules, encoding="utf-8")
        address = f"127.0.0.1:{self.port['prometheus']}"
        self._server(
            "prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            f"--web.listen-address={address}",
            f"--web.external-url=http://{address}",
            "--log.level=warn",
        )

    def _start_alertmanager(self) -> None:
        folder = self.run / "alertmanager"
        folder.mkdir(exist_ok=True)
        shipped = self.servers["alertmanager"].path.parent.parent / "share/prometheus/alertmanager"
        if shipped.exists():
            own = folder / "templates"
            own.mkdir(exist_ok=True)
            for template in shipped.glob("*.tmpl"):
                (own / template.name).write_bytes(template.read_bytes())
        address = f"127.0.0.1:{self.port['alertmanager']}"
        self._configured(
            "alertmanager",
            "alertmanager.yml",
            "--storage.path=data",
            "--cluster.listen-address=",
            f"--web.external-url=http://{address}",
            "--log.level=warn",
            room=self.port["room"],
        )

    def _configured(self, name: str, config: str, *options: str, **values: object) -> None:
        folder = self.run / name
        folder.mkdir(exist_ok=True)
        (folder / config).write_text(render(config, **values), encoding="utf-8")
        self._server(
            name,
            f"--config.file={config}",
            f"--web.listen-address=127.0.0.1:{self.port[name]}",
            *options,
        )

    def _server(self, name: str, *options: str) -> None:
        command = (str(self.servers[name].path), *options)
        folder = self.run / name
        self.supervisor.start(Program(name, command, folder, self.log / f"{name}.log"))

    def _python(self, name: str, module: str, *arguments: str) -> None:
        command = (sys.executable, "-m", module, *arguments)
        self.supervisor.start(
            Program(name, command, self.run, self.log / f"{name}.log", stop=signal.SIGTERM)
        )
