"""Tasks that nobody can tick off."""

import re
from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.check.tasks import Task, specific
from mortem.document import Document
from mortem.facts import FactBook

WISH = re.compile(
    r"\b(?:improv\w+|enhanc\w+|better|more|increas\w+|strengthen\w*|optimi[sz]\w+|boost\w*|"
    r"be careful|careful(?:ly)?|attention|ensur\w+|consider\w*|strive|try|aware(?:ness)?|upgrad\w+|"
    r"avoid|regular(?:ly)?|proper(?:ly)?|good|best|robust|effective|efficient|monitor|review|train)\b",
    re.I,
)
GENERAL = re.compile(
    r"(?:improv|enhanc|increas|strengthen|optimi[sz]|boost|ensur|consider|monitor|test|document|"
    r"communicat|train|process|procedure|practice|policy|policies|cod(?:e|ing)|quality|secur|team|"
    r"member|aware|system|infrastruct|perform|alert|logg|logs?$|deploy|reliab|resilien|stabil|"
    r"availab|scalab|maintain|maintenance|server|service|error|handling|manag|check|review|plan|"
    r"respon[sd]|incident|issue|problem|failure|outage|downtime|careful|attention|better|"
    r"more|regular|proper|good|best|robust|effective|efficien|develop|engineer|staff|people|"
    r"overall|general|future|work|detect|prevent|avoid|similar|happen|again|early|earlier|quick|"
    r"fast|soon|strive|pay|try|make|take|have|implement|use|set|provide|conduct|do(?:ing)?$|be(?:ing)?$|"
    r"continu|coverage|capabilit|user|experience|customer|strateg|measure|operation|activit|"
    r"collaborat|need|want|our|we|us|it|its|this|that|these|those|all|any|every|each|some|the|an?|and|"
    r"or|of|to|for|in|on|with|when|while|by|before|after|during|from|about|at|as|so|not|will|should|"
    r"must|can|could|would|upgrad|across|their|them|new|next|time|between|among|within|into|through|other|same)",
    re.I,
)
MOST_WORDS = 10


class VagueTask(Rule):
    """A task that is a wish: 'improve monitoring', 'be more careful', 'better tests'.

    Only items made of nothing but general words are meant. Items under a heading such as 'What can
    be improved' are wishes by right, and so are items that lead in others.

    ## Why it matters
    A task that nobody can tick off is never done, and the outage comes back.

    ## Bad
        ## Corrective and preventative measures

        - Improve monitoring
        - Be more careful when deploying.

    ## Good
        ## Corrective and preventative measures

        - Alert when more than 1 % of checkout requests fail in 60 s (Ana, 3 December)
        - Patch the Nginx server on web-01
    """

    category = "style"
    severity = "warning"
    help = "say what, where, and when it counts as done: 'alert at 80 % memory on web-01'"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for task in specific(document):
            if _vague(task):
                message = f"'{task.text.rstrip('.')}' is a wish, not a task"
                yield self.found(task.line, task.column, task.end_line, message)


def _vague(task: Task) -> bool:
    words = re.findall(r"[\w'\u2019/%-]+", task.text)
    return (
        0 < len(words) <= MOST_WORDS
        and bool(WISH.search(task.text))
        and not re.search(r"\d", task.text)
        and all(GENERAL.match(part) for word in words for part in re.split(r"[/-]", word) if part)
    )
