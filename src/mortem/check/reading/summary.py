"""The Issue Summary: eight things it must say."""

import re
from itertools import pairwise

from mortem.check.reading.judgement import Decision, met, unmet
from mortem.check.reading.lexicon import (
    CAUSE,
    NO_CAUSE,
    SAW,
    SERVICE,
    SYMPTOM,
    TROUBLE,
    UNABLE,
    phrases,
    words,
)
from mortem.check.reading.scope import Scope
from mortem.check.reading.window import Window
from mortem.document import Sentence
from mortem.document.moments import PercentMention, find_dates, find_percents

_OF_USERS = phrases("of_users")
_NOT_USERS = phrases("not_users")
_USERS_BEFORE = phrases("users_before")
_AFTER_AFFECTED = phrases("after_affected")
ALL_USERS = phrases("all_users")
_FRACTIONS = {
    r"half": 50, r"(?:a|one)[ -]third": 33.3, r"two[ -]thirds?": 66.7, r"(?:a|one)[ -]quarter": 25,
    r"three[ -]quarters?": 75, r"(?:a|one)[ -]fifth": 20, r"(?:a|one)[ -]tenth": 10,
    r"two[ -]fifths?": 40, r"three[ -]fifths?": 60, r"four[ -]fifths?": 80,
}  # fmt: skip
_FRACTION = tuple(
    (words(rf"\b{name}\b\s+(?:of\s+)?(?:\w+['’]?s?\s+){{0,3}}?{{users}}\b"), share)
    for name, share in _FRACTIONS.items()
)
_PART_AFFECTED = tuple(
    (
        words(
            rf"\b{name}\b\s+of\s+(?:the |our |all )?(?!servers|requests|traffic|nodes|pods|machines"
            r"|orders|pages|transactions|time)\w+s (?:who |that |which )?(?:was|were|had been) "
            r"(?:\w+ly )?(?:affected|concerned|impacted|hit|cut off|locked out|unable)\b"
        ),
        share,
    )
    for name, share in _FRACTIONS.items()
)
_OUT_OF = phrases("out_of")
_NTH = words(
    r"\b(?:every|each) (second|third|fourth|fifth|tenth) (?:\w+ )?(?:{users}"
    r"|(?!server|order|router|worker|number|container|cluster|computer)[a-z]{3,}er)\b"
)
_ORDINALS = {"second": 50.0, "third": 33.3, "fourth": 25.0, "fifth": 20.0, "tenth": 10.0}


_SLASHED = words(
    r"(?<![\w/])(\d{1,2})/(\d{1,3})(?: of| of the| of our| of all)+ (?:\w+ )?{users}\b"
)
_NEARLY = words(r"\b(?:nearly|almost|not|virtually|practically|not quite) $")


def judge_summary(
    scope: Scope, window: Window, share: tuple[float, Sentence, str] | None
) -> dict[str, Decision]:
    """The decisions on the summary."""
    if not scope.of("summary"):
        names = ("start", "end", "timezone", "duration", "service", "experience", "users-percent",
                 "root-cause")  # fmt: skip
        return {f"summary-{name}": unmet("there is no section with a summary") for name in names}
    return {
        "summary-start": _time(window.start, "when it began"),
        "summary-end": _time(window.end, "when it ended"),
        "summary-timezone": _zone(window),
        "summary-duration": _duration(scope, window),
        "summary-service": _service(scope, window),
        "summary-experience": _experience(scope),
        "summary-users-percent": met(share[1], share[2], "a share of users")
        if share
        else unmet("no share of users as a number"),
        "summary-root-cause": _cause(scope),
    }


def _time(said: object, what: str) -> Decision:
    from mortem.check.reading.window import Said

    if not isinstance(said, Said):
        return unmet(f"no clock time says {what}")
    return met(said.sentence, said.time.raw, f"a clock time says {what}")


def _zone(window: Window) -> Decision:
    if window.zone is None or (window.start is None and window.end is None):
        return unmet("no time zone beside the times")
    zone, sentence = window.zone
    return met(sentence, zone.raw, "a zone")


def _duration(scope: Scope, window: Window) -> Decision:
    if window.length is not None:
        return met(window.length, window.length_raw, "the length")
    if window.start is not None and window.end is not None:
        return met(window.start.sentence, window.start.sentence.text, "both its start and its end")
    for sentence in scope.of("summary"):
        dates = find_dates(sentence.text)
        for one, other in pairwise(dates):
            if re.fullmatch(
                r"\W*(?:-|–|—|to|until|till|through)\W*", sentence.text[one.end : other.start]
            ):
                return met(sentence, sentence.text[one.start : other.end], "first and last day")
    return unmet("neither a length nor both start and end")


def _service(scope: Scope, window: Window) -> Decision:
    for sentence in scope.of("summary"):
        match = SERVICE.search(sentence.text)
        if match and (TROUBLE.search(sentence.text) or _OUT_OF_USE.search(sentence.text)):
            return met(sentence, match[0], "names what had trouble")
    found = scope.first("summary", SERVICE) if window.start and window.end else None
    if found:
        return met(found[0], found[1], "names what had trouble")
    named = next(
        (s for s in scope.of("summary") if _SUBJECT.match(s.text) or _BROUGHT_DOWN.search(s.text)),
        None,
    )
    if named:
        return met(named, named.text, "names what had trouble")
    title = scope.document.title or next((p.text for p in scope.document.passages[:1]), "")
    if SERVICE.search(title) and TROUBLE.search(title):
        return Decision(True, 1, title, "the title names what had trouble")
    return unmet("no service, page, site, server or feature is named as down or slow")


