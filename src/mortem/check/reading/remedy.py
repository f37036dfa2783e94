"""Root cause and resolution, and the measures: two things each."""

import re
from collections.abc import Iterator

from mortem.check.reading.judgement import Decision, met, unmet
from mortem.check.reading.lexicon import CHANGED, LED_TO, TROUBLE, phrases, words
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


# Words that link what happened, though also what did not: only beside trouble.
_WEAK = phrases("weak_link")
_UNKNOWN = phrases("unknown")
_UNCONCRETE = phrases("unconcrete")
_NAMES_CAUSE = words(
    r"\b(?:outage|issue|incident|problem|downtime|failure|cause|breakdown|it)s?\b[^.;,]{0,30}"
    r"\b(?:due to|caused by|because of|attributed to|result of)\s"
)
_NAME = 12  # words that only name a cause
_WELL = re.compile(r"\bagain\s*(?:$|[.,;!])|\bback to normal\b|\bwas restored\b", re.I)
_FEW = 2  # sentences that tell nothing step by step
_CLAUSE = 8  # words of a sentence that explains
_TALE = 45  # words in which a mechanism is told even without words that link


def _cause(scope: Scope) -> Decision:
    if not scope.of("cause"):
        return unmet("there is no section on the cause")
    until = _fix_begins(scope)
    again = _cause_resumes(scope, until)
    told = [
        s
        for s in scope.of("cause")
        if not (until <= s.line < again or _UNKNOWN.search(s.text) or _WELL.search(s.text))
    ]
    whys = [s for s in told if _WHY.match(s.text)]
    if len(whys) > _FEW:
        return met(whys[0], "", "why, and why that")
    for sentence in told:
        linked = _linked(sentence.text)
        if linked:
            return met(sentence, linked, "how it led to the failure")
    tale = [s for s in told if TROUBLE.search(s.text) or _PAST_CHANGE.search(s.text)]
    said = " ".join(s.text for s in told)
    exact = re.search(r"\d|[/_]\w", said)
    if len(told) > _FEW and tale and exact and len(said.split()) >= _TALE:
        return met(tale[0], "", "what happened, step by step")
    return unmet("nothing says how the cause led to the failure")


def _linked(text: str) -> str:
    """The words of a sentence that link the cause with the failure; empty where none do."""
    if len(text.split()) < _CLAUSE or _only_named(text):
        return ""
    trouble = TROUBLE.search(text) is not None
    for match in LED_TO.finditer(text):
        weak = not trouble and _WEAK.fullmatch(match[0]) is not None
        if not weak and not _ONLY_FAILED.match(text, match.end()):
            return match[0]
    return ""


_NEVER = 10**9
_ONLY_FACTORS = re.compile(r"\bfactors?\b", re.I)
_CAUSE_HEADING = re.compile(r"\b(?:causes?|whys?)\b", re.I)
_WHY = re.compile(r"\W*why\b[^.]*\?", re.I)
_DEED = phrases("deed")
_DOES = re.compile(
    r"(?!was\b|restarts?\b)\w{3,}[^s\W]s\b", re.I
)  # "deploys": how it works, not what was done


def _only_named(text: str) -> bool:
    """Whether a sentence says "the outage was due to a bug", and no more."""
    found = _NAMES_CAUSE.search(text)
    return found is not None and len(text[found.end() :].split()) <= _NAME


_PAST_CHANGE = phrases("fixed_somehow")
_PASSIVE = words(r"\b(?:was|were|is|are|(?:has|have) been) (?:\w+ )?{mend}\b")


def _fix_begins(scope: Scope) -> int:
    """The line at which a heading or label opens the part on the resolution."""
    passages = scope.passages.get("cause", ())
    cause = next((p.line for p in passages if not _FIX_LABEL.match(p.text)), _NEVER)
    labels = [p.line for p in passages if _FIX_LABEL.match(p.text)]
    return next((line for line in labels if line > cause), _NEVER)


def _cause_resumes(scope: Scope, until: int) -> int:
    """The line after the part on the resolution at which a heading opens one on the cause."""
    return next(
        (
            p.line
            for p in scope.passages.get("cause", ())
            if p.kind == "heading" and p.line > until and _CAUSE_HEADING.search(p.text)
        ),
        _NEVER,
    )


