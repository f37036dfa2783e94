"""What the responders' record says about a pause between two bumps."""

import re
from collections.abc import Callable

from mortem.facts.question import Case
from mortem.facts.series import Bounds, moment

NEAR = 120.0  # a message up to so many seconds after the second bump began may speak of the pause
AGAIN = re.compile(
    r"\b(?:(?:is|are|it'?s|they'?re|errors?|failures?|failing|problem|issue|outage|timeouts?)\b"
    r"[^.!?]{0,40}\b(?:back|again)\b(?! to normal| to baseline| up| online| to green)"
    r"|(?:returned|recurr\w+|relaps\w+|reappear\w+|came back|failing again|down again|broke again)"
    r"|did(?:n'?t| not) (?:help|hold|fix|work|last)|still (?:failing|broken|down|see))",
    re.IGNORECASE,
)

MESSAGES = """
SELECT text, source, line FROM message
WHERE happened_at >= {began} AND happened_at <= {ended} ORDER BY happened_at, source, line"""


def ties(case: Case) -> Callable[[Bounds], bool]:
    """A test: whether a message around the end of a pause says that the trouble is back."""

    def tied(pause: Bounds) -> bool:
        began, ended = pause
        near = min(NEAR, ended - began)
        sql = MESSAGES.format(began=moment(began), ended=moment(ended + near))
        return any(AGAIN.search(row["text"]) for row in case.ask(sql))

    return tied
