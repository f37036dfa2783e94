"""The Timeline: nine things it must say."""

from collections.abc import Iterator

from mortem.check.phrases import Phrases
from mortem.check.reading.judgement import Decision, met, unmet
from mortem.check.reading.lexicon import (
    ASSUMED,
    BY_CUSTOMER,
    BY_ENGINEER,
    BY_MONITORING,
    DETECTED,
    ESCALATED,
    HANDED,
    INVESTIGATED,
    MISLED,
    SOUND,
    phrases,
    words,
)
from mortem.check.reading.scope import Scope
from mortem.document import Entry, Sentence
from mortem.document.moments import find_durations, find_times

Noticed = tuple[str, Sentence, str]  # by what, in which sentence, in which words
_PART = words(r"\b(?:{part})\b")
_NAMES = (
    "timed-entries",
    "brief",
    "detected-when",
    "detected-how",
    "actions",
    "assumption",
    "misleading",
    "escalation",
    "resolution",
)
_FIX_MEANT = phrases("fix_meant")


_IN_PART = phrases("in_part")


# What was done before this was said did not resolve it.
_IN_VAIN = phrases("in_vain")


_AFTER = words(r"\b(?:after|later|into|before|within)\b|\bt ?\+")


_NOTICED_BY = phrases("noticed_by")
_RESTORED = phrases("restored")
_FIXED_SOMEHOW = phrases("fixed_somehow")
_BAD_STATE = phrases("bad_state")
_NOT_ESCALATED = phrases("not_escalated")


def judge_timeline(scope: Scope, how: Noticed | None) -> dict[str, Decision]:
    """The decisions on the timeline."""
    if not scope.of("timeline"):
        return {f"timeline-{name}": unmet("there is no timeline") for name in _NAMES}
    timed = _timed(scope)
    detection = find_detection(scope)
    return {
        "timeline-timed-entries": timed,
        "timeline-brief": _brief(scope) if timed.met else unmet("no timed entries"),
        "timeline-detected-when": met(detection, "", "a timed detection")
        if detection
        else unmet("no time says when it was noticed"),
        "timeline-detected-how": met(how[1], how[2], how[0])
        if how and how[1].section == "timeline"
        else unmet("nothing says how it was noticed"),
        "timeline-actions": _actions(scope),
        "timeline-assumption": _found(scope, (ASSUMED,), "no suspicion is told"),
        "timeline-misleading": _misleading(scope),
        "timeline-escalation": _escalation(scope),
        "timeline-resolution": _resolution(scope),
    }


def _timed(scope: Scope) -> Decision:
    entries = scope.entries
    if len(entries) < 3:
        return unmet(f"{len(entries)} entries begin with a time; three are needed")
    return Decision(
        True, entries[0].line, entries[0].stamp, f"{len(entries)} entries begin with a time"
    )


def _brief(scope: Scope) -> Decision:
    for entry in scope.entries:
        count = len(entry.sentences) - _titled(entry)
        if count > 2:
            return unmet(f"the entry at {entry.stamp} has {count} sentences", entry.line)
    return met(None, "", "no entry has more than two sentences")


def _titled(entry: Entry) -> int:
    """1 where the entry begins with a title of a few words, which is no sentence."""
    first = entry.sentences[0].text if len(entry.sentences) > 2 else ""
    return int(bool(first) and len(first.split()) <= 5 and first[-1] not in ".")


def _timed_sentences(scope: Scope) -> Iterator[tuple[Sentence, str]]:
    """Sentences of the timeline that have a time of their own or stand in a timed entry."""
    inside = {(s.line, s.column) for entry in scope.entries for s in entry.sentences}
    for entry in scope.entries:
        for sentence in entry.sentences:
            yield sentence, sentence.text
    for sentence in scope.of("timeline"):
        if (sentence.line, sentence.column) not in inside and find_times(sentence.text):
            yield sentence, sentence.text


_FEW = 2


