"""What truly happened: the fault as injected, and what users met, from the load's own record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

SLOW = 5.0  # seconds from which an answered request counts as too slow
EARLY = 0.5  # seconds before the fault's time from which a failure is laid to it


@dataclass(slots=True)
class Diary:
    """What the director and the responders did, kept in memory and sealed at the end.

    `injected` and `removed` are when the fault came and went; dead ends and escalations are those
    that really happened in this run.
    """

    injected: datetime | None = None
    removed: datetime | None = None
    change: str | None = None
    fixed_by: str = ""
    cause: str = ""
    innocents: list[str] = field(default_factory=list)
    dead_ends: list[dict[str, Any]] = field(default_factory=list)
    escalations: list[dict[str, str]] = field(default_factory=list)
    decoys: list[str] = field(default_factory=list)
    hints: int = 0

    def dead_end(self, what: str, words: Iterable[str]) -> None:
        """A supposition that turned out wrong; `words`: patterns by which a text speaks of it."""
        self.dead_ends.append({"what": what, "words": list(words)})

    def escalated(self, to: str, by: str) -> None:
        """Somebody handed over to a team."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self.escalations.append({"at": at, "to": to, "by": by})


def failed(request: dict[str, Any]) -> bool:
    """No answer, or one of 500 and above, as the client saw it."""
    return bool(request["st"] < 0 or request["st"] >= 500)


def slow(request: dict[str, Any]) -> bool:
    """Answered, but later than anybody waits gladly."""
    return bool(not failed(request) and request["d"] >= SLOW)


def users(requests: list[dict[str, Any]], injected: float | None) -> dict[str, Any]:
    """What users met (epoch seconds); counts in the window from first to last bad request.

    `percent` is affected of active users: with a failed or too slow request, of those with any.
    Failures from before the fault are counted apart, as `background`.
    """
    bad = [r for r in requests if failed(r) or slow(r)]
    before = [r for r in bad if injected is None or r["t"] < injected - EARLY]
    mine = [r for r in bad if injected is not None and r["t"] >= injected - EARLY]
    summary: dict[str, Any] = {"background": len(before), "requests": len(requests)}
    if not mine:
        return {**summary, "first_failing_began": None, "last_failing_ended": None, "percent": 0.0}
    began = min(r["t"] for r in mine)
    ended = max(r["t"] + r["d"] for r in mine)
    active = {r["uid"] for r in requests if r["t"] <= ended and r["t"] + r["d"] >= began}
    affected = {r["uid"] for r in mine}
    met_errors = {r["uid"] for r in mine if failed(r)}
    return {
        **summary,
        "first_failing_began": round(began, 3),
        "last_failing_ended": round(ended, 3),
        "met_errors": len(met_errors),
        "affected": len(affected),
        "active": len(active),
        "percent": round(100 * len(affected) / len(active), 2),
        "failed_requests": sum(1 for r in mine if failed(r)),
        "too_slow": sum(1 for r in mine if slow(r)),
        "of_them_without_any_answer": sum(1 for r in mine if r["st"] < 0),
        "routes": _routes(mine),
    }


def _routes(bad: list[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for request in bad:
        path = "/product/{id}" if request["path"].startswith("/product/") else request["path"]
        route = f"{request['m']} {path}"
        counts[route] = counts.get(route, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
