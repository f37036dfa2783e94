"""Outlives the supervisor by a moment: when its pipe breaks, it ends what is left of a run.

Started as `python -m mortem.lab.warden` with a pipe on stdin. It reads one line for each child,
`pid created folder` (folder: where grandchildren in other sessions work, or `-`), and `done` when
the supervisor has stopped everything itself. If the pipe closes without it (SIGKILL), every process
of those sessions, and every one whose working folder is below such a folder, is ended.
"""

import os
import signal
import sys
import time


def sweep(sessions: dict[int, float], folders: set[str]) -> list[int]:
    """The pids that belong to the sessions (by leader and its start time) or work in a folder."""
    import psutil

    mine = []
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        try:
            session = os.getsid(process.pid)
            if (session in sessions and process.create_time() >= sessions[session] - 1) or (
                folders and _below(process.cwd(), folders)
            ):
                mine.append(process.pid)
        except (psutil.Error, OSError):
            continue
    return mine


def end(sessions: dict[int, float], folders: set[str], patience: float = 1.0) -> list[int]:
    """SIGTERM, then after `patience` seconds SIGKILL, until none is left; returns survivors."""
    _signal(sweep(sessions, folders), signal.SIGTERM)
    until = time.monotonic() + patience
    while time.monotonic() < until and sweep(sessions, folders):
        time.sleep(0.05)
    for _ in range(40):
        left = sweep(sessions, folders)
        if not left:
            return []
        _signal(left, signal.SIGKILL)
        time.sleep(0.05)
    return sweep(sessions, folders)


def _below(folder: str, folders: set[str]) -> bool:
    return any(folder == known or folder.startswith(known + os.sep) for known in folders)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            continue


def main() -> None:
    """Read the children from stdin until it closes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sessions: dict[int, float] = {}
    folders: set[str] = set()
    for line in sys.stdin:
        if line.strip() == "done":
            return
        pid, created, folder = line.rstrip("\n").split(" ", 2)
        sessions[int(pid)] = float(created)
        if folder != "-":
            folders.add(folder)
    end(sessions, folders)


if __name__ == "__main__":
    main()
