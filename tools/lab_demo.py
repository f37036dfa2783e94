#!/usr/bin/env python3
"""A real outage from end to end: set-up, the run, its facts, a draft, its check, its grade.

usage: lab_demo.py OUT [SCENARIO [SCALE]]
"""

import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*words: str, most: int = 0) -> None:
    """Show a command, run it, stop where it ends with more than `most`."""
    print(f"\n$ mortem {shlex.join(words)}", flush=True)
    done = subprocess.run(
        [str(Path(sys.executable).parent / "mortem"), *words], cwd=ROOT, check=False
    )
    if not 0 <= done.returncode <= most:
        sys.exit(f"\nmortem {words[0]} ended with {done.returncode}; the demo stops here.")


def main() -> None:
    """Break a real store, write it up, check it, grade it, and say where to look."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/lab")
    scenario = sys.argv[2] if len(sys.argv) > 2 else "checkout"
    scale = sys.argv[3] if len(sys.argv) > 3 else "1.0"
    folder = ROOT / out
    if (folder / "run.json").exists() or (folder / "live").exists():
        shutil.rmtree(folder)  # only ever what an earlier run of this left
    began = time.monotonic()
    draft, page = str(out / "postmortem.md"), str(out / "postmortem.html")
    telemetry = str(out / "telemetry")
    run("lab", "setup", most=1)  # 1: some scenarios cannot run here, others can
    run("lab", "run", scenario, "--out", str(out), "--scale", scale)
    run("draft", telemetry, "--output", draft, "--html", page, "--force")
    run("check", draft, "--evidence", telemetry)
    run("lab", "grade", str(out), draft)
    print(
        f"\nIn {time.monotonic() - began:.0f} s: a real outage, its evidence in {telemetry},"
        f"\nthe draft in {draft}, the page in {page},"
        f"\nand its grade in {out / 'grade.html'}."
        "\nNext: live through one yourself with `mortem lab play lock`."
    )


if __name__ == "__main__":
    main()
