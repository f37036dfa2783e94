"""Question: which change is likeliest to have caused the outage."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mortem.facts import suspicion
from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question, utc
from mortem.facts.suspicion import Suspect
from mortem.timespan import in_words

CHANGES = """
select happened_at, finished_at, kind, service, ref, sha, previous, "by", message, source, line
from change order by happened_at, source, line
"""
ERRORS = """
select version, service, coalesce(nullif(exception, ''), message) as error,
       count(*) as count, min(happened_at) as first
from log_line where level in ('ERROR', 'CRITICAL', 'FATAL') and version <> ''
group by version, service, coalesce(nullif(exception, ''), message)
order by count desc, error limit 500
"""
VERSIONS = """
select version, min(happened_at) as first from log_line where version <> ''
group by version order by version
"""
SERVICES = """
select service, count(*) as count from log_line
where level in ('ERROR', 'CRITICAL', 'FATAL') and service <> ''
  and happened_at >= $began and happened_at <= $ended
group by service order by count desc, service limit 20
"""
SERVED = """
select count(*) as served from request
where left_out is null and not failed and route = $route
  and completion > $since and completion < $began
"""
CAUSE = re.compile(
    r"\b(caus|culprit|due to|because|introduc|since|inside|bug|regress|broke|bad release"
    r"|roll(ed|ing)? ?back|revert)",
    re.I,
)
CLEARS = re.compile(
    r"\b(not|isn't|wasn't|unrelated|ruled? out|clear(ed|s)?|innocent|unlikely|fine)\b", re.I
)


class SuspectChanges(Question):
    """Ranks the changes before the outage by what speaks for and against each having caused it.

    A change that began after the first failure is cleared, and so is one that nothing speaks for.
    Arguments: how close before the onset it came (against chance: 1 - (1 - gap/span)^n), whether it
    was undone or replaced just before users were served again, errors that only its version logs,
    words that it shares with the broken route, which service logs the errors, and what responders
    say of it. Weights are decades of likelihood (`facts/suspicion.py`); from 1.0 on it is blamed.

    Blind spots: changes nobody recorded; faults that lie dormant until load or time wakes them.
    """

    sql = CHANGES
    needs = ("outage-window", "broken-routes")
    proceeds_without = True
    blind_spots = (
        "Changes that nobody recorded are not seen; a fault that sleeps until load wakes it looks "
        "less suspicious than one that fails at once."
    )

    def answer(self, case: Case) -> Fact:
        found = case.known("outage-window")
        if found is None:
            return self.unknown(case.facts["outage-window"].unknown or "no outage")
        changes = case.ask(CHANGES)
        if not changes:
            return self.unknown("no record of changes was given")
        suspects = [Suspect(change) for change in changes]
        began, ended = seen(found)
        latest = max([began, *(at for at in found["began_between"] if at is not None)])
        before = []
        for suspect in suspects:
            late = suspect.change["happened_at"] - began
            if suspect.change["happened_at"] > latest:
                suspect.cleared = f"came {in_words(late.total_seconds())} after the first failure"
            else:
                before.append(suspect)
        weigh_all(case, before, changes, began, ended)
        return self._fact(case, suspects)

    def _fact(self, case: Case, suspects: Sequence[Suspect]) -> Fact:
        for suspect in suspects:
            if not suspect.cleared and suspect.score < suspicion.BLAMED_FROM:
                suspect.cleared = "; ".join(suspect.against) or "nothing speaks for it"
        blamed = sorted(
            (s for s in suspects if not s.cleared), key=lambda s: (-s.score, s.change["line"])
        )
        cleared = [s for s in suspects if s.cleared]
        values = {
            "ranked": [_shown(case, s) for s in blamed],
            "cleared": [{**_shown(case, s), "why": s.cleared} for s in cleared],
        }
        if blamed:
            first = blamed[0]
            sentence = (
                f"The likeliest cause on record is {_name(first)}: it "
                + _listed(first.speaks_for[:3])
                + "."
            )
        else:
            sentence = f"None of the {len(suspects)} recorded changes has evidence against it."
        lines = tuple(f"{s.change['source']}:{s.change['line']}" for s in [*blamed, *cleared])
        proof = Proof(
            "\n;\n".join(part.strip() for part in (CHANGES, ERRORS, VERSIONS, SERVICES, SERVED)),
            tuple(sorted({s.change["source"] for s in suspects})),
            lines[:20],
            "Arguments for and against are added in decades of likelihood; blamed from "
            f"{suspicion.BLAMED_FROM:g} on.",
        )
        return Fact(self.name, values, sentence, (proof,), self.blind_spots)


def weigh_all(
    case: Case,
    suspects: Sequence[Suspect],
    changes: Sequence[Mapping[str, Any]],
    began: Any,
    ended: Any,
) -> None:
    """Weigh every argument for each change that came before the onset."""
    covers = case.store.covers
    span = (began - covers.began).total_seconds() if covers else 0.0
    slack = max(60.0, 0.15 * (ended - began).total_seconds())
    errors = case.ask(ERRORS)
    versions = {row["version"]: row["first"] for row in case.ask(VERSIONS)}
    failing = case.ask(SERVICES, began=utc(began), ended=utc(ended))
    later = [c for c in changes if c["happened_at"] > began]
    messages = case.ask("select text from message where not is_bot order by happened_at")
    inside = [s for s in suspects if covers is None or s.change["happened_at"] >= covers.began]
    fixes = [suspicion.fixer_of(s, later, ended, slack) for s in suspects]
    recovery = [
        c
        for c in later
        if (c in fixes or suspicion.looks_like_a_fix(c))
        and suspicion.brought_recovery(c, ended, slack)
    ]
    _replaced(suspects)
    for suspect in suspects:
        if suspect.cleared:
            continue
        _timing(suspect, began, span, len(inside), inside)
        _undone(suspect, later, recovery, ended, slack)
        _errors(suspect, errors, versions, failing)
        _words(case, suspect, began)
        for message in messages:
            _named(suspect, message["text"])


def _replaced(suspects: Sequence[Suspect]) -> None:
    """Clear what a later change of the same service had replaced before the outage."""
    for earlier, suspect in enumerate(suspects):
        for other in suspects[earlier + 1 :]:
            mine, its = suspect.change, other.change
            if "commit" in (mine["kind"], its["kind"]) or its["kind"] == "restart":
                continue
            if mine["service"] == its["service"] and mine["ref"] != its["ref"]:
                suspect.cleared = f"had been replaced by {other.ref} before the first failure"


def _timing(suspect: Suspect, began: Any, span: float, count: int, inside: list[Suspect]) -> None:
    if suspect not in inside:
        suspect.against.append("was in force before the evidence begins")
        return
    finish = suspect.change["finished_at"] or suspect.change["happened_at"]
    since = finish if finish <= began else suspect.change["happened_at"]
    gap = max(0.0, (began - since).total_seconds())
    ran = since > suspect.change["happened_at"]
    said = f"{'was finished' if ran else 'came'} {in_words(gap)}"
    suspicion.timing(suspect, gap, span, count, said)


def _undone(
    suspect: Suspect,
    later: Sequence[Mapping[str, Any]],
    recovery: Sequence[Mapping[str, Any]],
    ended: Any,
    slack: float,
) -> None:
    fixer = suspicion.fixer_of(suspect, later, ended, slack)
    if fixer is not None:
        name = fixer["ref"] or fixer["kind"]
        suspect.weigh(suspicion.SUPERSEDED, f"was replaced by {name} when users were served again")
    elif recovery:
        other = recovery[0]["ref"] or recovery[0]["kind"]
        suspect.weigh(suspicion.STILL_IN_FORCE, f"stayed in force when {other} brought recovery")
    else:
        suspect.weigh(suspicion.NEVER_UNDONE, "no record shows it undone")


def _errors(
    suspect: Suspect,
    errors: list[dict[str, Any]],
    versions: Mapping[str, Any],
    failing: list[dict[str, Any]],
) -> None:
    fresh = suspicion.new_errors(suspect, errors, versions)
    if fresh is not None:
        suspect.weigh(
            suspicion.FIRST_ERRORS,
            f"is the first version to log {fresh[0][:60]} ({fresh[1]:,} times)",
        )
    service = suspect.change["service"]
    names = [row["service"] for row in failing]
    if service and names and not any(_alike(service, name) for name in names):
        suspect.weigh(suspicion.OTHER_SERVICE, f"the errors come from {names[0]}")


def _alike(one: str, other: str) -> bool:
    return bool(suspicion.words_of(one) & suspicion.words_of(other)) or one == other


def _words(case: Case, suspect: Suspect, began: Any) -> None:
    routes = case.known("broken-routes")
    names = [row["route"] for row in routes.items[:3]] if routes else []
    said = suspicion.words_of(f"{suspect.change['message']} {suspect.change['service']}")
    shared = sorted(said & suspicion.words_of(" ".join(names)))
    if shared:
        suspect.weigh(suspicion.SHARED_WORDS, f"names {shared[0]}, which broke")
    since = suspect.change["finished_at"] or suspect.change["happened_at"]
    if names and (began - since).total_seconds() > 300:
        served = case.ask(SERVED, route=names[0], since=utc(since), began=utc(began))[0]["served"]
        if served >= 200:
            suspect.weigh(suspicion.MANY_SERVED, f"{names[0]} was served {served:,} times after it")


def _named(suspect: Suspect, text: str) -> None:
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if suspicion.mentions(sentence, suspect):
            if CLEARS.search(sentence):
                suspect.weigh(suspicion.CLEARED_BY, f"a responder clears it: “{sentence[:120]}”")
            elif CAUSE.search(sentence):
                suspect.weigh(suspicion.NAMED, f"a responder names it: “{sentence[:120]}”")
            else:
                continue
            return


def _listed(reasons: Sequence[str]) -> str:
    *most, last = reasons
    return f"{', '.join(most)} and {last}" if most else last


def _name(suspect: Suspect) -> str:
    service = f" of {suspect.change['service']}" if suspect.change["service"] else ""
    kind = suspect.change["kind"]
    kind = {"deploy": "release"}.get(kind, kind)
    return f"{kind} {suspect.ref}{service}" if suspect.ref != kind else f"the {kind}{service}"


def _shown(case: Case, suspect: Suspect) -> dict[str, Any]:
    change = suspect.change
    return {
        "id": f"{change['source']}:{change['line']}",
        "ref": change["ref"],
        "sha": change["sha"],
        "service": change["service"],
        "at": case.local(change["happened_at"]),
        "score": round(suspect.score, 2),
        "for": list(suspect.speaks_for),
        "against": list(suspect.against),
    }