# "Handheld scanners could not ...": a thing that did not do what it is for.
_SUBJECT = words(
    r"\W*{when}(?!(?:we|i|it|they|there|this|that|users?|customers?|people|nobody|everyone"
    r"|the (?:outage|incident"
    r"|issue|problem|downtime|team|users|customers|cause|reason)|an? (?:outage|incident|issue"
    r"|problem)|(?:the|our|all|most|some|many|several|few|a few) (?:of )?(?:the |our )?{people})\b)"
    r"(?:(?:the|our|an?|all|my|its) )?(?:[\w.'\u2019-]+ ){0,6}?[\w.'\u2019-]+ (?:\([^)]*\) )?"
    r"(?:could(?: not|n['\u2019]t)|(?:was|were|is|are) (?:\w+ )?(?:down|unavailable|offline"
    r"|unreachable|slow"
    r"|broken|dead|out|gone|unusable|stuck|not \w+)|did(?: not|n['\u2019]t)|went|failed"
    r"|stopped|became|began|stalled|{had_trouble}"
    r"|refused|rejected|returned|answered|hung|froze|crashed|showed|lost|kept)\b"
)

# "The export left the map tiles unusable", "an alert said the till was having an outage".
_BROUGHT_DOWN = phrases("brought_down")
_OUT_OF_USE = phrases("out_of_use")


def _experience(scope: Scope) -> Decision:
    found = scope.first("summary", SAW, UNABLE) or scope.first("summary", SYMPTOM)
    if found:
        return met(found[0], found[1], "what users saw")
    return unmet("nothing says what users saw or could not do")


_NEXT = 2  # lines from a label to its text
_SAID = 2  # words beside those that say "the cause"
_CAUSE_LABEL = words(
    r"\W*(?:what (?:was|is) )?(?:the )?(?:root )?(?:cause|problem)s?(?: of the \w+)?\W*"
)


def _cause(scope: Scope) -> Decision:
    told = [p for p in scope.document.passages if p.section == "summary"]
    own = {(p.line, p.column) for p in scope.passages["summary"]}
    for label, after in pairwise(told):
        answered = (after.line, after.column) in own and not NO_CAUSE.search(after.text)
        if _CAUSE_LABEL.fullmatch(label.text) and answered:
            return met(after, after.text, "names a cause")
    for title, sentence in pairwise(scope.of("summary")):
        labelled = _CAUSE_LABEL.fullmatch(title.text) and sentence.line - title.end_line <= _NEXT
        if labelled and not NO_CAUSE.search(sentence.text):
            return met(sentence, sentence.text, "names a cause")
    for sentence, words_found in scope.all("summary", CAUSE):
        told_of = len(re.findall(r"\w+", sentence.text.replace(words_found, "", 1))) >= _SAID
        told_of = told_of or len(words_found.split()) > _SAID
        if NO_CAUSE.search(sentence.text) or not told_of:
            continue
        return met(sentence, words_found, "names a cause")
    return _between(scope) or unmet("no clause says what caused it")


def _between(scope: Scope) -> Decision | None:
    """A part "Root cause" right after the summary, before the timeline, belongs to it."""
    kinds = [section.kind for section in scope.document.sections]
    if kinds[:3] != ["summary", "cause", "timeline"]:
        return None
    cause = scope.document.sections[1]
    told = [s for s in scope.of("cause") if cause.line < s.line <= cause.end_line]
    return met(told[0], told[0].text, "names a cause") if told else None


def users_share(scope: Scope) -> tuple[float, Sentence, str] | None:
    """The share of users the summary states, its sentence, its words."""
    for sentence in scope.of("summary"):
        for percent in find_percents(sentence.text):
            if is_of_users(sentence.text, percent):
                return percent.percent, sentence, percent.raw
    for sentence in scope.of("summary"):
        told = _in_words(sentence.text)
        if told is not None:
            return told[0], sentence, told[1]
    return None


def _in_words(text: str) -> tuple[float, str] | None:
    """A share of users said in words: "two thirds of our users", "one in five users"."""
    for pattern, share in (*_FRACTION, *_PART_AFFECTED):
        match = pattern.search(text)
        if match:
            return float(share), match[0]
    match = _SLASHED.search(text) or _OUT_OF.search(text)
    share_of = _ratio(match[1], match[2]) if match else None
    if match and share_of is not None:
        return share_of, match[0]
    match = _NTH.search(text)
    if match:
        return _ORDINALS[match[1].lower()], match[0]
    match = ALL_USERS.search(text)
    if match and not _NEARLY.search(text[: match.start()]):
        return 100.0, match[0]
    return None


def _ratio(one: str, other: str) -> float | None:
    from mortem.document.moments import number

    part, whole = number(one), number(other)
    if part is None or not whole or part > whole:
        return None
    return round(100 * part / whole, 1)


def is_of_users(text: str, percent: PercentMention) -> bool:
    """Whether a percentage in a sentence is a share of users."""
    before, after = text[: percent.start][-80:], text[percent.end :][:90]
    if _OF_USERS.match(after):
        return True
    if _NOT_USERS.match(after):
        return False
    if _AFTER_AFFECTED.match(after):
        return True
    return _USERS_BEFORE.search(before) is not None
