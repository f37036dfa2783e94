"""What a message does in an incident: general rules over its English sentences.

Each sentence is read for one role or more: detected (says that something fails), investigating,
assuming (names a suspect with a hedge), ruling out, escalating, fixing, confirming (says that it is
over). The sentence is the proof. The rules are patterns of verbs, hedges and negations in
`facts.speech`, `facts.ruling`, `facts.calls` and `facts.mending`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mortem.facts.calls import escalates, target
from mortem.facts.mending import confirms, fixes
from mortem.facts.ruling import assumes, cleared
from mortem.facts.speech import PAGED, any_of, fails, sentences, subjects

# strongest first: the role of a message with several is the first of these that it has
ROLES = (
    "ruling out",
    "escalating",
    "fixing",
    "confirming",
    "assuming",
    "detected",
    "investigating",
)

_LOOKS = any_of(
    r"check(?:ed|ing|s)?|look(?:ed|ing|s)? (?:into|at|for|now|through)|looking|on it|investigat\w+",
    r"ack(?:nowledged?|ed)?|tak(?:e|ing) a look|having a look|will look|digging|debugging",
    r"trac(?:ing|ed)|reading|tailing|grep\w*|joining|joined|comparing|measur\w+|profil(?:ing|ed)",
    r"inspect\w*|verifying|test(?:ing|ed)|reproduc\w+|pg_isready|explain analy[sz]e|what changed",
    r"anyone (?:else|changed)|stack ?traces?|thread dump|logs? (?:say|show)s?|gathering",
    r"narrow\w* (?:it )?down|let(?:'s| me) (?:see|look|check|find out)|going (?:through|over) the",
    r"dig(?:ging)? (?:in(?:to)?|around|deeper)|strace|tcpdump|flame ?graphs?|attach(?:ed|ing)",
    r"(?:pull(?:ing|ed)|open(?:ing|ed)|scroll(?:ing|ed)|search(?:ing|ed)|walk(?:ing|ed)"
    r"|sift(?:ing)?) "
    r"(?:up |through |in |on )?(?:the |our |all )?(?:last |recent )?(?:logs?|metrics|dash\w*"
    r"|traces|graphs?)",
    r"pok(?:ing|ed) (?:at|around)|bisect\w*|correlat\w+|cross-?check\w*|curl(?:ing|ed)?"
    r"|diff(?:ing|ed)?",
    r"have a look|grabb(?:ing|ed)|first stop|taking (?:this|it|over)|i(?:'m| am) on[- ]call",
    r"what did (?:we|you|anyone) (?:ship|change|deploy|release|merge)|who (?:changed|deployed"
    r"|shipped)",
    r"running (?:an? |the |some )?(?:explain|query|queries|trace|curl|tests?|diagnos\w+)"
    r"|double-check\w*",
)


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")  # HighErrorRate speaks of errors, too


@dataclass(frozen=True, slots=True)
class Reading:
    """A role, the sentence that shows it, what it speaks of, and whom it escalates to."""

    role: str
    quote: str
    about: frozenset[str] = frozenset()
    to: str = ""


def role_of(text: str) -> str:
    """The strongest role of a message, "" where it has none."""
    found = {reading.role for reading in readings(text)}
    return next((role for role in ROLES if role in found), "")


def readings(text: str) -> tuple[Reading, ...]:
    """Every role of a message with its sentence, in the order of the sentences."""
    return tuple(reading for sentence in sentences(text) for reading in _read(sentence))


def _read(quote: str) -> Iterator[Reading]:
    said = quote.replace("\u2019", "'")
    about = subjects(said)
    clears = cleared(said)
    over = confirms(said)
    if clears is not None:
        yield Reading("ruling out", quote, clears)
    if escalates(said):
        yield Reading("escalating", quote, about, target(said))
    if fixes(said):
        yield Reading("fixing", quote, about)
    if over:
        yield Reading("confirming", quote, about)
    if clears is None and not over:
        if assumes(said):
            yield Reading("assuming", quote, about)
        if fails(_CAMEL.sub(" ", said)) or PAGED.search(said):
            yield Reading("detected", quote, about)
    if _LOOKS.search(said):
        yield Reading("investigating", quote, about)
