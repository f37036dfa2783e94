"""Root cause and resolution, and the measures: two things each."""

import re
from collections.abc import Iterator

from mortem.check.reading.judgement import Decision, met, unmet
from mortem.check.reading.lexicon import CHANGED, LED_TO, words
from mortem.check.reading.scope import Scope
from mortem.document import Passage

_VAGUE = words(
    r"^(?:\W*(?:we (?:will|should|need to|must|plan to)|will|should|need to|to|always|regularly|continuously)\s+)?(?:improv\w+|enhanc\w+|strengthen\w*|better|more|be (?:more )?\w+|(?:implement|develop|create|have|use|build|adopt|establish|put in place|introduce)\w*\s+(?:an?\s+)?(?:better|more|improved|enhanced|stronger)|careful\w*|increas\w+ (?:awareness|vigilance)|ensur\w+|avoid\w*|optimi[sz]e|promote|foster|encourage|consider|maintain|continue|boost|stay|keep|make sure|learn|take care|pay|try|think|prevent)\b"
)
_DO = words(
    r"^\W*(?:(?:we|the \w+(?: team)?|you|i|engineers|developers|\w+) (?:will|should|must|shall|need to|have to|plan to|are going to)\s+)?"
    r"(?:(?:also|then|immediately|regularly|periodically|always|to|and|continuously|please|thoroughly|each|every)\s+){0,2}(?:\w+(?:,? and|,| &|/| or)\s+)?{do}\b"
    r"|\b(?:will|should|must|shall|need to|needs to|to) (?:be )?(?:\w+ly )?{do}(?:d|ed|ted|ned|led)?\b|\b{done}\b"
)


_NOT_DONE = words(
    r"(?:\b(?:not|never|without|no|lack of|wasn['’]t|weren['’]t|in)|n['’]t)\s+(?:\w+ )?$"
)


_FIX_LABEL = words(
    r"^\W*(?:\w+ ){0,2}?(?:resolution|fix(?:es)?|solutions?|remedy|remediation|resolving|how (?:\w+ ){1,4}(?:fixed|resolved|solved))\b(?! was caused)"
)
_MENDED = words(
    r"\b(?:fix\w*|resol\w+|solv\w+|solution|restor\w+|remed\w+|correct(?:ed|ing)|address\w*|mitigat\w*|repair\w*|rectif\w+|recover\w*|overcome|back (?:up|online|to normal)|works? again|"
    r"we|i|roll\w* ?back|revert\w*|re-?start\w*|after|then|finally|later)\b"
)


_REDOING = words(r"\W*re-?\w+ing\b")


def judge_remedy(scope: Scope) -> dict[str, Decision]:
    """The decisions on cause, fix and measures."""
    return {
        "cause-detail": _cause(scope),
        "fix-detail": _fix(scope),
        "measures-improvements": _improvements(scope),
        "measures-tasks": _tasks(scope),
    }


# "... causing the crashes": that something failed is not how.
_ONLY_FAILED = words(
    r"\s*(?:(?:the|an?|our|this|that|some|mild|major|complete|total|whole|widespread|of|for|in|to)\s+)*(?:\w+\s+)?"
    r"(?:outages?|crash\w*|failures?|downtime|issues?|problems?|incidents?|chaos|trouble|breakdowns?)\b"
    r"(?!\s+(?:in|on|when|because|of|as)\b)"
)


def _cause(scope: Scope) -> Decision:
    if not scope.of("cause"):
        return unmet("there is no section on the cause")
    for sentence in scope.of("cause"):
        for match in LED_TO.finditer(sentence.text):
            if len(sentence.text.split()) >= 8 and not _ONLY_FAILED.match(
                sentence.text, match.end()
            ):
                return met(sentence, match[0], "how it led to the failure")
    return unmet("nothing says how the cause led to the failure")


def _fix(scope: Scope) -> Decision:
    labelled = next(
        (p.line for p in scope.passages.get("cause", ()) if _FIX_LABEL.match(p.text)), 10**9
    )
    for sentence in scope.of("cause"):
        begins = _REDOING.match(sentence.text) or CHANGED.match(sentence.text.lstrip("\"'*- "))
        if sentence.line < labelled and not begins and not _MENDED.search(sentence.text):
            continue
        for match in CHANGED.finditer(sentence.text):
            if not _NOT_DONE.search(sentence.text[: match.start()]):
                return met(sentence, match[0], "what was changed")
    return unmet("no change is named")


_AHEAD = words(
    r"\b(?:should|will|must|need\w*|improv\w+|better|more|future|plan\w*|going forward|shall)\b(?! (?:the|users|service)\b)"
)
_PAST = words(r"\b(?:was|were|had|did)\b|\b(?:team|we|engineers?|company)\s+(?:\w+ )?\w+ed\b")


def _improvements(scope: Scope) -> Decision:
    said = [
        s
        for s in scope.of("measures")
        if len(re.findall(r"[^\W\d_]+", s.text)) >= 2
        and (_AHEAD.search(s.text) or not _PAST.search(s.text))
    ]
    return met(said[0]) if said else unmet("nothing says what can be improved")


_LINE = 45  # words: what is longer is a paragraph, not a line of a list


def tasks(scope: Scope) -> Iterator[Passage]:
    """List items, rows and lines of their own in the measures."""
    for passage in scope.passages.get("measures", ()):
        if passage.kind in ("item", "row") or (
            passage.kind in ("text", "code")
            and not passage.bold
            and len(passage.text.split()) <= _LINE
        ):
            yield passage


def _tasks(scope: Scope) -> Decision:
    done = [p for p in tasks(scope) if is_specific(p.text)]
    if len(done) < 2:
        return unmet(f"{len(done)} tasks that one could do and tick off; two are needed")
    return met(done[0], done[0].text, f"{len(done)} tasks")


# Words that make a wish of a task: nobody can say when it is done.
_WISH = words(
    r"\bmore (?:frequent(?:ly)?|often|regularly)\b|\b(?:identify|find) and (?:fix|resolve) the (?:bug|issue|problem|cause)\b|\bas (?:many|much|often) \w+ as possible\b|\b(?:may|might|could) (?:consider|want|also)\b|\bwould need\b|\bmore (?:rigorous|careful\w*|thorough\w*|attention|robust)\b|\bany possible\b|\b(?:be|being) (?:more )?(?:careful|vigilant|aware)\b|^\W*to (?:thoroughly|always|properly|carefully)\b"
)


# What makes an improvement a task after all: it names what is added.
_NAMED = words(r"\bto include\b|\bincluding\b|\bby (?:\w+ly )?\w+ing\b")
# A paragraph that closes the section.
_CLOSING = words(
    r"\W*(?:by (?:\w+ly )?(?:\w+ing) (?:these|this|the|such|out|all)|with these|this (?:incident|outage|post-?mortem|report|document|will)|these (?:measures|actions|steps|tasks|improvements)|in (?:conclusion|summary)|overall|to (?:prevent|avoid|mitigate|minimi[sz]e|ensure|address) |the following|we (?:aim|hope|are committed|believe|apologi[sz]e|learned))"
)


def is_specific(text: str) -> bool:
    """Whether a line is a task one can do and tick off, not a wish."""
    body = text
    label = re.match(r"^[^:]{3,60}:\s+(?=\S)", text)
    if label:
        body = text[label.end() :]
    if len(body.split()) < 3 or _CLOSING.match(body):
        return False
    vague = _VAGUE.match(body) and not _NAMED.search(body)
    return bool(_DO.search(body)) and not vague and not _WISH.search(body)
