#!/usr/bin/env python3
"""The main job on the bundled real outage: facts, a draft, its check, and the page.

usage: demo.py OUT
"""

import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TELEMETRY = Path("examples/checkout-outage/telemetry")


def run(*words: str) -> None:
    """Show a command, run it, stop where it fails."""
    print(f"\n$ mortem {shlex.join(words)}", flush=True)
    done = subprocess.run(
        [str(Path(sys.executable).parent / "mortem"), *words], cwd=ROOT, check=False
    )
    if done.returncode:
        sys.exit(f"\nmortem {words[0]} ended with {done.returncode}; the demo stops here.")


def main() -> None:
    """Facts, draft, check, and where to look."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out")
    (ROOT / out).mkdir(parents=True, exist_ok=True)
    draft, page = out / "postmortem.md", out / "postmortem.html"
    print("A real outage of a web store, recorded: examples/checkout-outage/telemetry")
    run("facts", str(TELEMETRY))
    run("draft", str(TELEMETRY), "-o", str(draft), "--html", str(page), "--force")
    run("check", str(draft), "--evidence", str(TELEMETRY))
    print(f"\nThe postmortem: {draft}\nThe page:       {page} (open it in a browser)")
    print("Next: change a digit in the postmortem and run `mortem check` on it again.")


if __name__ == "__main__":
    main()
