"""The format as a rubric: its requirements in the order a reviewer ticks them."""

from dataclasses import dataclass

from mortem.document import TITLES


@dataclass(frozen=True, slots=True)
class Criterion:
    """One requirement: its id, the part of the format it belongs to, what it asks, in words."""

    name: str
    part: str
    asks: str


WHOLE = "The document as a whole"
_PARTS: dict[str, dict[str, str]] = {
    TITLES["summary"]: {
        "summary-start": "When did it begin?",
        "summary-end": "When did it end?",
        "summary-timezone": "In which time zone?",
        "summary-duration": "How long did it last?",
        "summary-service": "What was down or slow?",
        "summary-experience": "What did users see?",
        "summary-users-percent": "What share of users was affected?",
        "summary-root-cause": "What caused it, in a clause?",
    },
    TITLES["timeline"]: {
        "timeline-timed-entries": "Does each entry begin with its time, on its own line?",
        "timeline-brief": "Is each entry one or two sentences?",
        "timeline-detected-when": "When was it noticed?",
        "timeline-detected-how": "How was it noticed?",
        "timeline-actions": "What was investigated?",
        "timeline-assumption": "What was assumed at first?",
        "timeline-misleading": "Which path was wrong?",
        "timeline-escalation": "Who was it escalated to?",
        "timeline-resolution": "How was it resolved?",
    },
    TITLES["cause"]: {
        "cause-detail": "How did the cause lead to the failure?",
        "fix-detail": "What exactly was changed to fix it?",
    },
    TITLES["measures"]: {
        "measures-improvements": "What can be improved?",
        "measures-tasks": "Are there tasks that one can do and tick off?",
    },
    WHOLE: {
        "sections": "Are the four sections there, in order?",
        "length": "Is it 400 to 600 words long?",
        "english": "Is it in English?",
    },
}

RUBRIC = tuple(
    Criterion(name, part, asks) for part, each in _PARTS.items() for name, asks in each.items()
)
