"""A real Alertmanager fires at the desk: it opens an incident, and later calls join it."""

import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from mortem.lab.servers import cache_folder, find_servers
from mortem.review.desk import Desk
from mortem.review.records import Incident
from web.browsing import free_port, serving
from web.conftest import PASSWORD

pytestmark = pytest.mark.lab


def wait_for(what: Callable[[], bool]) -> None:
    for _ in range(600):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass within a minute")


def fire(port: int, *, resolved: bool = False, name: str = "CheckoutErrors") -> bool:
    """Send an alert as Prometheus would; whether Alertmanager took it."""
    now = time.time()
    alert = {
        "labels": {"alertname": name, "service": "payments", "severity": "critical"},
        "annotations": {"summary": "Payments fail"},
        "startsAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 60)),
    }
    if resolved:
        alert["endsAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 1))
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v2/alerts",
        json.dumps([alert]).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def test_it_fires_and_an_incident_opens(tmp_path: Path) -> None:
    found = find_servers(cache_folder()).get("alertmanager")
    if found is None:
        pytest.skip("there is no Alertmanager here: `mortem lab setup` fetches Debian's")
    desk = Desk(tmp_path / "data")
    ada = desk.set_up(desk.setup_token() or "", "ada", PASSWORD)
    token = desk.add_token(ada, "alertmanager", "webhook")

    def only() -> Incident:
        [incident] = desk.incidents(ada)
        return incident

    with serving(tmp_path / "data") as served:
        config = tmp_path / "alertmanager.yml"
        config.write_text(
            "route: {receiver: mortem, group_by: [service], group_wait: 0s, group_interval: 1s}\n"
            "receivers:\n"
            "- name: mortem\n"
            "  webhook_configs:\n"
            f"  - url: {served.address}/hooks/alertmanager\n"
            f"    http_config: {{authorization: {{credentials: {token}}}}}\n"
        )
        shipped = found.path.parent.parent / "share/prometheus/alertmanager"
        if shipped.is_dir():  # unpacked, not installed: it reads its templates where it runs
            shutil.copytree(shipped, tmp_path / "templates")
        port = free_port()
        command = [str(found.path), f"--config.file={config}", f"--storage.path={tmp_path}/am"]
        command += [f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="]
        with (tmp_path / "am.log").open("w") as log:
            process = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
        try:
            wait_for(lambda: fire(port))
            wait_for(lambda: len(desk.incidents(ada)) == 1)
            assert only().service == "payments"
            assert only().severity == "critical"
            assert "Payments fail" in only().title
            fire(port, name="CheckoutSlow")
            wait_for(lambda: len(desk.deliveries(only())) >= 2)
            for name in ("CheckoutErrors", "CheckoutSlow"):
                fire(port, resolved=True, name=name)
            wait_for(lambda: any("resolved" in e.text for e in desk.entries(only())))
            assert len(desk.evidence(only())) == len(desk.deliveries(only()))
        finally:
            process.terminate()
            process.wait(timeout=20)
    desk.close()
