"""One case's facts against its truth: what is right, what is not, and what was said instead."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
MAIN = ("found", "edges", "percent", "failed", "detection", "blame", "rejected")


@dataclass(slots=True)
class Score:
    """What one case came to. `marks` by figure: True, False, or None where it does not apply."""

    marks: dict[str, bool | None] = field(default_factory=dict)
    edge_ratios: list[float] = field(default_factory=list)
    edge_seconds: list[float] = field(default_factory=list)
    also: dict[str, bool] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def mark(self, figure: str, right: bool, expected: object, said: object) -> None:
        """Note whether a figure is right; keep what was expected and said where it is not."""
        self.marks[figure] = right
        if not right:
            self.complaints.append(f"{figure}: expected {expected}, said {said}")

    def note(self, figure: str, right: bool, expected: object, said: object) -> None:
        """Like `mark`, for figures that decide nothing."""
        self.also[figure] = right
        if not right:
            self.complaints.append(f"({figure}: expected {expected}, said {said})")


def epoch(text: object) -> float | None:
    """Epoch seconds of an RFC 3339 time; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None


def when(at: float) -> str:
    """A time to print."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def values(facts: Json, key: str) -> Any:
    """A fact's values; None where it is unknown or does not exist."""
    fact = facts.get("facts", {}).get(key) or {}
    return fact.get("values")


def score(truth: Json, facts: Json) -> Score:
    """Score everything."""
    result = Score()
    _rejected(truth, facts, result)
    window = values(facts, "outage-window")
    if not truth["outage"]:
        result.mark("found", window is None, "no outage", window)
        _no_blame(facts, result)
        return result
    began = epoch((window or {}).get("began"))
    ended = epoch((window or {}).get("ended"))
    if began is None or ended is None:
        why = facts.get("facts", {}).get("outage-window", {}).get("unknown")
        said = f"no outage ({why})"
    else:
        said = f"{when(began)} to {when(ended)}"
    overlaps = began is not None and ended is not None and (
        began <= truth["ended"] and ended >= truth["began"])  # fmt: skip
    expected = f"{when(truth['began'])} to {when(truth['ended'])}"
    result.mark("found", overlaps, expected, said)
    if began is not None and ended is not None and overlaps:
        _edges(truth, window, began, ended, result)
    else:
        result.marks["edges"] = False
    _users(truth, facts, result)
    _requests(truth, facts, result)
    _detection(truth, facts, result)
    _blame(truth, facts, result)
    _clocks(truth, facts, result)
    return result


def _clocks(truth: Json, facts: Json, result: Score) -> None:
    shift = truth.get("metrics_shift")
    quality = (facts.get("evidence") or {}).get("quality") or []
    found = [q for q in quality if q.get("kind") == "clock-shift"]
    right = (
        any(abs(abs(q.get("seconds") or 0) - shift) <= 20 for q in found) if shift else not found
    )
    result.note("clock shift", right, shift or "none", found)


def _edges(truth: Json, window: Json, began: float, ended: float, result: Score) -> None:
    right = True
    for name, said in (("began", began), ("ended", ended)):
        low, high = truth[f"{name}_range"]
        off = max(low - said, said - high, 0.0)
        ratio = off / truth[f"{name}_resolution"]
        result.edge_ratios.append(ratio)
        result.edge_seconds.append(said - truth[name])
        if ratio > 1:
            right = False
            text = f"{when(truth[name])} +- {truth[f'{name}_resolution']:.3f} s"
            result.complaints.append(
                f"{name}: expected {text}, said {when(said)} ({said - truth[name]:+.3f} s)"
            )
        between = [epoch(edge) for edge in window.get(f"{name}_between") or []]
        if len(between) == 2 and None not in between:
            first, last = between
            inside = first - 1e-3 <= truth[name] <= last + 1e-3  # type: ignore[operator]
            result.note(
                f"{name} lies between", inside, when(truth[name]), window[f"{name}_between"]
            )
    result.marks["edges"] = right
    pauses = window.get("pauses")
    result.note("pauses", len(pauses or []) >= len(truth["pauses"]), truth["pauses"], pauses)


def _within(said: object, bounds: list[float], slack: float) -> bool:
    return isinstance(said, int | float) and bounds[0] - slack <= said <= bounds[1] + slack


