"""Sentences that nobody can read aloud in a breath."""

import re
from collections.abc import Iterator

from mortem.check.rule import Finding, Rule
from mortem.check.wording import own_words
from mortem.document import Document
from mortem.facts import FactBook

MOST = 45
_WORD = re.compile(r"\w[\w'\u2019.,:/%-]*")
_LISTED = re.compile(r"[;:]|\s\u2013\s|(?:,[^,]+){4,}")


class LongSentence(Rule):
    """A sentence of more than 45 words.

    Words in quotations and code do not count, nor do sentences that are lists: with a colon, a
    semicolon, or five parts set off by commas.

    ## Why it matters
    A sentence that cannot be read aloud in a breath is read twice, or skipped. Two short ones say
    the same and can each be checked.

    ## Bad
        ## Issue Summary

        The checkout service was unavailable for about two hours on Monday because the connection
        pool of the payments database had been exhausted by a release that opened a new connection
        for every request and did not give any of them back to the pool when the request had been
        answered by the service.

    ## Good
        ## Issue Summary

        The checkout service was unavailable for two hours on Monday. A release opened a database
        connection for every request and never gave it back, so the pool ran empty.
    """

    category = "style"
    severity = "info"
    help = "make it two sentences, one thought each"

    def check(self, document: Document, facts: FactBook | None) -> Iterator[Finding]:
        for sentence in document.sentences:
            if len(sentence.text) < 3 * MOST:
                continue
            text = own_words(document, sentence)
            words = len(_WORD.findall(text))
            if words > MOST and not _LISTED.search(text):
                yield self.at(document, sentence, f"a sentence of {words} words")
