"""Which value of the cited facts a number in a sentence is about, and whether it is right."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo
from difflib import SequenceMatcher

from mortem.check.claims.compare import holds, written
from mortem.check.claims.known import COUNT, DURATION, NAME, PERCENT, TIME, Known
from mortem.check.claims.mention import DATE, Mention
from mortem.check.claims.record import quoted_in
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, UNKNOWN, Judged

_KINDS = {"time": TIME, DATE: TIME, "duration": DURATION, "percent": PERCENT, "count": COUNT}
_SECOND = ("until", "resolved_at", "percent_low", "percent_high", "met_errors")
_QUOTED = re.compile(r"“([^”]*\s[^”]*)”")
_IDENTIFIER = re.compile(r"^(?:[A-Z]+ /\S*|\S*\d\S*|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+)$")


class Likely:
    """Which of the cited values each mention is about: by names, nearby words, and the time."""

    def __init__(
        self,
        text: str,
        known: Sequence[Known],
        mentions: Sequence[Mention],
        record: Sequence[str],
        zone: tzinfo,
    ) -> None:
        self.text, self.known, self.mentions, self.zone = text, known, mentions, zone
        self.record = record
        self.lower = " ".join(text.lower().split())
        items = {(k.key, k.item): k for k in known if k.item}
        quotes = [m[1] for m in _QUOTED.finditer(text)]
        self.named = {
            where: _overlap(k.scope, self.lower) + 30.0 * any(quoted_in(q, k.scope) for q in quotes)
            for where, k in items.items()
        }
        for where in self.named:
            if any(self._right_time(where, m) for m in mentions if m.kind == "time"):
                self.named[where] += 3.0
        self.own = _distinct(items)
        most = {
            key: max(s for (k, _), s in self.named.items() if k == key) for key, _ in self.named
        }
        self.behind = {where: score - most[where[0]] for where, score in self.named.items()}

    def _right_time(self, where: tuple[str, str], mention: Mention) -> bool:
        return any(
            k.kind == TIME and (k.key, k.item) == where
            and holds(mention, k.value, self.zone, strict=True)
            for k in self.known
        )  # fmt: skip

    def judge(self, mention: Mention) -> Judged | None:
        """The verdict on one mention; None for a word that is perhaps no name of the record."""
        if mention.kind == "name" or self._numbers_a_release(mention):
            return self._name(mention)
        wanted = _KINDS[mention.kind]
        scored = [(self._score(k, mention), k) for k in self.known if k.kind == wanted]
        if mention.kind == "count":
            scored += [(s, k) for s, k in self._codes(mention)]
        if not scored:
            return Judged(mention.start, mention.end, UNKNOWN)
        top = max(score for score, _ in scored)
        best = [k for score, k in scored if score >= top - 0.01]
        for one in best:
            if self._agrees(mention, one):
                return Judged(mention.start, mention.end, HOLDS, "", one)
        nearest = min(best, key=lambda k: _distance(mention, k, self.zone))
        right = written(mention, nearest.value, self.zone)
        return Judged(mention.start, mention.end, CONTRADICTED, right, nearest)

    def _numbers_a_release(self, mention: Mention) -> bool:
        """Whether a bare number is the name of a release: '2026.389', '118'."""
        if mention.kind != "count":
            return False
        before = self.text[max(0, mention.start - 30) : mention.start].lower()
        said = re.search(
            r"\b(?:release|version|commit|deploy(?:ed)?|rollback|config\w*|change|rolled back|to|by"
            r"|and)(?: (?:to|of|on))?\s`?$",
            before,
        )
        shape = re.sub(r"\d", "0", mention.raw)
        names = (str(k.value) for k in self.known if k.kind == NAME)
        return said is not None and any(re.sub(r"\d", "0", name) == shape for name in names)

    def _agrees(self, mention: Mention, one: Known) -> bool:
        if one.kind == NAME:
            return str(one.value) == mention.raw
        return holds(mention, one.value, self.zone, strict=True)

    def _codes(self, mention: Mention) -> list[tuple[float, Known]]:
        """Status codes: three digits that name an entry."""
        if not re.fullmatch(r"[1-5]\d\d", mention.raw):
            return []
        codes = [k for k in self.known if k.kind == NAME and re.match(r"[1-5]\d\d\b", str(k.value))]
        after = self.text[mention.end : mention.end + 40].lower()
        before = self.text[max(0, mention.start - 12) : mention.start].lower()
        if re.match(r"\s*(?:requests?|users?|times|of|lines)\b", after):
            return []
        said = re.search(r"(?:with|status|http|code|got|error)\s*`?$", before)
        return [
            (4.0 if said or _phrase_after(str(k.value), after) else 0.5, _code(k)) for k in codes
        ]

    def _score(self, known: Known, mention: Mention) -> float:
        score = self.behind.get((known.key, known.item), 0.0)
        beside = _beside(self.own.get((known.key, known.item), ()), self._since(mention))
        if beside and known.kind in (COUNT, DURATION, PERCENT):
            score = 1.0
        score += 2.0 * (self.named.get((known.key, known.item), 0.0) >= 30)
        before, after = self._around(mention)
        cue = known.cue
        if cue and cue.search(f"{before}#{after}"):
            score += 4.0
        elif cue and cue.search(self.lower):
            score += 0.5
        if known.role.rpartition(".")[2] in _SECOND:
            score -= 1.0
        if known.role.endswith("_between[]"):
            score -= 6.0
        return score

    def _around(self, mention: Mention) -> tuple[str, str]:
        """The words between the mention before and this one, and from here to the next."""
        first = max((m.end for m in self.mentions if m.end <= mention.start and m.kind != "name"),
                    default=0)  # fmt: skip
        last = min((m.start for m in self.mentions if m.start >= mention.end and m.kind != "name"),
                   default=len(self.text))  # fmt: skip
        return self.text[first : mention.start][-60:], self.text[mention.end : last][:40]

    def _since(self, mention: Mention) -> str:
        """The words from the last mention of the same kind to this one."""
        before = [m.end for m in self.mentions if m.end <= mention.start and m.kind == mention.kind]
        return self.text[max(before, default=0) : mention.start]

    def _name(self, mention: Mention) -> Judged | None:
        names = [k for k in self.known if k.kind == NAME and _IDENTIFIER.match(str(k.value))]
        if re.fullmatch(r"[45]xx", mention.raw, re.I):
            return Judged(mention.start, mention.end, HOLDS)
        if re.fullmatch(r"p\d\d", mention.raw):
            right = [k for k in self.known if k.role.rpartition(".")[2].startswith("p95")]
            if mention.raw == "p95" or not right:
                return Judged(mention.start, mention.end, HOLDS if right else UNKNOWN)
            return Judged(mention.start, mention.end, CONTRADICTED, "p95", right[0])
        close = [(_alike(mention.raw, str(k.value)), k) for k in names]
        least = 0.6 if re.search(r"[\d/]", mention.raw) else 0.75
        close = [(ratio, k) for ratio, k in close if ratio >= least]
        if not close:
            return self._word(mention)
        scored = [(self._rank(k) + ratio, k) for ratio, k in close]
        top = max(score for score, _ in scored)
        best = [k for score, k in scored if score >= top - 1.0]
        for one in best:
            if _same(mention.raw, str(one.value)):
                return Judged(mention.start, mention.end, HOLDS, "", one)
        nearest = max(best, key=lambda k: _alike(mention.raw, str(k.value)))
        return Judged(mention.start, mention.end, CONTRADICTED, str(nearest.value), nearest)

    def _rank(self, known: Known) -> float:
        """Of several names that resemble each other, which the sentence is about."""
        rank = 0.0
        if (known.key, known.item) in self.named and self.named[known.key, known.item] >= 6:
            rank += 4.0 if self.named[known.key, known.item] >= 30 else 2.0
        blames = re.search(
            r"\b(root cause|likeliest|caus|went out|reached users|newest change|broke)", self.lower
        )
        if known.key == "resolution" and not blames and re.search(r"\b(fix|resolve)", self.lower):
            rank += 5.0
        if known.key == "suspect-changes":
            ranked = known.role.startswith("ranked")
            rank += 3.0 if ranked and known.item == "ranked[0]" and blames else 0.0
            rank -= 1.5 if not ranked and blames else 0.0
        return rank

    def _word(self, mention: Mention) -> Judged | None:
        """A name that is only part of the cited texts."""
        words = {
            w
            for k in self.known
            if k.kind == NAME
            for w in re.findall(r"[\w./{}-]*\w", str(k.value))
        }
        if mention.raw in words or mention.raw in self.record:
            return Judged(mention.start, mention.end, HOLDS)
        near = max(sorted(words), key=lambda w: _alike(mention.raw, w), default="")
        if near and _alike(mention.raw, near) >= 0.6 and re.search(r"\d", near):
            return Judged(mention.start, mention.end, CONTRADICTED, near)
        if not re.search(r"\d", mention.raw):
            return None
        return Judged(mention.start, mention.end, UNKNOWN)


def _code(known: Known) -> Known:
    code = str(known.value)[:3]
    return Known(known.key, known.role, NAME, code, known.item, known.scope, known.where)


def _phrase_after(what: str, after: str) -> bool:
    phrase = what[3:].strip().lower()
    return bool(phrase) and after.strip(" `").startswith(phrase[:12])


def _overlap(scope: Sequence[str], text: str) -> float:
    """How much of an entry's names and texts stands in a sentence: up to 10 each."""
    score = 0.0
    for name in scope:
        lower = " ".join(name.lower().split())
        route = re.match(r"[a-z]+ /\S*$", lower)
        if not route and (len(lower) > 40 or " " in lower):
            words = re.findall(r"[\w.]{3,}", lower)
            score += 10.0 * sum(w in text for w in words) / max(len(words), 4)
        elif re.search(rf"(?<![\w/.]){re.escape(lower)}(?![\w/{{]|\.\w)", text):
            score += 5.0
    return score


def _distinct(items: dict[tuple[str, str], Known]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names of each entry that no other entry of its fact has."""
    seen = Counter((key, name) for (key, _), k in items.items() for name in set(k.scope))
    return {
        where: tuple(name for name in k.scope if seen[where[0], name] == 1)
        for where, k in items.items()
    }


def _beside(scope: Sequence[str], before: str) -> bool:
    names = [part.lower() for name in scope for part in (name, name.partition(": ")[2]) if part]
    return any(name in before.lower() for name in names)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio()


def _same(said: str, name: str) -> bool:
    return (
        said == name
        or said.strip("`") == name
        or (said.startswith("/") and name.endswith(f" {said}"))
    )


def _distance(mention: Mention, known: Known, zone: tzinfo) -> float:
    if isinstance(known.value, datetime):
        if mention.kind == DATE:
            return 0.0
        local = known.value.astimezone(zone)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return abs(seconds - float(mention.value))
    if known.kind == NAME:
        return 1e9 * (1 - _alike(mention.raw, str(known.value)))
    return abs(float(known.value) - float(mention.value))
