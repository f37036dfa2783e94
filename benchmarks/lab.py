"""Run every scenario of the lab at a small scale and compare mortem's facts with the users' truth.

    python benchmarks/lab.py [--scale 0.3] [--only checkout,lock] [--keep FOLDER] [--again FOLDER]
                             [--tries 1] [--spare 0]

Truth is what the load's own users met. Where failures leave log lines, the edges must lie within
2 s of it and the share of users within 0.5 points; where they leave none (port, tls, nofile), the
true edges must lie in the stated intervals, and the share may be a bound or unknown; a control must
find no outage. Detection must be the first alert, as Alertmanager sent it, of what users met.
Exit 1 where one of these fails. `--again` judges runs that are there already. The servers are real
and so are the waits: on a machine with other work a run may go wrong; `--tries 2` plays such a
scenario once more, and says so, and with `--spare 2` two scenarios may stay wrong.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mortem.evidence.store import EvidenceStore
from mortem.facts.ask import find_facts
from mortem.facts.fact import FactBook
from mortem.lab import director, scenarios
from mortem.lab.scenario import Scenario
from mortem.lab.seal import unseal
from mortem.lab.servers import find_servers
from mortem.registry import discover

EDGE, POINTS = 2.0, 0.5


@dataclass
class Row:
    """One scenario's line of the table."""

    name: str
    cells: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def epoch(at: datetime) -> float:
    """Seconds since 1970."""
    return at.timestamp()


def judge(name: str, run: Path) -> Row:
    """Compare one run's facts with its truth."""
    truth = unseal(run / "truth.sealed")
    with EvidenceStore() as store:
        store.add([run / "telemetry"])
        facts = find_facts(store)
    row = Row(name)
    users = truth["users"]
    began, ended = users["first_failing_began"], users["last_failing_ended"]
    row.cells["true"] = f"{ended - began:.1f} s, {users['percent']:.1f} %" if began else "none"
    if users["background"]:
        row.cells["true"] += f" (+{users['background']} before)"
    window = facts.known("outage-window")
    fired = sorted({name for _, status, name in truth["alerts"] if status == "firing"})
    if truth["expects"] and not set(fired) & set(truth["expects"]):
        row.wrong.append(f"none of the expected alerts fired, only {fired}")
    if not truth["injected"] and fired:
        row.wrong.append(f"alerts fired though nothing was broken: {fired}")
    rubric(row, truth)
    if began is None:
        row.cells["found"] = "an outage" if window else "none"
        if window:
            row.wrong.append("found an outage in a run without one")
        return row
    if window is None:
        row.wrong.append(f"no outage found: {facts['outage-window'].unknown}")
        return row
    row.cells["found"] = f"{window['seconds']:.1f} s"
    logged = "access log" in truth["shows_in"]
    edges(row, window, began, ended, logged=logged)
    share(row, facts, users, logged=logged)
    detection(row, facts, run, began, ended)
    return row


def edges(row: Row, window, began: float, ended: float, *, logged: bool) -> None:
    """Where the window begins and ends."""
    for label, true in (("began", began), ("ended", ended)):
        off = epoch(window[label]) - true
        low, high = (epoch(at) for at in window[f"{label}_between"])
        inside = low - 0.5 <= true <= high + 0.5
        row.cells[label] = f"{off:+.2f} s" + ("" if logged else " in" if inside else " OUT")
        if logged and abs(off) > EDGE:
            row.wrong.append(f"{label} {off:+.2f} s off")
        if not logged and not inside:
            row.wrong.append(f"true {label} is outside the stated interval by {off:+.1f} s")


def share(row: Row, facts: FactBook, users, *, logged: bool) -> None:
    """The share of users."""
    known = facts.known("affected-users")
    percent = known["percent"] if known else None
    if percent is None:
        row.cells["users"] = "unknown"
        if logged:
            row.wrong.append("share of users unknown")
        return
    off = percent - users["percent"]
    low, high = known["percent_low"], known["percent_high"]
    row.cells["users"] = f"{percent:.1f} % ({off:+.2f})"
    if logged and abs(off) > POINTS:
        row.wrong.append(f"share of users {off:+.2f} points off")
    if not logged:
        row.cells["users"] += f" in {low:.0f}-{high:.0f}" if low is not None else ""
        if low is not None and not low - POINTS <= users["percent"] <= high + POINTS:
            row.wrong.append(f"true share {users['percent']:.1f} % is outside {low:.0f}-{high:.0f}")


