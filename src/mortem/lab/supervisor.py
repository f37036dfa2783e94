"""Start servers so that none outlives the run, whatever ends it.

Each child leads its own session (a Ctrl-C in the terminal reaches only us) and has a parent-death
signal; a warden process ends what is left if we are killed. Children must be started from the main
thread: the kernel sends the parent-death signal when the *thread* that started them ends.
"""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from mortem.errors import LabFailed
from mortem.lab.servers import Account, drop
from mortem.lab.warden import end

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True)
class Program:
    """How to start one server, and how it likes to be stopped.

    `stop` is its own signal for an orderly end, `orphaned` what the kernel sends it if we die,
    `backends` the folder in which its children in sessions of their own work.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    log: Path
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    backends: Path | None = None
    pipes: bool = False
    files: int | None = None
    patience: float = 5.0  # seconds it may take to end before it is killed


@dataclass(slots=True)
class Child:
    """A running server."""

    program: Program
    process: "subprocess.Popen[bytes]"

    @property
    def name(self) -> str:
        """Its name in logs and messages."""
        return self.program.name

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None


class Supervisor:
    """Starts children in order and stops them in reverse."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._warden: subprocess.Popen[bytes] | None = None
        self._libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def __enter__(self) -> "Supervisor":
        if self._libc is not None:
            self._libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._warden = subprocess.Popen(
            [sys.executable, "-m", "mortem.lab.warden"],
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()

    def start(self, program: Program) -> Child:
        """Start a server and tell the warden."""
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("children are started from the main thread only")
        program.log.parent.mkdir(parents=True, exist_ok=True)
        pipe = subprocess.PIPE if program.pipes else None
        with program.log.open("ab") as log:
            options: dict[str, Any] = drop(program.account)
            process = subprocess.Popen(  # noqa: S603
                program.command,
                cwd=program.folder,
                env={**os.environ, **program.environment},
                stdin=pipe or subprocess.DEVNULL,
                stdout=pipe or log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self._before(program, os.getpid()),  # noqa: PLW1509
                **options,
            )
        child = Child(program, process)
        self.children.append(child)
        self._tell(f"{process.pid} {time.time()} {program.backends or '-'}")
        return child

    def stop(self, child: Child, patience: float | None = None) -> None:
        """Stop one child with its own signal; kill its session if it does not end in time."""
        if child.running:
            child.process.send_signal(child.program.stop)
            try:
                child.process.wait(child.program.patience if patience is None else patience)
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        for stream in (child.process.stdin, child.process.stdout):
            _close(stream)
        if child in self.children:
            self.children.remove(child)

    async def stop_gently(self, child: Child, patience: float) -> None:
        """Like `stop`, without holding up the event loop."""
        if child.running:
            child.process.send_signal(child.program.stop)
            until = time.monotonic() + patience
            while child.process.poll() is None and time.monotonic() < until:
                await asyncio.sleep(0.02)
        self.stop(child, patience=0.1)

    def stop_all(self) -> None:
        """Stop everything in reverse order, then sweep what grandchildren may be left."""
        sessions: dict[int, float] = {}
        folders = set()
        for child in reversed(self.children[:]):
            sessions[child.process.pid] = 0.0
            if child.program.backends:
                folders.add(str(child.program.backends))
            self.stop(child)
        end(sessions, folders, patience=0.5)
        self._tell("done")
        if self._warden is not None:
            _close(self._warden.stdin)
            self._warden.wait(10)
            self._warden = None

    def check(self) -> None:
        """Raise LabFailed where a child has ended by itself."""
        for child in self.children:
            if not child.running:
                raise LabFailed(
                    f"{child.name} ended with {child.process.returncode}: {tail(child.program.log)}"
                )

    def _before(self, program: Program, parent: int) -> Callable[[], None]:
        libc = self._libc

        def prepare() -> None:
            if program.files is not None:
                import resource

                resource.setrlimit(resource.RLIMIT_NOFILE, (program.files, program.files))
            if libc is not None:
                libc.prctl(PR_SET_PDEATHSIG, int(program.orphaned), 0, 0, 0)
                if os.getppid() != parent:
                    os._exit(1)

        return prepare

    def _tell(self, line: str) -> None:
        if self._warden is None or self._warden.stdin is None:
            return
        try:
            self._warden.stdin.write(line.encode() + b"\n")
            self._warden.stdin.flush()
        except BrokenPipeError:
            return


def tail(log: Path, lines: int = 4) -> str:
    """The last lines of a log, on one line, with its name."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return f"{log} (not written)"
    return f"{log}: " + " | ".join(text.splitlines()[-lines:])


def _close(stream: IO[bytes] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except BrokenPipeError:
        return
