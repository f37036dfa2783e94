"""Instructions to the writer, pasted in with the template."""

from collections.abc import Iterator

from mortem.check.phrases import expressions
from mortem.check.rule import Finding, Rule
from mortem.check.wording import wordings
from mortem.document import Document
from mortem.document.assignment import is_pasted
from mortem.facts import FactBook

TOLD = expressions(
    r"\bmust contain",
    r"\bthat is often what executives will read",
    r"\bexplain in detail (?:what|how)",
    r"\bbe very specific, like a TODO",
    r"\bkeep it short, 1 or 2 sentences",
    r"\b(?:between )?400(?:-| to | and |\u2013)600 words",
    r"\bwhat was the impact \(",
    r"\bhow many % of (?:the )?users",
    r"\bwhat service was down/slow",
    r"\bwhat (?:are|were) the things that can be improved",
    r"\bwhich team/individuals was the incident escalated",
    r"\bwhat parts of the system were investigated",
)
LABEL = 9  # a shorter question of the assignment may well be the label of its answer
ASKED = expressions(
    r"^\W*(?:(?:Briefly|Please|In this section,?|Here,?|You should)\s+)?"
    r"(?:describe|explain|summari[sz]e|provide|outline|give)\s+(?:(?:a|an|the|any|in)\s+)?"
    r"(?:brief |short |high-level |detailed? |concise |clear |more )*"
    r"(?:summary|description|overview|timeline|what (?:happened|went|was|were|caused)|"
    r"how (?:the|it|you)|why|impact|root cause|incident|outage|issue|sequence of events|"
    r"steps (?:taken|you))\b",
)


class AssignmentText(Rule):
    """Instructions to the writer left in: 'must contain', 'Describe what happened'.

    Imperatives in the measures are tasks, and are left alone.

    ## Why it matters
    The reader wants the answer; a question left standing beside it makes one look for whether it
    was answered at all.

    ## Bad
        ## Issue Summary

        This section must contain: duration of the outage with start and end times.

    Templates speak to the writer in other words.

        ## Issue Summary

        Provide a brief summary of the incident and its impact.

    ## Good
        ## Issue Summary

        From 09:00 to 11:00 UTC checkout failed for 30 % of users.
    """

    category = "style"
    severity = "warning"
    help = "take the instruction out, keep the answer"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        seen = set[tuple[int, int]]()
        for pattern, outside in ((TOLD, ()), (ASKED, ("measures",))):
            for sentence, match in wordings(document, pattern, outside=outside):
                if (sentence.line, sentence.column) not in seen:
                    seen.add((sentence.line, sentence.column))
                    words = match[0].strip()
                    message = f"'{words}' is an instruction to the writer"
                    yield self.at(document, sentence, message, words)
        for sentence in document.sentences:
            told = (sentence.line, sentence.column) in seen
            if not told and len(sentence.text.split()) >= LABEL and is_pasted(sentence.text):
                message = "this is the assignment's text, not an answer to it"
                yield self.at(document, sentence, message)
