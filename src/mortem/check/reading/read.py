"""The one entry: a document in, its reading out."""

from functools import lru_cache
from typing import Any

from mortem.check.phrases import within
from mortem.check.reading.blame import find_blame
from mortem.check.reading.contradictions import find_contradictions
from mortem.check.reading.judgement import Decision, Reading, met, unmet
from mortem.check.reading.remedy import judge_remedy
from mortem.check.reading.scope import Scope, scope_of
from mortem.check.reading.summary import judge_summary, users_share
from mortem.check.reading.timeline import Noticed, how_detected, judge_timeline
from mortem.check.reading.whole import is_postmortem, judge_whole
from mortem.check.reading.window import Window, window_of
from mortem.document import Document, Sentence


class _Key:
    """A document as a cache key: by identity, which is cheap and exact."""

    __slots__ = ("document",)

    def __init__(self, document: Document) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.document is self.document


def read(document: Document) -> Reading:
    """Read a document: requirements, values, contradictions. Remembers the last few documents."""
    return _read(_Key(document))


@lru_cache(maxsize=4)
def _read(key: _Key) -> Reading:
    scope = scope_of(key.document)
    blamed = any(blame.person for blame in find_blame(key.document))
    with within(_all_of(scope)):
        return _judged(scope, blamed)


def _all_of(scope: Scope) -> str:
    """Every text that is judged, on lines of its own."""
    document = scope.document
    texts = [document.title, *(p.text for p in document.passages)]
    if any("[" in text for text in texts):  # what was still to be filled is cut out
        texts += [p.text for kind in scope.passages.values() for p in kind]
    return "\n".join(texts)


def _judged(scope: Scope, blamed: bool) -> Reading:
    window = window_of(scope)
    whole = judge_whole(scope)
    genuine = is_postmortem(scope)
    share, how = users_share(scope), how_detected(scope)
    decisions = {
        **judge_summary(scope, window, share),
        **judge_timeline(scope, how),
        **judge_remedy(scope),
    }
    if genuine and not whole["english"].met:
        decisions = {name: _foreign(scope, name, each) for name, each in decisions.items()}
    if not genuine:
        decisions = {name: unmet("this is no postmortem") for name in decisions}
    values = _values(window, share, how) if genuine else _nothing()
    return Reading(
        genuine,
        {**decisions, **whole},
        {**values, "named_blame": genuine and blamed},
        tuple(find_contradictions(scope, window)) if genuine else (),
    )


# What does not depend on the language: it is judged whatever the language is.
_PLAIN = frozenset(
    {"summary-start", "summary-end", "summary-timezone", "summary-duration",
     "summary-users-percent", "timeline-timed-entries", "timeline-brief"}
)  # fmt: skip
_TOLD = 8  # words of a section in which something is told
_TASK = 3  # words of a task


def _foreign(scope: Scope, name: str, decision: Decision) -> Decision:
    """A decision on a text that is not English: what only its words tell is not held against it."""
    kind = {"fix": "cause"}.get(name.partition("-")[0], name.partition("-")[0])
    if decision.met or name in _PLAIN:
        return decision
    if name == "measures-tasks":
        listed = [p for p in scope.passages.get(kind, ()) if p.kind in ("item", "row")]
        told = len([p for p in listed if len(p.text.split()) > _TASK]) > 1
    else:
        told = len(scope.text(kind).split()) >= _TOLD
    return met(None, "", "not judged: the text is not English") if told else decision


def _nothing() -> dict[str, Any]:
    names = ("start", "end", "timezone", "duration_minutes", "users_percent", "detected_how")
    return dict.fromkeys(names)


def _values(
    window: Window, share: tuple[float, Sentence, str] | None, how: Noticed | None
) -> dict[str, Any]:
    timed = window.start or window.end
    return {
        "start": window.start.time.raw if window.start else None,
        "end": window.end.time.raw if window.end else None,
        "timezone": window.zone[0].raw if window.zone and timed else None,
        "duration_minutes": _plain(window.seconds / 60) if window.seconds else None,
        "users_percent": _plain(share[0]) if share else None,
        "detected_how": how[0] if how else None,
    }


def _plain(value: float) -> int | float:
    """A whole number where it is one."""
    return int(value) if value == int(value) else round(value, 1)