def _fix(scope: Scope) -> Decision:
    headings = [s.heading for s in scope.document.sections if s.kind == "cause"]
    if not scope.of("cause") or (headings and all(map(_ONLY_FACTORS.search, headings))):
        return unmet("there is no section on the resolution")
    labelled = next(
        (p.line for p in scope.passages.get("cause", ()) if _FIX_LABEL.match(p.text)), _NEVER
    )
    sentences = scope.of("cause")
    for number, sentence in enumerate(sentences):
        begins = _REDOING.match(sentence.text) or CHANGED.match(sentence.text.lstrip("\"'*- "))
        plain = not LED_TO.search(sentence.text)
        done = plain and (_done_by(sentence.text) or (
            number * 2 >= len(sentences) and _PASSIVE.search(sentence.text)))  # fmt: skip
        told = begins or done or _MENDED.search(sentence.text)
        if sentence.line < labelled and not told:
            continue
        rest = _UNCONCRETE.without(sentence.text)
        for match in CHANGED.finditer(rest):
            works = not begins and _DOES.fullmatch(match[0]) and sentence.line < labelled
            if not works and not _NOT_DONE.search(rest[: match.start()]):
                return met(sentence, match[0], "what was changed")
    late = sentences[len(sentences) // 2 :] if labelled == _NEVER else sentences
    for sentence in late:
        deed = _DEED.search(_UNCONCRETE.without(sentence.text))
        if deed and (sentence.line >= labelled or labelled == _NEVER):
            return met(sentence, deed[0], "what was done")
    return unmet("the section on cause and resolution names no change")


def _done_by(text: str) -> bool:
    """Whether a team and, within 40 characters of the clause, what it mended are named."""
    for team in _TEAM.finditer(text):
        mended = _MEND.search(text, team.end())
        between = text[team.end() : mended.start()] if mended else ";"
        if len(between) <= 40 and not re.search(r"[.;]", between):
            return True
    return False


_AHEAD = phrases("ahead")
_LESSONS = phrases("lessons")
_NO_IMPROVEMENT = phrases("no_improvement")
_PAST = words(r"\b(?:was|were|had|did)\b|\b(?:team|we|engineers?|company)\s+(?:\w+ )?\w+ed\b")


def _improvements(scope: Scope) -> Decision:
    if not scope.of("measures"):
        return unmet("there is no section on what can be improved")
    if _put_off(scope):
        return unmet("nothing says what can be improved")
    said = [
        s
        for s in scope.of("measures")
        if len(re.findall(r"[^\W\d_]+", s.text)) >= 2
        and (_AHEAD.search(s.text) or (not _PAST.search(s.text) and _wishes(s.text)))
        and not _NO_IMPROVEMENT.search(s.text)
    ]
    return met(said[0]) if said else unmet("nothing says what can be improved")


_SHORT = 3


def _put_off(scope: Scope) -> bool:
    """Whether all the measures say is that there are none, or none yet."""
    told = scope.of("measures")
    listed = any(p.kind in ("item", "row") for p in scope.passages.get("measures", ()))
    return not listed and len(told) <= _SHORT and _NO_IMPROVEMENT.search(told[0].text) is not None


def _wishes(text: str) -> bool:
    """Whether a sentence tells of what is to be better, or to be done."""
    return bool(_LESSONS.search(text) or _DO.search(text) or _VAGUE.match(text))


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
    if not scope.of("measures"):
        return unmet("there is no section with tasks")
    done = [p for p in tasks(scope) if is_specific(max(p.cells, key=len, default=p.text))]
    if len(done) < 2:
        done = max(done, [*_titled(scope)], key=len)
    if len(done) < 2:
        return unmet(f"{len(done)} tasks that one could do and tick off; two are needed")
    listed = next((p for p in done if p.kind in ("item", "row")), done[0])
    return met(listed, listed.text, f"{len(done)} tasks")


def _titled(scope: Scope) -> Iterator[Passage]:
    """Tasks that are headings, each with its explanation below: "### 2) Move the cron jobs"."""
    opening = {section.line for section in scope.document.sections}
    for passage in scope.passages.get("measures", ()):
        if passage.kind == "heading" and passage.line not in opening:
            bare = _NUMBERED.sub("", passage.text)
            if is_specific(bare):
                yield passage


_NUMBERED = re.compile(r"^\W*\d+[.)]?\s*")
# Words that make a wish of a task: nobody can say when it is done.
_WISH = phrases("wish")


# What makes an improvement a task after all: it names what is added.
_NAMED = words(r"\bto include\b|\bincluding\b|\bby (?:\w+ly )?\w+ing\b|\bwith an? \w+ \w+")
# "A second probe in another region", "`serial: 1` in every playbook": the thing itself.
_THING = re.compile(
    r"\W*(?:(?:an?|one|two|three|\d+) (?!culture|better|good|more|clear|strong|greater|deeper"
    r"|stricter)"
    r"(?:\w+ly )?[a-z][\w-]+ (?!is\b|was\b|are\b|has\b|must\b|should\b)|\S*[/_=:]\S*\w\S* )",
    re.I,
)
_FEW_WORDS = 4
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
    named = _THING.match(body) is not None and len(body.split()) > _FEW_WORDS
    return (bool(_DO.search(body)) or named) and not vague and not _WISH.search(body)
