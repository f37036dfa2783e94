"""A sentence that cites facts: each of its numbers must be what those facts say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from mortem.check.claims.known import COUNT, DURATION, NAME, PERCENT, Known, known_of
from mortem.check.claims.likely import Likely
from mortem.check.claims.mention import QUOTE, Mention, scan
from mortem.check.claims.record import closest, quoted_in, repeated, strings
from mortem.check.claims.teams import judge_team
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, UNKNOWN, Judged
from mortem.facts import Fact


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence is judged by: all texts of the record, and the document's zone."""

    record: tuple[str, ...]
    zone: tzinfo
    _known: dict[str, tuple[Known, ...]] = field(default_factory=dict)
    _strings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def known(self, fact: Fact) -> tuple[Known, ...]:
        """What a fact of this book says, walked once."""
        if fact.key not in self._known:
            self._known[fact.key] = known_of(fact)
        return self._known[fact.key]

    def strings(self, fact: Fact) -> tuple[str, ...]:
        """The texts of a fact of this book, gathered once."""
        if fact.key not in self._strings:
            self._strings[fact.key] = strings(fact)
        return self._strings[fact.key]


def judge_cited(text: str, facts: Sequence[Fact], context: Context) -> list[Judged]:
    """What the cited facts say of every mention in the sentence, in its order."""
    mentions = scan(text)
    known = [k for fact in facts for k in context.known(fact)]
    judged: list[Judged] = []
    done: list[tuple[int, int]] = []
    cited_texts = tuple(s for fact in facts for s in context.strings(fact))
    for quote in (m for m in mentions if m.kind == QUOTE):
        done.append((quote.start, quote.end))
        judged += _quote(quote, cited_texts, context.record)
    quotes = tuple(done)
    for start, end, said, right in repeated(text, _phrases(facts, text, context)):
        if any(a <= start and end <= b for a, b in quotes):
            continue
        done.append((start, end))
        status = HOLDS if said == right else CONTRADICTED
        judged.append(
            Judged(start, end, status, "" if said == right else right, _first(facts, context))
        )
    rest = [m for m in mentions if all(m.end <= a or m.start >= b for a, b in done)]
    likely = Likely(text, known, rest, context.record, context.zone)
    found = [likely.judge(mention) for mention in rest if mention.kind != QUOTE]
    judged += _of_one_entry([one for one in found if one is not None])
    judged += judge_team(text, known)
    return sorted(judged, key=lambda j: j.start)


def _of_one_entry(judged: Sequence[Judged]) -> list[Judged]:
    """A name and the numbers beside it must be of the same entry of a fact."""
    numbers = {
        (j.known.key, j.known.item)
        for j in judged
        if j.known is not None and j.known.item and j.known.kind in (COUNT, DURATION, PERCENT)
    }
    out = []
    for one in judged:
        known = one.known
        mine = {item for key, item in numbers if known and key == known.key}
        odd = (
            known is not None and known.kind == NAME and one.status == HOLDS and known.item
            and len(mine) == 1 and known.item not in mine
        )  # fmt: skip
        if odd and known is not None:
            other = next(j.known for j in judged if j.known and j.known.item in mine)
            if other.scope and known.value not in other.scope:
                out.append(Judged(one.start, one.end, CONTRADICTED, other.scope[0], other))
                continue
        out.append(one)
    return out


def _first(facts: Sequence[Fact], context: Context) -> Known | None:
    return next((k for fact in facts for k in context.known(fact)), None)


def _phrases(facts: Sequence[Fact], text: str, context: Context) -> list[str]:
    found = []
    for fact in facts:
        texts = context.strings(fact)
        if len(texts) > 200:
            words = set(re.findall(r"[a-z]{4,}", text.lower()))
            texts = tuple(
                t for t in texts if len(words & set(re.findall(r"[a-z]{4,}", t.lower()))) > 1
            )
        for one in texts:
            found.append(one)
            if ": " in one:
                found.append(one.partition(": ")[2])
    return found


def _quote(quote: Mention, cited: Sequence[str], record: Sequence[str]) -> list[Judged]:
    if quoted_in(quote.value, cited) or quoted_in(quote.value, record):
        return [Judged(quote.start, quote.end, HOLDS)]
    right = closest(quote.value, cited) or closest(quote.value, record)
    if right:
        return [Judged(quote.start, quote.end, CONTRADICTED, f"“{right}”")]
    return [Judged(quote.start, quote.end, UNKNOWN)]
