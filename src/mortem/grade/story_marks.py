"""Marks for the root cause, for dead ends and escalation, and for the measures."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from mortem.document import Document
from mortem.grade.mark import Detail, Mark
from mortem.grade.opened import Truth

RELEASE = re.compile(r"\br\d{1,4}\b", re.IGNORECASE)
NOT_SO = re.compile(
    r"\bnot\b|\bno\b|n['’]t\b|never|rul(ed|ing) out|innocent|healthy|\bfine\b|assum|suspect|"
    r"thought|believ|seemed|appeared|looked like|mislead|misled|as if|suppos",
    re.IGNORECASE,
)
Groups = Sequence[Sequence[Any]]


def cause(document: Document, truth: Truth) -> Mark:
    """What broke (by the parts of the truth), which change did it, how it was mended (20)."""
    rubric = truth.raw["rubric"]
    if not rubric["cause"]:
        return Mark("root cause", 20, (_calm(document),))
    text = _text(document, ("cause", "summary"))
    change = truth.raw.get("change")
    share = (11.0 if change else 16.0) / len(rubric["cause"])
    details = [
        _spoken(what, patterns, text, share, truth.raw["cause"])
        for what, *patterns in rubric["cause"]
    ]
    if change:
        details.append(_change(text, change))
    fix = _text(document, ("cause", "timeline"))
    details.append(_spoken("how it was mended", [rubric["fix"]], fix, 4, truth.raw["fixed_by"]))
    return Mark("root cause", 20, (*details, *_wrong(document, rubric["wrong"], truth)))


def _spoken(what: str, patterns: Sequence[Any], text: str, points: float, right: str) -> Detail:
    """Each of `patterns` is a list of expressions of which one must be met."""
    met = [_first(group, text) for group in patterns]
    reached = points * sum(1 for found in met if found) / len(met)
    said = ", ".join(f"'{found}'" for found in met if found)
    found = f"says {said}" if said else "does not say so"
    return Detail(what, round(reached, 2), round(points, 2), found, right)


def _change(text: str, change: str) -> Detail:
    named = sorted({name.lower() for name in RELEASE.findall(text)})
    if change.lower() in named:
        return Detail("which change", 5, 5, f"names {change}", change)
    found = f"names {', '.join(named)} instead" if named else "names no release"
    return Detail("which change", -5 if named else 0, 5, found, change)


def _wrong(document: Document, wrong: Groups, truth: Truth) -> Iterable[Detail]:
    for sentence in (*document.under("cause"), *document.under("summary")):
        for what, patterns in wrong:
            found = _first(patterns, sentence.text)
            if found and not NOT_SO.search(sentence.text):
                text = f"line {sentence.line} lays it to {what}: '{found}'"
                yield Detail("what it was not", -8, 0.01, text, truth.raw["cause"])
                return


def _calm(document: Document) -> Detail:
    text = " ".join(sentence.text for sentence in document.sentences)
    said = re.search(
        r"no outage|nothing (was )?(broke|fail|happen|wrong)|no root cause", text, re.I
    )
    right = "nothing was broken in this run"
    if said:
        return Detail("no cause", 20, 20, f"says '{said[0]}'", right)
    return Detail("no cause", 0, 20, "gives a cause", right)


def dead_ends(document: Document, truth: Truth, *, misleading: bool) -> Mark:
    """The wrong paths that were taken (5), and who was called (5)."""
    text = _text(document, ("timeline", "cause", "summary"))
    ends = truth.raw["dead_ends"]
    details = []
    if ends:
        share = 5.0 / len(ends)
        details += [_spoken(end["what"], [end["words"]], text, share, end["what"]) for end in ends]
    else:
        found = "says what was ruled out" if misleading else "says nothing of what was ruled out"
        details.append(Detail("dead ends", 5 if misleading else 0, 5, found, "none in this run"))
    teams = sorted({entry["to"] for entry in truth.raw["escalations"]})
    if not teams:
        details.append(Detail("escalation", 5, 5, "nobody was called", "nobody was called"))
    for team in teams:
        words = [_team_pattern(team)]
        details.append(_spoken("who was called", [words], text, 5.0 / len(teams), team))
    return Mark("dead ends and escalation", 10, tuple(details))


def _team_pattern(team: str) -> str:
    word = team.lower().removesuffix(" team")
    stem = {"development": r"develop", "platform operations": r"operations|platform|ops\b"}
    return stem.get(
        word, {"database": r"database team|\bDBAs?\b|database"}.get(word, re.escape(word))
    )


def measures(document: Document, truth: Truth) -> Mark:
    """Two measures that would have prevented it or made it shorter (5 each)."""
    wanted = truth.raw["rubric"]["prevention"]
    if not wanted:
        return Mark("measures", 10, (Detail("measures", 10, 10, "none needed", "none needed"),))
    text = _text(document, ("measures",), joined="\n")
    hits = [(what, _first(patterns, text)) for what, patterns in wanted]
    met = [(what, found) for what, found in hits if found]
    details = [Detail(what, 5, 5, f"'{found}'", what) for what, found in met[:2]]
    missing = [what for what, found in hits if not found]
    while len(details) < 2:
        right = "; or ".join(missing[:3])
        details.append(Detail("a measure that prevents it", 0, 5, "there is none more", right))
    return Mark("measures", 10, tuple(details))


def _first(patterns: Iterable[str], text: str) -> str:
    for pattern in patterns:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return " ".join(found[0].split())[:60]
    return ""


def _text(document: Document, kinds: Sequence[str], joined: str = " ") -> str:
    parts = [sentence.text for kind in kinds for sentence in document.under(kind)]
    if "timeline" in kinds:
        parts += [entry.text for entry in document.entries]
    return joined.join(parts)
