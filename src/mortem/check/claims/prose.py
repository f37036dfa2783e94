"""Sentences without footnotes: what they claim of the usual facts, by their words.

Precision first. A number is contradicted only where its own words say which fact it is about: what
began, ended, lasted, was detected, how many users, which release. All else is 'not in evidence',
which is no fault: a company knows more than its telemetry.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from mortem.check.claims.compare import holds, written
from mortem.check.claims.known import Known, known_of
from mortem.check.claims.mention import DATE, QUOTE, Mention, scan
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, UNKNOWN, Judged
from mortem.facts import FactBook, seen

_OUTAGE = (
    r"(?:outage|incident|disruption|downtime|degradation|failures?|errors|issue|problem|"
    r"service (?:was )?(?:down|unavailable)|site (?:was )?down)"
)
_LABEL = r"(?:^|[\n|*-]\s*|\()"


@dataclass(frozen=True, slots=True)
class Claim:
    """A way of speaking of one value: `pattern` is tried on the text with the mention as '#'."""

    kind: str
    pattern: re.Pattern[str]
    facts: tuple[tuple[str, str], ...]


def _claim(kind: str, pattern: str, *facts: tuple[str, str]) -> Claim:
    return Claim(kind, re.compile(pattern, re.I), facts)


_GAP = r"\b[^.;#]{0,50}\b"  # some words of the same clause
_NEAR = r"\b[^.;#@]{0,20}"
_FIELD = r"(?: time)?\**\s*[:|]\s*\**#"
_PEOPLE = r"(?:users|customers|visitors|people|shoppers)\b"
_THE = r"(?:the |our |all |its |active )*"


def _any_of(*patterns: str) -> str:
    return "|".join(patterns)


CLAIMS = (
    _claim(
        "time",
        _any_of(
            rf"{_OUTAGE}{_GAP}(?:began|started|begins|starting|starts|from|since){_NEAR}#",
            rf"\bonset{_NEAR}#",
            rf"{_LABEL}(?:outage )?(?:start|began|onset){_FIELD}",
        ),
        ("outage-window", "began"),
    ),
    _claim(
        "time",
        _any_of(
            rf"{_OUTAGE}{_GAP}(?:ended|ends|was over|was resolved|lasted until|until){_NEAR}#",
            rf"{_OUTAGE}{_GAP}(?:from|between)\b[^.;#@]{{0,20}}@[^.;#]{{0,16}}\b(?:to|until|and|till)\s#",
            rf"{_LABEL}(?:outage )?(?:end|ended){_FIELD}",
        ),
        ("outage-window", "ended"),
    ),
    _claim(
        "duration",
        _any_of(
            rf"{_OUTAGE}{_GAP}(?:lasted|lasting|for|took)\s(?:a total of )?(?:\w+ ){{0,2}}#",
            r"\b(?:was|were) (?:down|unavailable|unreachable) for (?:\w+ ){0,2}#",
            rf"{_LABEL}(?:total )?duration\**\s*[:|]\s*\**(?:\w+ ){{0,2}}#",
            r"\b(?:an?|the)\s#[ -](?:long )?(?:outage|downtime|disruption)",
            r"\b(?:outage|downtime) of (?:\w+ ){0,2}#|# of (?:downtime|outage)\b",
        ),
        ("outage-window", "seconds"),
    ),
    _claim(
        "time",
        _any_of(
            r"\b(?:detected|first noticed)\b[^.;#]{0,40}\bat #",
            rf"{_LABEL}(?:detection|detected){_FIELD}",
        ),
        ("detection", "detected_at"),
    ),
    _claim(
        "duration",
        _any_of(
            rf"\btime to detect\w*{_NEAR}#",
            r"\bdetected (?:after|within) #",
            r"\bdetected\b[^.;#]{0,30}\b# (?:after|later)",
        ),
        ("detection", "seconds_to_detect"),
    ),
    _claim(
        "percent",
        _any_of(
            rf"# of {_THE}{_PEOPLE}",
            r"\b(?:users|customers) affected\**\s*[:|]\s*\**#",
            rf"\baffect\w*{_NEAR}#(?: of (?:\w+ )?users)?\s*[.,;)]?$",
        ),
        ("affected-users", "percent"),
    ),
    _claim(
        "count",
        _any_of(
            rf"# (?:\w+ )?{_PEOPLE}[^.;#]{{0,30}}\b(?:affected|hit|impacted|met|saw|got)\b",
            rf"\b(?:affect|impact|hit|reach)\w*\b[^.;#]{{0,12}}# (?:\w+ )?{_PEOPLE}",
        ),
        ("affected-users", "affected"),
        ("affected-users", "met_errors"),
    ),
    _claim(
        "count",
        _any_of(
            r"# (?:\w+ )?requests\b[^.;#]{0,12}\b(?:failed|were lost|errored)\b",
            r"\bfailed # requests\b|# failed requests\b",
        ),
        ("failed-requests", "failed"),
    ),
    _claim(
        "percent",
        rf"# of {_THE}(?:requests|traffic)\b[^.;#]{{0,12}}\b(?:failed|were failing|errored)\b",
        ("failed-requests", "percent"),
        ("broken-routes", "[].percent"),
    ),
    _claim(
        "duration",
        rf"\b(?:recovered|recovery|served again){_NEAR}\b#\s(?:after|later){_GAP}"
        r"(?:fix|rollback|deploy)",
        ("resolution", "recovered_after_seconds"),
    ),
)
# A target, or another outage than this one: what such a sentence counts is not in the facts.
_OTHER = re.compile(
    r"\b(?:allow\w*|budget|target|sla|slo|objective|similar|previous\w*|another|earlier outage|"
    r"last (?:week|month|year)|(?:per|a|each|every) (?:week|month|quarter|year)|used to|usually|"
    r"would|could|should|will|if)\b",
    re.I,
)
_BLAMES = re.compile(
    r"\b(?:caused by|root cause[^.]{0,40}?|introduced (?:by|in|with)|due to|culprit[^.]{0,20}?"
    r"|blame\w*)\b[^.;#]{0,40}?(?:release|version|deploy\w*|build|commit|tag)?\s*#",
    re.I,
)
_SAW = re.compile(
    r"\b(?:users?|customers?|they|requests?|clients?|people)\b[^.;]{0,40}"
    r"\b(?:got|saw|received|met|returned|with)\b[^.;#]{0,25}#|#s?\b[^.;]{0,30}"
    r"\b(?:errors?|responses?)\b",
    re.I,
)
_BROKE = re.compile(r"#\s*(?:\w+\s)?(?:failed|was down|were failing|broke|returned 5)", re.I)


def judge_prose(text: str, book: FactBook, zone: tzinfo) -> list[Judged]:
    """What the facts say of a sentence that cites none."""
    mentions = scan(text)
    judged = []
    for mention in mentions:
        if mention.kind == QUOTE:
            continue
        blind = _blinded(text, mentions, mention)
        one = _about(mention, blind, book, zone) or _special(mention, blind, book)
        one = one or _anywhere(mention, book, zone)
        if one.status != UNKNOWN or re.search(r"\d", mention.raw):
            judged.append(one)
    return judged


def _blinded(text: str, mentions: list[Mention], mine: Mention) -> str:
    """The text with the mention as '#' and the others as '@'."""
    out, last = [], 0
    for mention in mentions:
        if mention.kind == QUOTE:
            continue
        out += [text[last : mention.start], "#" if mention is mine else "@"]
        last = mention.end
    return re.sub(r"[`*_]", "", "".join([*out, text[last:]]))


def _about(mention: Mention, blind: str, book: FactBook, zone: tzinfo) -> Judged | None:
    if _OTHER.search(blind):
        return None
    for claim in CLAIMS:
        if claim.kind != mention.kind or not claim.pattern.search(blind):
            continue
        candidates = [
            known
            for key, role in claim.facts
            if (fact := book.known(key)) is not None
            for known in known_of(fact)
            if known.role == role
        ]
        if not candidates:
            return None
        return _compared(mention, candidates, zone)
    return None


def _compared(mention: Mention, candidates: list[Known], zone: tzinfo) -> Judged:
    for known in candidates:
        if holds(mention, known.value, zone, strict=False):
            return Judged(mention.start, mention.end, HOLDS, "", known)
    first = candidates[0]
    right = written(mention, first.value, zone)
    return Judged(mention.start, mention.end, CONTRADICTED, right, first)


def _special(mention: Mention, blind: str, book: FactBook) -> Judged | None:
    if mention.kind == "count" and re.fullmatch(r"[45]\d\d", mention.raw):
        return _status(mention, blind, book)
    if mention.kind == "name":
        return _route(mention, blind, book) or _release(mention, blind, book)
    return None


def _status(mention: Mention, blind: str, book: FactBook) -> Judged | None:
    fact = book.known("failed-requests")
    counts: dict[str, Any] = dict(fact["by_status"]) if fact else {}
    if not counts or not _SAW.search(blind):
        return None
    if mention.raw in counts:
        return Judged(mention.start, mention.end, HOLDS)
    known = next((k for k in known_of(fact) if k.kind == "name"), None) if fact else None
    most = max(sorted(counts), key=lambda code: counts[code])
    return Judged(mention.start, mention.end, CONTRADICTED, most, known)


def _route(mention: Mention, blind: str, book: FactBook) -> Judged | None:
    routes = book.known("broken-routes")
    if routes is None or "/" not in mention.raw or not routes.items:
        return None
    names = [str(row["route"]) for row in routes.items]
    path = mention.raw.rpartition(" ")[2]
    if any(path == name.rpartition(" ")[2] for name in names):
        return Judged(mention.start, mention.end, HOLDS)
    if re.match(r"^(?:[A-Z]+ )?/[\w/{}.-]+$", mention.raw) and _BROKE.search(blind):
        known = next(k for k in known_of(routes) if k.role == "[].route")
        return Judged(mention.start, mention.end, CONTRADICTED, names[0], known)
    return None


def _release(mention: Mention, blind: str, book: FactBook) -> Judged | None:
    changes = book.known("suspect-changes")
    ranked = changes["ranked"] if changes else []
    if not ranked or changes is None or not _BLAMES.search(blind):
        return None
    names = {str(one[k]) for one in ranked for k in ("ref", "sha") if one[k]}
    if any(
        mention.raw == name or (len(mention.raw) >= 7 and name.startswith(mention.raw))
        for name in names
    ):
        return Judged(mention.start, mention.end, HOLDS)
    cleared = {str(one[k]) for one in changes["cleared"] for k in ("ref", "sha") if one[k]}
    released = re.search(r"\b(?:release|version|deploy\w*|build|commit|tag)\s*#", blind, re.I)
    if mention.raw not in cleared and not released:
        return None
    known = next(k for k in known_of(changes) if k.role == "ranked[].ref")
    return Judged(mention.start, mention.end, CONTRADICTED, str(ranked[0]["ref"]), known)


def _anywhere(mention: Mention, book: FactBook, zone: tzinfo) -> Judged:
    """Whether any fact has this value at all; a number that none has is not in evidence."""
    window = book.known("outage-window")
    if window is not None and mention.kind == DATE and mention.value is not None:
        planned = mention.value > seen(window)[1].date()  # a plan, not something that happened
        if planned:
            return Judged(mention.start, mention.end, HOLDS)
    for known in _all(book):
        if known.kind == "time" and mention.kind in ("time", DATE):
            if holds(mention, known.value, zone, strict=False):
                return Judged(mention.start, mention.end, HOLDS, "", known)
        elif known.kind == "name" and mention.kind == "name":
            if mention.raw in (known.value, known.value.rpartition(" ")[2]):
                return Judged(mention.start, mention.end, HOLDS, "", known)
        elif known.kind == mention.kind and holds(mention, known.value, zone, strict=False):
            return Judged(mention.start, mention.end, HOLDS, "", known)
    return Judged(mention.start, mention.end, UNKNOWN)


def _all(book: FactBook) -> Iterator[Known]:
    for fact in book.values():
        yield from known_of(fact)
