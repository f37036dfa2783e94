"""Marks for the format and for brevity, from what the checker reads."""

from collections.abc import Iterable, Mapping

from mortem.check import Finding
from mortem.check.reading import Decision
from mortem.document import Document
from mortem.grade.mark import Detail, Mark

APART = ("length", "timeline-brief")  # marked under brevity
COSTLY = ("contradiction", "safety")


def form(requirements: Mapping[str, Decision], findings: Iterable[Finding]) -> Mark:
    """The requirements of the format (25), less a point for each error that is no requirement."""
    asked = {name: judged for name, judged in requirements.items() if name not in APART}
    each = 25.0 / max(1, len(asked))
    details = [
        Detail(name, each if judged.met else 0.0, each, judged.quote or judged.why or "")
        for name, judged in asked.items()
    ]
    for finding in findings:
        if finding.category in COSTLY and finding.severity != "info":
            text = f"line {finding.line}: {finding.message}"
            details.append(Detail(finding.rule, -1.0, 0.01, text, finding.help))
    return Mark("format", 25, tuple(details))


def brevity(document: Document, requirements: Mapping[str, Decision]) -> Mark:
    """400 to 600 words (3), and timeline entries of one or two sentences (2)."""
    words = document.words
    points = 3.0 if 400 <= words <= 600 else 1.5 if 340 <= words <= 690 else 0.0
    brief = requirements.get("timeline-brief")
    short = brief is not None and brief.met
    return Mark(
        "brevity",
        5,
        (
            Detail("length", points, 3, f"{words} words", "400 to 600 words"),
            Detail(
                "short entries",
                2 if short else 0,
                2,
                "brief" if short else "too long, or none",
                "one or two sentences an entry",
            ),
        ),
    )
