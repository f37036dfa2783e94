"""Root cause and resolution, and the measures: two things each."""

import re
from collections.abc import Iterator

from mortem.check.reading.judgement import Decision, met, unmet
from mortem.check.reading.lexicon import CHANGED, LED_TO, phrases, words
from mortem.check.reading.scope import Scope
from mortem.document import Passage

_VAGUE = phrases("vague")
_DO = phrases("remedy_do")


_NOT_DONE = words(
    r"(?:\b(?:not|never|without|no|lack of|wasn['’]t|weren['’]t|in)|n['’]t)\s+(?:\w+ )?$"
)


_FIX_LABEL = phrases("fix_label")
_MENDED = phrases("mended")


_TEAM = words(
    r"\b(?:teams?|engineers?|developers?|admins?|administrators?|operations|operators?|devops|dbas?"
    r"|staff|they)\b"
)
_MEND = words(r"\b{mend}\b")
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
_ONLY_FAILED = phrases("only_failed")


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
        done = _done_by(sentence.text) and not LED_TO.search(sentence.text)
        told = begins or done or _MENDED.search(sentence.text)
        if sentence.line < labelled and not told:
            continue
        for match in CHANGED.finditer(sentence.text):
            if not _NOT_DONE.search(sentence.text[: match.start()]):
                return met(sentence, match[0], "what was changed")
    return unmet("no change is named")


def _done_by(text: str) -> bool:
    """Whether a team and, within 40 characters of the clause, what it mended are named."""
    for team in _TEAM.finditer(text):
        mended = _MEND.search(text, team.end())
        between = text[team.end() : mended.start()] if mended else ";"
        if len(between) <= 40 and not re.search(r"[.;]", between):
            return True
    return False


_AHEAD = phrases("ahead")
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
    listed = next((p for p in done if p.kind in ("item", "row")), done[0])
    return met(listed, listed.text, f"{len(done)} tasks")


# Words that make a wish of a task: nobody can say when it is done.
_WISH = phrases("wish")


# What makes an improvement a task after all: it names what is added.
_NAMED = words(r"\bto include\b|\bincluding\b|\bby (?:\w+ly )?\w+ing\b")
# A paragraph that closes the section.
_CLOSING = phrases("closing")


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
