"""To whom it was escalated: the team as written, against the teams on record."""

import re
from collections.abc import Iterator, Sequence

from mortem.check.claims.known import Known
from mortem.check.claims.verdict import CONTRADICTED, HOLDS, Judged

_TO = re.compile(
    r"\b(?:escalated|handed over|handed|passed|reassigned)(?: it| the \w+)? to (?:the )?"
    r"(?P<team>[A-Za-z][\w /-]{1,40}?)(?=\s*[:.,;(]|\s+(?:at|by|after|with|and|who|for|on)\b|$)"
)
_EMPTY = frozenset({"the", "team", "group", "crew", "squad", "on", "call", "oncall", "engineers"})
_UNNAMED = frozenset({"another engineer", "a colleague", "an engineer"})


def judge_team(text: str, known: Sequence[Known]) -> Iterator[Judged]:
    """The team in 'escalated to the X team', where an escalation is cited."""
    teams = [k for k in known if k.key == "escalations" and k.role == "[].to"]
    match = _TO.search(text)
    if match is None or not teams or match["team"].lower() in _UNNAMED:
        return
    said = _words(match["team"])
    right = [k for k in teams if said & _words(str(k.value))]
    if not said:
        return
    start, end = match.span("team")
    if right:
        yield Judged(start, end, HOLDS, "", right[0])
    else:
        yield Judged(start, end, CONTRADICTED, str(teams[0].value), teams[0])


def _words(team: str) -> frozenset[str]:
    words = re.findall(r"[a-z]{2,}", team.lower())
    return frozenset(w[:6] for w in words if w not in _EMPTY)
