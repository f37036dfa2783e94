"""Tasks that are nobody's, or due never."""

import re
from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.check.tasks import specific
from mortem.document import Document
from mortem.facts import FactBook

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
OWNER = re.compile(
    r"\b(?i:owner|assignee|assigned to|responsible|who|lead)\b\W+\w|(?<!\w)@\w|"
    r"\([^()]{0,80}\b(?:team|[A-Z][a-z]+)\b[^()]{0,80}\)|"
    r"\b(?:by|for) (?:the )?[\w-]+ (?:team|crew|squad|group)\b|"
    r"[-\u2013\u2014|:]\s*[A-Z][a-z]+(?: [A-Z]\.?[a-z]*)?\s*(?:$|[,;|(]|by\b)|"
    r"\|\s*(?:@?[A-Z][a-z]+|[\w ]+ team)\b|^\W*[A-Z][a-z]+ (?:will|to)\b"
)
DUE = re.compile(
    r"\b(?:due|deadline|eta|until|no later than|done|completed|q[1-4])\b|"
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|"
    rf"\b{_MONTH}[a-z]*\.? \d|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}|"
    r"\b(?:by|before|this|next|within)\s+(?:the\s+)?(?:end of|next|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri)day|"
    r"(?:\w+\s+)?(?:days?|weeks?|months?|quarter|sprint|release)\b)",
    re.I,
)


class TaskWithoutOwner(Rule):
    """Tasks that do not say who does them, or by when.

    One note for the list, at its first such task. Anything in parentheses that looks like a name or
    a team counts as an owner, and so does a column of a table.

    ## Why it matters
    What belongs to everybody is done by nobody. An owner and a date make a task one that can be
    asked for.

    ## Bad
        ## Corrective and preventative measures

        - Patch the Nginx server on web-01
        - Alert at 80 % memory on db-01

    ## Good
        ## Corrective and preventative measures

        - Patch the Nginx server on web-01 (Ana, 3 December)
        - Alert at 80 % memory on db-01 (platform team, by Friday)
    """

    category = "style"
    severity = "info"
    help = "put both behind the task: '(Ana, 3 December)'"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        listed = [task for task in specific(document) if not task.done]
        bare = [t for t in listed if not (OWNER.search(t.text) and DUE.search(t.text))]
        if not bare:
            return
        first = bare[0]
        message = f"{_count(len(bare), len(listed))} {_lacking([t.text for t in bare])}"
        yield self.found(first.line, first.column, first.end_line, message)


def _count(bare: int, listed: int) -> str:
    if bare == listed:
        return "no task says"
    return f"{bare} of {listed} tasks {'does' if bare == 1 else 'do'} not say"


def _lacking(texts: list[str]) -> str:
    owner = any(not OWNER.search(text) for text in texts)
    due = any(not DUE.search(text) for text in texts)
    return " and ".join(what for what, lacks in (("who does it", owner), ("by when", due)) if lacks)
