"""A run that is asked to end leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 1)])
def test_its_temporary_folder_goes(tmp_path: Path, number: signal.Signals, code: int) -> None:
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from mortem.cli.main import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "facts", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert process.stdin is not None
    process.stdin.write(b"a line, and more to come\n")
    process.stdin.flush()
    while not list(tmp_path.glob("mortem-*")):  # it waits for the rest of its input
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    out, _ = process.communicate()
    assert process.returncode == code, out
    assert not list(tmp_path.iterdir())
