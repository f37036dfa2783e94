"""The lab's smaller parts: configurations, certificates, users, exporter, fetching."""

import random
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mortem.lab import setup
from mortem.lab.certificates import Authority, expiry
from mortem.lab.configs import render
from mortem.lab.journal import append, entries, stamp
from mortem.lab.probing import REQUEST
from mortem.lab.shopper import plan
from mortem.lab.watch import LINE

ACCESS = (
    '198.18.0.43 - u00042 [2026-11-25T16:47:37+00:00] "POST /checkout HTTP/1.1" 500 868 "-" '
    '"Mozilla/5.0 (X11; Linux x86_64)" ts=1795625257.011 rt=0.221 uct="0.000" urt="0.221" '
    'us="500" ua="127.0.0.1:21562" rid=c9bb'
)
NGINX = {
    "root": False, "user": "x", "group": "x", "files": 4096, "keepalive": 20, "https": 1, "http": 2,
    "upstreams": [3, 4], "certificate": "c", "key": "k", "static": "s",
}  # fmt: skip


def handshake(folder: Path) -> str:
    """Shake hands over memory with the certificate in a folder; the client's complaint, or ""."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "shop.pem", folder / "shop.key")
    client = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname="127.0.0.1"),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    return ""


def test_clients_trust_a_certificate_until_it_expires(tmp_path: Path) -> None:
    authority = Authority.found(tmp_path)
    later = datetime.now(UTC) + timedelta(days=2)
    authority.issue(later)
    assert abs(expiry(tmp_path / "shop.pem") - later) < timedelta(seconds=1)
    assert handshake(tmp_path) == ""
    authority.issue(datetime.now(UTC) - timedelta(seconds=5))
    assert handshake(tmp_path) == "certificate has expired"


@pytest.mark.parametrize("limit", [0, 50])
def test_nginx_configuration_has_a_limit_only_where_one_is_wanted(limit: int) -> None:
    text = render("nginx.conf", **NGINX, limit=limit)
    assert ("limit_conn everybody 50;" in text) == bool(limit)
    assert "listen 127.0.0.1:1 ssl" in text
    assert "server 127.0.0.1:4 " in text
    assert text.count("{") == text.count("}")


def test_alert_rules_keep_prometheus_own_templates() -> None:
    text = render("rules.yml", blackbox=False)
    assert "{{ $value | humanizePercentage }}" in text
    assert "SiteUnreachable" not in text
    assert "SiteUnreachable" in render("rules.yml", blackbox=True)


def test_a_user_puts_something_into_the_cart_before_paying() -> None:
    for seed in range(200):
        steps = [(step.method, step.path) for step in plan(random.Random(seed))]
        assert steps[0] == ("GET", "/")
        if ("POST", "/checkout") in steps:
            assert steps.index(("POST", "/cart")) < steps.index(("GET", "/checkout"))


def test_the_same_seed_plans_the_same_visit_and_others_differ() -> None:
    one, same, other = (list(plan(random.Random(seed))) for seed in (5, 5, 6))
    assert one == same
    assert one != other


def test_the_exporter_reads_the_access_log_nginx_writes() -> None:
    found = LINE.match(ACCESS)
    assert found is not None
    assert found.groupdict() == {
        "client": "198.18.0.43", "who": "u00042", "method": "POST", "path": "/checkout",
        "status": "500", "agent": "Mozilla/5.0 (X11; Linux x86_64)", "seconds": "0.221",
    }  # fmt: skip


def test_the_labs_own_probes_call_themselves_a_tool() -> None:
    assert "User-Agent: curl/" in REQUEST


def test_a_journal_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "log" / "notes.jsonl"
    assert entries(path) == []
    append(
        path, {"ts": stamp(datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)), "by": "é", "text": "a\nb"}
    )
    assert entries(path) == [{"ts": "2026-01-02T03:04:05.678Z", "by": "é", "text": "a\nb"}]


def test_without_apt_get_the_reason_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt-get is not on this machine" in setup.fetch_debian("prometheus", tmp_path)


def test_a_failed_download_gives_apt_gets_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(command: list[str], folder: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess(
            command, 100, "", "E: Unable to locate package prometheus\n"
        )

    monkeypatch.setattr(setup, "_client", fails)
    monkeypatch.setattr(setup.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    said = setup.fetch_debian("prometheus", tmp_path)
    assert "Unable to locate package" in said
    assert "apt-get update" in said


def test_the_template_path_of_alertmanager_keeps_its_length() -> None:
    assert len(setup.BUILT_IN) == len(setup.RELATIVE)
    assert setup.RELATIVE.endswith(b"/templates")
