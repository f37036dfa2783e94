"""The recorded outages of the shared samples, against what their experimenter knows."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.simulate.ask import facts_of
from benchmarks.simulate.score import epoch, ranked, values

Json = dict[str, Any]
NEAR = 2.0


def shared() -> Path:
    """The folder of shared samples: `$MORTEM_SHARED/samples`, by default beside the repository."""
    here = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("MORTEM_SHARED", here.parent / "shared")) / "samples"


def _row(name: str, truth: Json, facts: Json) -> tuple[str, bool]:
    users = truth["users"]
    window = values(facts, "outage-window") or {}
    said_users = values(facts, "affected-users") or {}
    off = []
    for key, name_of in (("began", "first_failing_began"), ("ended", "last_failing_ended")):
        said = epoch(window.get(key))
        off.append(None if said is None else said - users[name_of])
    near = all(error is not None and abs(error) <= NEAR for error in off)
    unlogged = users["of_them_without_any_answer"] > 0.5 * users["failed_requests"]
    met, active = said_users.get("met_errors"), said_users.get("active")
    counted = (met, active) == (users["met_errors"], users["active"])
    if unlogged:  # a reason and a bound, or unknown
        counted = said_users.get("percent") is None or said_users.get("percent_high", 0) >= 95
    first = (ranked(facts) or [{}])[0].get("ref")
    blamed = first == truth["change"]
    text = "/".join("   none" if error is None else f"{error:+7.3f}" for error in off)
    people = f"{met} of {active} ({users['met_errors']} of {users['active']})"
    mark = {True: "ok", False: "MISS"}
    row = (f"{name:<10} {text} {mark[near]:<5} {people:<28} {mark[counted]:<5} "
           f"{first!s:<6} ({truth['change']!s}) {mark[blamed]}")  # fmt: skip
    return row, near and counted and blamed


def main(*, command: bool) -> int:
    """Print the table; 0 where every row holds, 1 where one does not, 2 without samples."""
    folder = shared()
    if not folder.is_dir():
        print(f"no samples: {folder} is absent (set MORTEM_SHARED)")
        return 2
    print(f"recorded outages of {folder}, {datetime.now(UTC):%Y-%m-%d}")
    print(
        f"{'sample':<10} began / ended, s       met errors of active (truth)       blamed (truth)"
    )
    met = True
    for case in sorted(path.parent for path in folder.glob("*/truth")):
        truth = json.loads((case / "truth" / "truth.json").read_text())
        try:
            facts = facts_of(case / "telemetry", command=command)
        except Exception as error:  # noqa: BLE001  shown, and counted as a miss
            print(f"{case.name:<10} crash: {error!r}")
            met = False
            continue
        row, right = _row(case.name, truth, facts)
        met &= right
        print(row)
    return 0 if met else 1
