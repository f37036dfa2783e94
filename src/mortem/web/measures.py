"""What the desk measures of itself, for Prometheus."""

from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest


class Gauges:
    """Counts and times of answers, by route (never by the address asked for)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "mortem_http_answers",
            "Answers by route, method and status",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "mortem_http_seconds", "Time to answer", ["route"], registry=self.registry
        )

    def answered(self, request: Request, status: int, seconds: float) -> None:
        """Count one answer."""
        route = getattr(request.scope.get("route"), "path", "none")
        method = request.method if request.method in {"GET", "POST", "PUT", "DELETE"} else "other"
        self.answers.labels(route, method, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