def _users(truth: Json, facts: Json, result: Score) -> None:
    users = values(facts, "affected-users") or {}
    said = users.get("percent")
    if truth["unanswered"] and truth["active"] < 5:
        result.mark("percent", said is None, "null: nearly nothing was logged", said)
        return
    ranges = truth["ranges"]
    expected = f"{truth['percent']:.2f} ({truth['affected']} of {truth['active']})"
    text = f"{said} ({users.get('affected')} of {users.get('active')})"
    result.mark("percent", _within(said, ranges["percent"], 0.5), expected, text)
    for name in ("met_errors", "active"):
        slack = max(0.01 * truth[name], 1)
        right = _within(users.get(name), ranges[name], slack)
        result.note(name, right, truth[name], users.get(name))


def _requests(truth: Json, facts: Json, result: Score) -> None:
    requests = values(facts, "failed-requests") or {}
    said = requests.get("failed")
    if truth["unanswered"] and truth["active"] < 5:
        right = said is None or 0 <= said <= truth["failed"] + truth["unanswered"]
        result.mark("failed", right, "null or what was logged", said)
        return
    low, high = truth["ranges"]["failed"]
    right = _within(said, [0.99 * low, 1.01 * high], 0.01)
    result.mark("failed", right, f"{truth['failed']} [{low}, {high}]", said)
    total = requests.get("total")
    slack = max(0.01 * truth["total"], 2)
    result.note("total", _within(total, truth["ranges"]["total"], slack), truth["total"], total)
    statuses = {str(k): v for k, v in (requests.get("by_status") or {}).items()}
    for status, count in truth["by_status"].items():
        close = abs(statuses.get(status, 0) - count) <= max(2, 0.02 * count, high - low)
        result.note(f"status {status}", close, count, statuses)


def _detection(truth: Json, facts: Json, result: Score) -> None:
    expected, said = truth["detection"], values(facts, "detection") or {}
    at, how = epoch(said.get("detected_at")), said.get("how")
    text = f"{said.get('detected_at')} by {how}: {said.get('quote') or said.get('by')}"
    if expected is None:
        result.mark("detection", at is None, "unknown: nobody noticed", text)
        return
    right = at is not None and abs(at - expected["at"]) <= 5 and how == expected["how"]
    wanted = f"{when(expected['at'])} by {expected['how']}: {expected['by']}"
    result.mark("detection", right, wanted, text)


def ranked(facts: Json) -> list[Json]:
    """The suspect changes, likeliest first."""
    found = values(facts, "suspect-changes")
    if isinstance(found, dict):
        found = found.get("ranked")
    return list(found or [])


def _blame(truth: Json, facts: Json, result: Score) -> None:
    if not truth["blame"]:
        _no_blame(facts, result)
        return
    suspects = ranked(facts)
    first = suspects[0] if suspects else {}
    names = {str(first.get(key) or "") for key in ("id", "ref", "sha")}
    ref, sha = truth["blame"]
    right = ref in names or any(len(name) >= 7 and sha.startswith(name) for name in names)
    said = [{key: s.get(key) for key in ("ref", "sha", "service", "at", "score")} for s in suspects]
    result.mark("blame", right, f"{ref} ({sha[:10]}) first", said[:3])


def _no_blame(facts: Json, result: Score) -> None:
    suspects = ranked(facts)
    said = [(s.get("ref"), s.get("service"), s.get("for")) for s in suspects[:3]]
    result.mark("blame", not suspects, "no change to blame", said)


def _rejected(truth: Json, facts: Json, result: Score) -> None:
    evidence = facts.get("evidence") or {}
    said = evidence.get("rejected")
    expected = truth["rejected_total"]
    by_file = {f["path"].rpartition("/")[2]: f.get("rejected") for f in evidence.get("files", ())}
    off = {name: (count, by_file.get(name)) for name, count in truth["rejected"].items()
           if by_file.get(name) != count}  # fmt: skip
    odd = {name: (0, count) for name, count in by_file.items()
           if count and name not in truth["rejected"]}  # fmt: skip
    right = said == expected and not off and not odd
    result.mark("rejected", right, expected, f"{said}; by file (expected, said): {off | odd}")
