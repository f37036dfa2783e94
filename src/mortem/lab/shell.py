"""A shell in the run folder, and the way other terminals reach the lab that is running."""

import contextlib
import json
import os
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from mortem.errors import LabFailed
from mortem.lab.scene import Scene

VERBS = (
    "note",
    "escalate",
    "releases",
    "deploy",
    "rollback",
    "restart",
    "reload-nginx",
    "renew-certificate",
    "start-postgres",
    "status",
    "hint",
    "give-up",
)


def pointer() -> Path:
    """The file that says where the running lab is."""
    import platformdirs

    folder = os.environ.get("MORTEM_LAB_STATE")
    base = Path(folder) if folder else platformdirs.user_state_path("mortem-lab", appauthor=False)
    return base / "current.json"


@contextlib.contextmanager
def write_shell(scene: Scene, out: Path) -> Iterator[None]:
    """Put the commands into the run folder's bin/, and leave word where the lab is."""
    run = scene.stack.run
    folder = run / "bin"
    folder.mkdir(exist_ok=True)
    database = scene.stack.database
    for program in ("psql", "pg_isready"):
        target = shlex.quote(database.server.beside(program))
        last = "-d store " if program == "psql" else ""
        _script(folder / program, f"{target} -h 127.0.0.1 -p {database.port} -U postgres {last}")
    authority = shlex.quote(str(scene.stack.authority.folder / "ca.pem"))
    _script(folder / "curl", f"{_real('curl')} --cacert {authority} ")
    _script(
        folder / "logs", f"tail -n 20 -F {shlex.quote(str(scene.stack.log))}/*.log ", words=False
    )
    python = f"{shlex.quote(sys.executable)} -c 'from mortem.cli.main import main; main()' lab do"
    for verb in VERBS:
        _script(folder / verb, f"{python} {verb} ")
    state = {
        "port": scene.room.port,
        "run": str(run),
        "out": str(out.resolve()),
        "url": scene.stack.url,
        "http": f"http://127.0.0.1:{scene.stack.port['http']}/",
        "prometheus": f"http://127.0.0.1:{scene.stack.port['prometheus']}/",
    }
    word = pointer()
    word.parent.mkdir(parents=True, exist_ok=True)
    word.write_text(json.dumps(state), encoding="utf-8")
    try:
        yield
    finally:
        word.unlink(missing_ok=True)


def current() -> dict[str, object]:
    """Where the running lab is; raises LabFailed where none runs."""
    try:
        state: dict[str, object] = json.loads(pointer().read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LabFailed(
            "no lab is being played; start one with `mortem lab play SCENARIO`"
        ) from error
    return state


def tell(verb: str, text: str) -> str:
    """Give the running lab a command; returns what it says."""
    state = current()
    request = urllib.request.Request(
        f"http://127.0.0.1:{state['port']}/command",
        json.dumps({"do": verb, "text": text}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 (loopback)
            return str(json.load(answer)["said"])
    except urllib.error.HTTPError as error:
        raise LabFailed(str(json.load(error).get("error", error))) from error
    except OSError as error:
        raise LabFailed(f"the lab does not answer ({error}); is it still running?") from error


def open_shell() -> int:
    """A shell in the run folder with the commands on its PATH; returns its exit code."""
    state = current()
    run = Path(str(state["run"]))
    environment = {
        **os.environ,
        "PATH": f"{run / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "STORE_URL": str(state["url"]),
        "PS1": "lab:\\W\\$ ",
    }
    shell = _real("bash") if _real("bash") != "bash" else "sh"
    options = ["--norc"] if shell.endswith("bash") else []
    return subprocess.run([shell, *options], cwd=run, env=environment, check=False).returncode  # noqa: S603


def _real(program: str) -> str:
    import shutil

    return shutil.which(program) or program


def _script(path: Path, command: str, *, words: bool = True) -> None:
    path.write_text(
        f"#!/bin/sh\nexec {command}{chr(34) + '$@' + chr(34) if words else ''}\n", encoding="utf-8"
    )
    path.chmod(0o755)
