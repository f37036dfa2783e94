"""Ask mortem for the facts of a telemetry folder: in this process, or through its command."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def facts_of(telemetry: Path, *, command: bool = False) -> Json:
    """The contract's JSON. Raises whatever mortem raises; a failing command is a RuntimeError."""
    if not command:
        from mortem.evidence.store import EvidenceStore  # noqa: PLC0415
        from mortem.facts.ask import find_facts  # noqa: PLC0415
        from mortem.facts.tojson import to_json  # noqa: PLC0415

        with EvidenceStore() as store:
            store.add([telemetry])
            told: Json = json.loads(json.dumps(to_json(find_facts(store)), default=str))
            return told
    words = [sys.executable, "-c", "from mortem.cli.main import main; main()", "facts",
             str(telemetry), "--format", "json"]  # fmt: skip
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"exit {ran.returncode}: {ran.stderr.strip()[-2000:]}")
    answer: Json = json.loads(ran.stdout)
    return answer
