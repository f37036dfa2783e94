"""Rule: a number without a footnote, in a document whose numbers have them."""

import re
from collections.abc import Iterator

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

        Of 60 requests, 45 failed.[^broken-routes] Some 40 orders were lost.

        [^broken-routes]: Of 60 requests, 45 failed.

    ## Good
        ---
        evidence: [{file: access.log, sha256: ab12}]
        ---
        ## Issue Summary

        Of 60 requests, 45 failed.[^broken-routes] Nobody counted the orders that were lost.

        [^broken-routes]: Of 60 requests, 45 failed.
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
        from mortem.check.claims.mention import QUOTE, scan

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