def find_detection(scope: Scope) -> Sentence | None:
    """The first timed sentence that tells of noticing the issue; that of the last scope is kept."""
    if not (_last and _last[0][0] is scope):
        _last[:] = [(scope, _detection(scope))]
    return _last[0][1]


_last: list[tuple[Scope, Sentence | None]] = []


def _detection(scope: Scope) -> Sentence | None:
    timed = list(_timed_sentences(scope))
    early = -(-len(timed) * 7 // 10) if len(timed) > _FEW else len(timed)
    for sentence, text in timed[:early]:  # what is seen at the end was not what began it
        if DETECTED.search(text) or BY_CUSTOMER.search(text):
            return sentence
    for sentence in scope.of("timeline"):
        if (
            DETECTED.search(sentence.text)
            and _AFTER.search(sentence.text)
            and find_durations(sentence.text)
        ):
            return sentence
    return None


def how_detected(scope: Scope) -> Noticed | None:
    """Who or what noticed: "monitoring", "engineer" or "customer"; its sentence; its words."""
    detection = find_detection(scope)
    return (
        _how(scope, "timeline", detection)
        or _how(scope, "summary", None)
        or _how(scope, "other", None)
    )


def _how(scope: Scope, kind: str, detection: Sentence | None) -> Noticed | None:
    for sentence in scope.of(kind):
        late = detection is not None and sentence.line > detection.line
        best = None
        for how, pattern in (
            ("customer", BY_CUSTOMER),
            ("monitoring", BY_MONITORING),
            ("engineer", BY_ENGINEER),
        ):
            match = pattern.search(sentence.text)
            if how == "engineer" and (
                kind != "timeline" or (late and not _NOTICED_BY.search(sentence.text))
            ):
                continue  # who noticed something later did not detect the issue
            if kind != "timeline" and not DETECTED.search(sentence.text):
                continue
            if match and (best is None or match.start() < best[0]):
                best = (match.start(), how, match[0])
        if best and (DETECTED.search(sentence.text) or best[1] != "monitoring"):
            return best[1], sentence, best[2]
    return None


def _actions(scope: Scope) -> Decision:
    for sentence, quote in scope.all("timeline", INVESTIGATED):
        if _PART.search(sentence.text):
            return met(sentence, quote, "a part of the system was looked at")
    for sentence, quote in scope.all("timeline", SOUND):
        if _PART.search(sentence.text) and not _RESTORED.search(sentence.text):
            return met(sentence, quote, "a part of the system was found in order")
    return unmet("nothing says which parts were looked at")


def _found(scope: Scope, patterns: tuple[Phrases, ...], why: str) -> Decision:
    found = scope.first("timeline", *patterns)
    return met(found[0], found[1]) if found else unmet(why)


def _misleading(scope: Scope) -> Decision:
    for sentence in scope.of("timeline"):
        found = MISLED.search(sentence.text)
        sound = SOUND.search(sentence.text)
        if found or (sound and not _RESTORED.search(sentence.text)):
            return met(sentence, (found or sound or [""])[0], "a wrong path")
    return unmet("no wrong path is told")


def _escalation(scope: Scope) -> Decision:
    for sentence, quote in scope.all("timeline", ESCALATED, HANDED):
        if not _NOT_ESCALATED.search(sentence.text):
            return met(sentence, quote, "told to a team")
    return unmet("no team is told")


def _resolution(scope: Scope) -> Decision:
    told = list(scope.of("timeline"))
    vain = [n for n, s in enumerate(told) if _IN_VAIN.search(s.text)]
    for sentence in reversed(told[vain[-1] + 1 if vain else 0 :]):
        if _IN_PART.search(sentence.text) or _BAD_STATE.search(sentence.text):
            continue
        for match in _FIXED_SOMEHOW.finditer(sentence.text):
            if not _FIX_MEANT.search(sentence.text[: match.start()]):
                return met(sentence, match[0], "a fix")
    return unmet("nothing says how it was resolved")


def stamped(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """Entries that have a time."""
    return (entry for entry in entries if entry.times)
