"""Shares of users, wherever a document states them."""

from collections.abc import Iterator
from dataclasses import dataclass

from mortem.check.reading.lexicon import phrases, words
from mortem.check.reading.scope import Scope
from mortem.check.reading.summary import ALL_USERS, is_of_users
from mortem.document import Sentence
from mortem.document.moments import find_percents

_AFFECTED = phrases("affected")
_HINT = words(
    "%", "percent", "per cent", r"\ball\b", "every", "entire", "whole", "everyone",
    r"no ?(?:one|body|user|customer)", "none",
)  # fmt: skip
_CHANGING = phrases("changing")


@dataclass(frozen=True, slots=True)
class Share:
    """A share of users that was affected, as a sentence states it."""

    percent: float
    low: float
    high: float
    sentence: Sentence
    raw: str

    @property
    def said(self) -> str:
        """The share in words."""
        return f"{self.raw} of users" if "%" in self.raw or "percent" in self.raw else self.raw


def all_shares(scope: Scope) -> Iterator[Share]:
    """Every share of affected users in summary, timeline and cause that is told as the whole."""
    for kind in ("summary", "timeline", "cause"):
        for sentence in scope.of(kind):
            if not _HINT.search(sentence.text):
                continue
            if _CHANGING.search(sentence.text) or not _AFFECTED.search(sentence.text):
                continue
            every = ALL_USERS.search(sentence.text)
            if every and not find_percents(sentence.text):
                yield Share(100.0, 100.0, 100.0, sentence, _all_of(every[0]))
            found = [p for p in find_percents(sentence.text) if is_of_users(sentence.text, p)]
            if len(found) == 1:
                each = found[0]
                yield Share(each.percent, each.low, each.high, sentence, each.raw)


def _all_of(words_found: str) -> str:
    return "all users" if "all" in words_found.lower() else words_found
