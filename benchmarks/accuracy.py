"""How right mortem is: simulated outages and calm days against their truth.

    python benchmarks/accuracy.py [--seed N] [--cases N] [--controls N] [--only NAME] [--keep DIR]
    python benchmarks/accuracy.py --samples     # the recorded outages of $MORTEM_SHARED/samples

Exit 0 where every threshold is met, 1 where one is missed.
"""

import argparse
import statistics
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.simulate import samples
from benchmarks.simulate.ask import facts_of
from benchmarks.simulate.case import make_case
from benchmarks.simulate.score import MAIN, Score, score
from benchmarks.simulate.spec import Spec, describe, plan


@dataclass(slots=True)
class Result:
    """One case's score, how long mortem took over it, and the crash if there was one."""

    spec: Spec
    score: Score = field(default_factory=Score)
    lines: int = 0
    made: float = 0.0
    took: float = 0.0
    crash: str = ""


def run(spec: Spec, keep: Path | None, command: bool) -> Result:
    """Simulate one case, ask mortem, score."""
    result = Result(spec)
    with tempfile.TemporaryDirectory(prefix="mortem-accuracy-") as scratch:
        folder = keep / spec.name if keep else Path(scratch)
        start = time.monotonic()
        truth = make_case(spec, folder)
        result.lines = truth["lines"]
        result.made = time.monotonic() - start
        start = time.monotonic()
        try:
            facts = facts_of(folder / "telemetry", command=command)
        except Exception:  # noqa: BLE001  a crash is the worst miss, and is reported as one
            facts = {}
            result.crash = traceback.format_exc(limit=-3).strip()
        result.took = time.monotonic() - start
        result.score = score(truth, facts)
        if result.crash:
            figures = MAIN if truth["outage"] else ("found", "blame", "rejected")
            result.score.marks = dict.fromkeys(figures, False)
    return result


def show(result: Result) -> str:
    """A row of the table: `ok`, `MISS`, or `-` where a figure does not apply."""
    words = {True: "ok", False: "MISS", None: "-"}
    cells = []
    for figure in MAIN:
        mark = result.score.marks.get(figure)
        text = words[mark]
        if figure == "edges" and result.score.edge_seconds:
            text = "/".join(f"{off:+.2f}" for off in result.score.edge_seconds)
            text += "" if mark else " !"
        cells.append(f"{text:>{WIDTHS[figure]}}")
    tail = f"{result.lines:>7} {result.took:5.1f}s"
    return f"{result.spec.name:<24}" + " ".join(cells) + tail


WIDTHS = {"found": 6, "edges": 20, "percent": 8, "failed": 7, "detection": 10, "blame": 6,
          "rejected": 9}  # fmt: skip


def summary(results: list[Result]) -> list[tuple[str, str, bool]]:
    """Each threshold: what it is, how it came out, whether it is met."""
    ratios = [r for result in results for r in result.score.edge_ratios]
    rows = []
    for figure in MAIN:
        marks = [r.score.marks.get(figure) for r in results]
        counted = [mark for mark in marks if mark is not None]
        right = sum(counted)
        if figure == "edges":
            median = statistics.median(ratios) if ratios else float("inf")
            late = sorted(ratios)[int(0.9 * len(ratios))] if ratios else float("inf")
            text = (f"median {median:.3f} of the resolution, 90 % within {late:.2f}; "
                    f"both within it in {right} of {len(counted)}")  # fmt: skip
            rows.append(("edges: median error within the resolution", text, median <= 1))
            continue
        rows.append((THRESHOLDS[figure], f"{right} of {len(counted)}", right == len(counted)))
    return rows


THRESHOLDS = {
    "found": "outage found, or rightly absent",
    "percent": "% of users within 0.5 points",
    "failed": "failed requests within 1 %",
    "detection": "detected within 5 s, and how",
    "blame": "the change to blame first, none where none is",
    "rejected": "rejected lines exact, by file",
}


def report(results: list[Result], options: argparse.Namespace) -> bool:
    """Print misses, the summary; whether every threshold is met."""
    for result in results:
        if result.crash or result.score.complaints:
            print(f"\n{result.spec.name}: {describe(result.spec)}")
            for line in result.crash.splitlines():
                print(f"    crash: {line}")
            for complaint in result.score.complaints:
                print(f"    {complaint[:400]}")
            if False in result.score.marks.values():
                print(f"    reproduce: --seed {options.seed} --cases {options.cases} --controls "
                      f"{options.controls} --only {result.spec.name} --keep DIR")  # fmt: skip
    print()
    rows = summary(results)
    for what, text, met in rows:
        print(f"{'met   ' if met else 'MISSED'}  {what:<48} {text}")
    also = [right for result in results for right in result.score.also.values()]
    if also:
        print(f"        other figures (in brackets above) {sum(also)} of {len(also)} right")
    return all(met for _, _, met in rows)


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=48, help="outages to simulate")
    parser.add_argument("--controls", type=int, default=16, help="calm cases to simulate")
    parser.add_argument("--only", help="only cases whose name contains this")
    parser.add_argument("--keep", type=Path, help="keep telemetry and truth in this folder")
    parser.add_argument("--list", action="store_true", help="only list the cases")
    parser.add_argument("--command", action="store_true", help="through `mortem facts`")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--samples", action="store_true", help="score the recorded outages")
    return parser.parse_args()


def main() -> int:
    """Run what was asked for."""
    options = parse()
    if options.samples:
        return samples.main(command=options.command)
    specs, covered = plan(options.seed, options.cases, options.controls)
    specs = [spec for spec in specs if not options.only or options.only in spec.name]
    print(f"seed {options.seed}: {len(specs)} cases; the outages cover {100 * covered:.0f} % of "
          "all pairs of levels of their factors")  # fmt: skip
    if options.list:
        for spec in specs:
            print(f"{spec.name:<26} {describe(spec)}")
        return 0
    print(f"{'case':<24}" + " ".join(f"{name:>{WIDTHS[name]}}" for name in MAIN) + "  lines   took")
    start = time.monotonic()
    results = []
    work = partial(run, keep=options.keep, command=options.command)
    with ProcessPoolExecutor(max_workers=max(1, options.jobs)) as pool:
        for result in pool.map(work, specs):
            print(show(result), flush=True)
            results.append(result)
    met = report(results, options)
    made, took = sum(r.made for r in results), sum(r.took for r in results)
    print(f"{time.monotonic() - start:.0f} s ({made:.0f} s to simulate, {took:.0f} s for mortem)")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
