"""Digests of files: of small ones at once, of large ones while other work goes on."""

import hashlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

_BLOCK = 1 << 20
_LOW = 10  # how much less of a processor's time than others it gets


def of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def later(path: Path, size: int) -> Callable[[], str]:
    """The SHA-256 of the first `size` bytes of a file, found from now on; the call waits for it."""
    found: Future[str] = Future()

    def work() -> None:
        with suppress(OSError):  # where threads have no priority of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW)
        try:
            found.set_result(_first(path, size))
        except OSError as problem:  # it is raised where the digest is wanted
            found.set_exception(problem)

    threading.Thread(target=work, daemon=True, name=f"digest of {path.name}").start()
    return found.result


def _first(path: Path, size: int) -> str:
    digest, left = hashlib.sha256(), size
    with path.open("rb") as stream:
        while left and (block := stream.read(min(_BLOCK, left))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest()
