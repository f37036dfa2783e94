"""Means of a single incident."""

import re
from collections.abc import Iterator

from mortem.check.phrases import expressions
from mortem.check.rule import Finding, Rule
from mortem.check.wording import wordings
from mortem.document import Document, Sentence
from mortem.document.moments import find_durations
from mortem.facts import FactBook

MEAN = expressions(
    r"\bmean[ -]time (?:to|between) (?:detect\w*|acknowledge\w*|repair|recover\w*|resol\w+|"
    r"restor\w+|respon\w+|failures?)\b",
    r"\bMTT[DARF]\b",
    r"\bMTBF\b",
)
OVER_MANY = re.compile(
    r"\b(?:average|incidents|outages|quarter|months?|years?|per|last|target|goal|reduce|improve)\b",
    re.I,
)


class MeanTime(Rule):
    """A 'mean time to ...' with the length of this one incident.

    Only where a length of time stands beside it, and nothing says that it is over many incidents.

    ## Why it matters
    One incident has no mean. Its 'time to detect' is a fact; a mean needs the others beside it.

    ## Bad
        ## Issue Summary

        The mean time to recovery was 62 minutes.

    ## Good
        ## Issue Summary

        The time to recover was 62 minutes. Over the last 12 incidents, the mean time to recovery
        was 40 minutes.
    """

    category = "style"
    severity = "info"
    help = "write 'time to recover', or say over which incidents the mean is"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        seen: Sentence | None = None
        for sentence, match in wordings(document, MEAN, outside=("measures",)):
            if sentence is seen:
                continue
            seen = sentence
            if find_durations(sentence.text) and not OVER_MANY.search(sentence.text):
                message = f"'{match[0]}' of one incident is no mean"
                yield self.at(document, sentence, message, match[0])
