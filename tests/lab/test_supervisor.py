"""Whatever ends the supervisor, its children and theirs are gone afterwards."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mortem.errors import LabFailed
from mortem.lab.supervisor import Program, Supervisor

# one child that heeds nothing but SIGKILL and has a child of its own
STUBBORN = """
import signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen(["sleep", "1000"])
print(child.pid, flush=True)
time.sleep(1000)
"""
PARENT = """
import asyncio, sys
from pathlib import Path
from mortem.lab.director import terminable
from mortem.lab.supervisor import Program, Supervisor
folder = Path(sys.argv[1])
async def main():
    with Supervisor() as supervisor, terminable():
        for name, command in (("calm", ("sleep", "1000")), ("stubborn", (sys.executable, "-c", sys.argv[2]))):
            supervisor.start(Program(name, command, folder, folder / f"{name}.log", patience=0.5))
        while not (folder / "stubborn.log").read_text().strip():
            await asyncio.sleep(0.05)
        print(*[c.process.pid for c in supervisor.children], flush=True)
        await asyncio.sleep(1000)
asyncio.run(main())
"""


def gone(pids: list[int], patience: float = 10.0) -> list[int]:
    until = time.monotonic() + patience
    left = pids
    while left and time.monotonic() < until:
        left = [
            pid
            for pid in left
            if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"
        ]
        time.sleep(0.05)
    return left


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_nothing_is_left_running(number: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), STUBBORN],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        pids.append(int((tmp_path / "stubborn.log").read_text().split()[0]))
        assert len(pids) == 3
        assert all(psutil.pid_exists(pid) for pid in pids)
        parent.send_signal(number)
        parent.wait(30)
    assert gone(pids) == []


def test_children_stop_in_reverse_order_with_their_own_signal(tmp_path: Path) -> None:
    script = (
        "import signal, sys, time, pathlib\n"
        "def stop(number, frame):\n"
        "    with open('order', 'a') as file: file.write(f'{sys.argv[1]} {signal.Signals(number).name}\\n')\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, stop); signal.signal(signal.SIGINT, stop)\n"
        "pathlib.Path(sys.argv[1] + '.ready').touch()\n"
        "time.sleep(1000)\n"
    )
    with Supervisor() as supervisor:
        for name, number in (("first", signal.SIGINT), ("second", signal.SIGTERM)):
            command = (sys.executable, "-c", script, name)
            supervisor.start(Program(name, command, tmp_path, tmp_path / "log", stop=number))
        while not all((tmp_path / f"{n}.ready").exists() for n in ("first", "second")):
            time.sleep(0.02)
    assert (tmp_path / "order").read_text().splitlines() == ["second SIGTERM", "first SIGINT"]


def test_a_server_that_ends_by_itself_is_reported_with_its_last_words(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        command = (sys.executable, "-c", "import sys; sys.exit('no such setting')")
        child = supervisor.start(Program("nginx", command, tmp_path, tmp_path / "nginx.log"))
        child.process.wait(30)
        with pytest.raises(LabFailed, match=r"nginx ended with 1.*no such setting"):
            supervisor.check()


def test_a_low_limit_of_open_files_holds_for_the_child(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        command = (
            sys.executable,
            "-c",
            "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE))",
        )
        child = supervisor.start(Program("x", command, tmp_path, tmp_path / "log", files=64))
        child.process.wait(30)
    assert (tmp_path / "log").read_text().strip() == "(64, 64)"
