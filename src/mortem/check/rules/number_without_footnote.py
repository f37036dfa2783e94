"""Rule: a number without a footnote, in a document whose numbers have them."""

import re
from collections.abc import Iterator

from mortem.check.claims.mention import QUOTE, scan
from mortem.check.rule import Finding, Rule
from mortem.document import Document, Sentence
from mortem.facts import FactBook

_BLANK = re.compile(r"\[to fill: [^\]]*\]")


class NumberWithoutFootnote(Rule):
    """A number without a footnote, in a document that proves its other numbers by footnotes.

    A document without any footnote is left alone: it makes no such promise.

    ## Why it matters
    Where most numbers can be run again, one that cannot looks as sure as the others.

    ## Bad
        ---
        evidence: [{file: access.log, sha256: ab12}]
        ---
        ## Issue Summary

        The outage lasted 62 s.[^outage-window] Some 40 orders were lost.

        [^outage-window]: Requests failed for 62 s.

    ## Good
        ---
        evidence: [{file: access.log, sha256: ab12}]
        ---
        ## Issue Summary

        The outage lasted 62 s.[^outage-window] Nobody counted the orders that were lost.

        [^outage-window]: Requests failed for 62 s.
    """

    category = "evidence"
    severity = "warning"
    help = "name the fact behind it, such as [^outage-window], or say whose count it is"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        cited = sum(bool(sentence.cites) for sentence in document.sentences)
        if not cited or "evidence" not in document.front:
            return
        proven = {e.line for e in document.entries if any(s.cites for s in e.sentences)}
        for sentence in document.sentences:
            if sentence.cites or sentence.line in proven:
                continue
            yield from self._bare(document, sentence)

    def _bare(self, document: Document, sentence: Sentence) -> Iterator[Finding]:
        text = _BLANK.sub("", sentence.text)
        numbers = [m.raw for m in scan(text) if m.kind not in (QUOTE, "name")]
        if not numbers:
            return
        yield self.at(
            document,
            sentence,
            f"{numbers[0]} has no footnote, so nobody can run it again",
            numbers[0],
        )
