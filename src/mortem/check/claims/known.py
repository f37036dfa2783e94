"""Everything the facts say, flattened: one entry for each time, length, share, count and name.

The walk is generic, so that a fact of a question added later is known too; the table below only
adds how people speak of the values of the usual facts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mortem.facts import Fact, FactBook

TIME, DURATION, PERCENT, COUNT, NAME = "time", "duration", "percent", "count", "name"


@dataclass(frozen=True, slots=True)
class Known:
    """One value of one fact.

    `role` is its place in the fact ("began", "[].fired_at"), `value` a datetime, seconds, a
    percentage, a count or a name by `kind`. `item` is the entry of a list it belongs to (""
    outside lists) and `scope` the names in that entry: a sentence about it holds one of them.
    """

    key: str
    role: str
    kind: str
    value: Any
    item: str = ""
    scope: tuple[str, ...] = ()
    where: str = ""

    @property
    def label(self) -> str:
        """What the value is, in words."""
        name = self.role.rpartition(".")[2].strip("[]").replace("_", " ")
        about = f" of {self.scope[0]}" if self.scope else ""
        plain = LABELS.get((self.key, self.role)) or LABELS.get(("", self.role), name)
        return f"{plain}{about}"

    @property
    def cue(self) -> re.Pattern[str] | None:
        """Words that, near a number, say that it is this value."""
        return CUES.get((self.key, self.role)) or _cue_of(self.role)


LABELS = {
    ("outage-window", "began"): "the outage began",
    ("outage-window", "ended"): "the outage ended",
    ("outage-window", "seen_until"): "when the access log ends",
    ("outage-window", "seen_from"): "when the access log begins",
    ("outage-window", "seconds"): "the length of the outage",
    ("affected-users", "affected"): "affected users",
    ("affected-users", "active"): "active users",
    ("affected-users", "percent"): "the share of users affected",
    ("affected-users", "percent_low"): "the least share of users affected",
    ("affected-users", "percent_high"): "the greatest share of users affected",
    ("failed-requests", "failed"): "failed requests",
    ("failed-requests", "total"): "requests in the outage",
    ("failed-requests", "percent"): "the share of requests that failed",
    ("detection", "detected_at"): "when it was detected",
    ("detection", "seconds_to_detect"): "the time to detect",
    ("resolution", "at"): "when the fix began",
    ("", "sentence"): "as the fact itself says",
    ("resolution", "recovered_after_seconds"): "the time from the fix to recovery",
}


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


# Words around a number, which stands as '#': they say which value of its fact it is.
CUES = {
    ("outage-window", "began"): _cue(
        r"\b(?:from|between)\s#|\bbegan|\bbegin|\bstart|\bonset|\bfirst\b|\bsince\b|\bbroke\b|\bbefore\s#"
    ),
    ("outage-window", "ended"): _cue(
        r"\b(?:to|until|till|and)\s#|\bended?\b|\bend at\s#|\blast\b|\brecover|\brestor|\bresolved|"
        r"\bserved again|[–—-]\s?#"
    ),
    ("outage-window", "seen_until"): _cue(r"\blog ends\b|\bstill\b|\buntil\b|\bend at\s#"),
    ("outage-window", "seen_from"): _cue(r"\blog begins\b|\balready\b|\bfrom\s#"),
    ("outage-window", "seconds"): _cue(
        r"\bfor\s#|\blast(?:ed|ing)|\blong\b|\bduration|\bof the\s#|\bafter\s#"
    ),
    ("outage-window", "pauses[].began"): _cue(r"\bpause|\bsucceeded again|\bin between"),
    ("outage-window", "pauses[].ended"): _cue(r"\bpause|\buntil\s#"),
    ("outage-window", "pauses[].seconds"): _cue(r"\bpause|\bsucceeded again|\bin between"),
    ("affected-users", "active"): _cue(r"\bof\s#|#\sactive\b"),
    ("affected-users", "affected"): _cue(r"\breached\s#|\baffected|\bhit\b|#\s*of\b"),
    ("affected-users", "percent_low"): _cue(r"\bat least\s#|\bbetween\s#|without it\s#"),
    ("affected-users", "percent_high"): _cue(r"\bat most\s#|\b(?:and|to)\s#"),
    ("failed-requests", "total"): _cue(r"\bof\s#"),
    ("failed-requests", "failed"): _cue(r"#\sfailed|#\stook too long|#\s*of\b"),
    ("broken-routes", "[].total"): _cue(r"\bof\s#"),
    ("broken-routes", "[].failed"): _cue(r"#\s*of\b|#\sfailed"),
    ("broken-routes", "[].p95_before"): _cue(r"#[^#]*\bbefore\b|\busual"),
    ("broken-routes", "[].p95_during"): _cue(
        r"#[^#]*\bduring\b|\bin the outage|#\sthat users waited"
    ),
    ("assumptions", "[].at"): _cue(r"\bsuspect|\bassum|\bthought"),
    ("assumptions", "[].ruled_out_at"): _cue(r"\bruled out|\bcleared|\bdismiss"),
    ("assumptions", "[].cost_seconds"): _cue(r"\bwrong lead|\bafter\s#|\btook\s#|\bcost|\blost"),
    ("early-signal", "threshold"): _cue(r"\b(?:more|fewer) than\s#|\babove\s#|\bbelow\s#"),
    ("early-signal", "over_seconds"): _cue(r"\bover\s#|\bin\s#|\bwithin\s#"),
    ("early-signal", "seconds_before_detected"): _cue(r"#\s(?:before|sooner|earlier)\b"),
    ("early-signal", "seconds_after_began"): _cue(r"#\safter the first"),
    ("user-experience", "[].requests"): _cue(r"#\srequests?\b|\(#\)"),
    ("user-experience", "[].users"): _cue(r"#\susers?\b"),
    ("peak-load", "per_second"): _cue(r"\bat\s#|#\srequests a second|#\sper second|#/s\b"),
    ("detection", "detected_at"): _cue(
        r"\b(?:detect|notice|alarm|alert|monitoring)[^#]*#|^#\s[-–—][^#]*(?:detect|notice|alert)"
    ),
    ("detection", "seconds_to_detect"): _cue(r"#\safter\b|\bfor\s#|\bwithin\s#"),
    ("resolution", "at"): _cue(r"\b(?:fix|resolve)[^#]*#|^#\s[-–—][^#]*\bfix\b"),
    ("resolution", "recovered_after_seconds"): _cue(r"#\slater|#\safter|\bneeded\s#"),
}


def _cue_of(role: str) -> re.Pattern[str] | None:
    words = [
        w for w in re.split(r"[^a-z]+", role) if len(w) > 3 and w not in ("seconds", "percent")
    ]
    return re.compile(r"\b(?:" + "|".join(words) + ")", re.I) if words else None


def known_of(fact: Fact) -> tuple[Known, ...]:
    """Everything one fact says; nothing where it is unknown."""
    if fact.values is None:
        return ()
    where = next((line for proof in fact.proof for line in proof.lines), "")
    return tuple(
        Known(fact.key, role, kind, value, item, scope, where)
        for role, kind, value, item, scope in _walk(fact.values, "", "", ())
    )


def all_known(book: FactBook) -> tuple[Known, ...]:
    """Everything the book says."""
    return tuple(known for fact in book.values() for known in known_of(fact))


Step = tuple[str, str, Any, str, tuple[str, ...]]
_NAMING = ("name", "route", "ref", "what", "to", "service", "who", "id", "text")


def _walk(value: Any, role: str, item: str, scope: tuple[str, ...]) -> Iterator[Step]:
    if isinstance(value, Mapping):
        mine = tuple(str(value[n]) for n in _NAMING if isinstance(value.get(n), str) and value[n])
        for name, inner in value.items():
            yield from _named(str(name), inner, role, item, mine or scope)
        yield from _lengths(value, role, item, mine or scope)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            nested = item or f"{role}[{index}]"
            yield from _walk(inner, f"{role}[]", nested, scope)
    else:
        yield from _leaf(value, role, item, scope)


def _named(name: str, inner: Any, role: str, item: str, scope: tuple[str, ...]) -> Iterator[Step]:
    path = f"{role}.{name}".lstrip(".")
    if re.fullmatch(r"\d{3}", name) and isinstance(inner, int):
        yield path, NAME, name, item, (name,)
        yield f"{role}[]", COUNT, inner, item, (name,)
    elif name not in ("score", "resolution_seconds"):
        yield from _walk(inner, path, item, scope)


def _lengths(
    value: Mapping[str, Any], role: str, item: str, scope: tuple[str, ...]
) -> Iterator[Step]:
    for first, last in (("at", "until"), ("began", "ended"), ("fired_at", "resolved_at")):
        one, other = value.get(first), value.get(last)
        if isinstance(one, datetime) and isinstance(other, datetime) and "seconds" not in value:
            yield f"{role}.took".lstrip("."), DURATION, (other - one).total_seconds(), item, scope


def _leaf(value: Any, role: str, item: str, scope: tuple[str, ...]) -> Iterator[Step]:
    name = role.rpartition(".")[2]
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, datetime):
        yield role, TIME, value, item, scope
    elif isinstance(value, str):
        yield role, NAME, value, item, scope
    elif isinstance(value, int | float):
        if "seconds" in name or name.startswith(("p50", "p95", "p99")):
            yield role, DURATION, float(value), item, scope
        elif "percent" in name or (name == "threshold" and value <= 100):
            yield role, PERCENT, float(value), item, scope
            if name == "threshold":
                yield role, COUNT, value, item, scope
        else:
            yield role, COUNT, value, item, scope