def detection(row: Row, facts: FactBook, run: Path, began: float, ended: float) -> None:
    """When it was detected."""
    starts = []
    for line in (run / "telemetry/alerts.jsonl").read_text(encoding="utf-8").splitlines():
        for alert in json.loads(line)["payload"]["alerts"]:
            at = datetime.fromisoformat(alert["startsAt"]).timestamp()
            if alert["status"] == "firing" and began - EDGE <= at <= ended + 30:
                starts.append((at, alert["labels"]["alertname"]))
    known = facts.known("detection")
    if known is None:
        row.cells["detected"] = "unknown"
        if starts:
            row.wrong.append(f"detection unknown; {min(starts)[1]} fired")
        return
    at = epoch(known["detected_at"])
    row.cells["detected"] = f"{at - began:.1f} s, {known['how']}: {known['by']}"[:44]
    if starts and at > min(starts)[0] + 1:
        row.wrong.append(f"{min(starts)[1]} fired {at - min(starts)[0]:.1f} s before")


def rubric(row: Row, truth) -> None:
    """Whether the truth, in its own words, would be graded right."""
    wanted = truth["rubric"]
    asked = [(what, group, truth["cause"]) for what, *groups in wanted["cause"] for group in groups]
    if wanted["fix"]:
        asked.append(("how it was mended", wanted["fix"], truth["fixed_by"]))
    for what, group, text in asked:
        if not any(re.search(pattern, text, re.IGNORECASE) for pattern in group):
            row.wrong.append(f"the rubric does not know the truth's own words for {what}: {text}")


def show(rows: list[Row]) -> None:
    """Print the table."""
    heads = ("true", "found", "began", "ended", "users", "detected")
    widths = [max(len(h), *(len(r.cells.get(h, "")) for r in rows)) for h in heads]
    print("scenario  " + "  ".join(h.ljust(w) for h, w in zip(heads, widths, strict=True)))
    for row in rows:
        cells = (row.cells.get(h, "").ljust(w) for h, w in zip(heads, widths, strict=True))
        print(f"{row.name:<10}" + "  ".join(cells) + ("  ok" if not row.wrong else "  WRONG"))
        for wrong in row.wrong:
            print(f"          - {wrong}")


def possible(scenario: Scenario, servers) -> str:
    """Why a scenario cannot run here; empty where it can."""
    missing = [name for name in scenario.needs if name not in servers]
    return f"needs {', '.join(missing)}" if missing else scenario.possible()


def main() -> int:
    """Run, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=float, default=0.3)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--again", type=Path)
    parser.add_argument("--tries", type=int, default=1)
    parser.add_argument("--spare", type=int, default=0)
    options = parser.parse_args()
    known, servers = discover(scenarios, Scenario), find_servers()
    names = options.only.split(",") if options.only else list(known)
    began, rows, left_out = time.monotonic(), [], []
    with tempfile.TemporaryDirectory(prefix="mortem-lab-") as temporary:
        folder = options.again or options.keep or Path(temporary)
        for name in names:
            why = "" if options.again else possible(known[name], servers)
            if why or (options.again and not (folder / name / "truth.sealed").exists()):
                left_out.append(f"{name}: {why or 'no such run'}")
                continue
            rows.append(tried(known[name], folder / name, options))
    if rows:
        show(rows)
    for line in left_out:
        print(f"not run: {line}")
    print(f"{time.monotonic() - began:.0f} s in all")
    wrong = [row.name for row in rows if row.wrong]
    if wrong and len(wrong) <= options.spare:
        print(f"wrong, and let be on a machine that others use: {', '.join(wrong)}")
    return 1 if len(wrong) > options.spare or not rows else 0


def tried(scenario: Scenario, out: Path, options) -> Row:
    """The first try that is right, or the last one; each is told on standard error."""
    tries = 1 if options.again else options.tries
    for number in range(1, tries + 1):
        folder = out if number == 1 else out.with_name(f"{out.name}-{number}")
        row = one(scenario, folder, options)
        said = f"{scenario.name}: {'; '.join(row.wrong) or 'ok'}"
        print(said + (f" (try {number})" if number > 1 else ""), file=sys.stderr, flush=True)
        if not row.wrong:
            break
    return row


def one(scenario: Scenario, out: Path, options) -> Row:
    """Run a scenario (unless it was run before) and judge it; a failure is a row too."""
    try:
        if not options.again:
            seed = {} if options.seed is None else {"seed": options.seed}
            wish = director.Wish(out, scale=options.scale, **seed)
            asyncio.run(director.run(scenario, wish, lambda _: None))
        return judge(scenario.name, out)
    except Exception as error:  # noqa: BLE001 (a crash is a result, and the others still run)
        return Row(scenario.name, wrong=[f"{type(error).__name__}: {str(error)[:250]}"])


if __name__ == "__main__":
    sys.exit(main())
