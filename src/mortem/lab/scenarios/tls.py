"""The store's certificate expires."""

import asyncio
from datetime import UTC, datetime, timedelta

from mortem.lab import checks, checks_host, responders
from mortem.lab.certificates import expiry
from mortem.lab.scenario import Rubric, Scenario
from mortem.lab.scene import Scene


class Tls(Scenario):
    """Some outages begin by the calendar. Learn to look at what happens before a request exists.

    Customers who are in go on shopping; new ones do not get in; the logs say little.
    """

    hard = 3
    component = "nginx"
    kind = "certificate"
    shows_in = ("probe", "missing traffic", "alerts", "clients")
    expects = ("SiteUnreachable", "TrafficMissing")
    needs = ("nginx", "postgres", "prometheus", "alertmanager", "blackbox")
    lifetime = 45.0
    healer = "operations"
    hints = (
        "Fetch the store's page as a customer's browser does, without switching checks off.",
        "`openssl s_client` or curl -v show the certificate's dates.",
        "renew-certificate gets a new one and reloads nginx.",
    )
    rubric = Rubric(
        cause=(
            ("the certificate", (r"certificate", r"\bTLS\b", r"\bSSL\b")),
            ("it expired", (r"expir", r"no longer valid", r"ran out", r"not renewed")),
        ),
        fix=(r"renew", r"new certificate", r"reissu", r"replac"),
        prevention=(
            ("automatic renewal", (r"automat", r"\bACME\b", r"certbot", r"let'?s encrypt")),
            (
                "an alert days before the end",
                (
                    r"(alert|monitor|remind)[^.]*(expir|certificate|days)",
                    r"(expir|certificate)[^.]*(alert|monitor)",
                    r"days before",
                ),
            ),
            (
                "an owner and an inventory of certificates",
                (r"inventory", r"owner", r"calendar", r"list of certificates"),
            ),
        ),
        wrong=(
            ("the store's code", (r"(store|app\w*)[^.]{0,30} crash",)),
            ("the database", (r"(database|postgres\w*) (was|is|went) down",)),
        ),
    )

    async def break_it(self, scene: Scene) -> None:
        expires = expiry(scene.stack.authority.folder / "shop.pem")
        scene.crowd.come(self.busy)
        await asyncio.sleep(max(0.0, (expires - datetime.now(UTC)).total_seconds()))
        scene.injected(f"the store's TLS certificate expired at {expires:%H:%M:%S} UTC", at=expires)
        scene.diary.innocents += ["store", "PostgreSQL"]

    async def mend_it(self, scene: Scene, by: str) -> None:
        scene.stack.authority.issue(datetime.now(UTC) + timedelta(days=60))
        scene.stack.edge.reload()
        scene.removed("a new certificate was issued and nginx reloaded")
        scene.room.note(by, "Issued a new certificate and reloaded nginx.")

    async def clue(self, scene: Scene) -> str:
        return (await checks_host.certificate(scene)).says

    async def respond(self, scene: Scene) -> None:
        await responders.acknowledge(scene, "The store may be down.", checks.fetch)
        await responders.report(scene, responders.SUPPORT, checks.statuses, checks_host.upstreams)
        await responders.escalate(scene, "operations")
        await responders.report(scene, responders.OPERATIONS, checks_host.certificate)
        await self.mend_it(scene, responders.OPERATIONS)
