"""What people wrote around the outage, who they are, and what their messages do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mortem.facts.clocks import corrected
from mortem.facts.mending import announces
from mortem.facts.question import Case
from mortem.facts.roles import Reading, readings
from mortem.facts.speech import CUSTOMERS, ELSEWHERE, PAGED, RECOVERED, any_of, fails, sentences
from mortem.facts.suspicion import words_of

MESSAGES = """
SELECT happened_at, "by", text, channel, is_bot, source, line
FROM message ORDER BY happened_at, source, line"""

_ENGINEERS_DESK = any_of(
    r"(?:it|tech(?:nical)?|platform|production|infra\w*|sre|ops) (?:support|desk)"
)
_DESK = any_of(
    r"customers? (?:support|care|service|success|desk|relations)",
    r"support(?: (?:agent|team|desk|staff))?",
    r"help ?desk|service ?desk|call cent(?:er|re)|community|social media",
)
_CUSTOMER = any_of(r"customers?|clients?|shoppers?|buyers?|users?|merchants?|visitors?")
_NOBODY = any_of(
    r"no (?:\w+ )?(?:customers?|users?|complaints?|tickets?|reports?)|(?:did|has|have) any\w*",
    r"without (?:customers?|users?)|not (?:visible|noticed)",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message: its time on the access log's clock, who wrote it, and what it does.

    `speaker` is "bot", "customer" (or one who speaks for customers), or "engineer"; `grain` the
    seconds its time is written to (60 where the notes carry minutes only).
    """

    at: datetime
    by: str
    text: str
    speaker: str
    grain: float
    place: str
    readings: tuple[Reading, ...]

    def does(self, *roles: str) -> Reading | None:
        """The first sentence that has one of the roles."""
        return next((reading for reading in self.readings if reading.role in roles), None)


def conversation(case: Case) -> list[Said]:
    """Every message in the order of its time; read once for a case."""
    known = case.scratch.get("conversation")
    if not isinstance(known, list):
        rows = case.ask(MESSAGES)
        grains = {source: _grain(rows, source) for source in {row["source"] for row in rows}}
        known = sorted(
            (
                Said(
                    at=corrected(case, row["source"], row["happened_at"]),
                    by=row["by"],
                    text=row["text"],
                    speaker=_speaker(row["by"], row["channel"], bool(row["is_bot"])),
                    grain=grains[row["source"]] if not row["happened_at"].second else 1.0,
                    place=f"{row['source']}:{row['line']}",
                    readings=readings(row["text"]),
                )
                for row in rows
            ),
            key=lambda said: said.at,
        )
        case.scratch["conversation"] = known
    return known


def _grain(rows: Sequence[Mapping[str, Any]], source: str) -> float:
    """60 where most of a source's messages are written to the minute, else 1 (seconds)."""
    mine = [row["happened_at"] for row in rows if row["source"] == source]
    whole = sum(not at.second and not at.microsecond for at in mine)
    return 60.0 if whole * 2 > len(mine) else 1.0


def _speaker(by: str, channel: str, is_bot: bool) -> str:
    if is_bot:
        return "bot"
    if _ENGINEERS_DESK.search(by):
        return "engineer"
    named = re.sub(r"[-_./]", " ", by)
    if _DESK.search(named) or _CUSTOMER.search(named):
        return "customer"
    from_customers = re.search(r"customer|support-?tickets?|helpdesk|zendesk", channel, re.I)
    return "customer" if from_customers else "engineer"


def from_customers(said: Said) -> str:
    """The sentence by which a message carries a customer's trouble; "" where it carries none."""
    if _NOBODY.search(said.text):
        return ""
    trouble = said.does("detected")
    if said.speaker == "customer" and trouble:
        return trouble.quote
    if not CUSTOMERS.search(said.text) or ELSEWHERE.search(said.text):
        return ""
    relayed = next((line for line in said.text.splitlines() if CUSTOMERS.search(line)), said.text)
    told = next((each for each in sentences(said.text) if CUSTOMERS.search(each)), relayed)
    if fails(said.text) and not re.search(r"\?\s*$", told):
        return " ".join(relayed.split())
    return ""


_NOTICES = ("detected", "investigating", "assuming", "ruling out", "escalating")
_TAKES_BACK = any_of(
    r"roll(?:ed|ing)? ?(?:\S+ ){0,2}back|rollback|revert\w*|mitigat\w+|fail(?:ed|ing)? over"
)


def notices(said: Said) -> str:
    """The sentence by which an engineer's message shows that the trouble is noticed; or ""."""
    if said.speaker != "engineer" or ELSEWHERE.search(said.text):
        return ""
    found = said.does(*_NOTICES)
    if found is None:
        mends = said.does("fixing")
        return mends.quote if mends and _TAKES_BACK.search(mends.quote) else ""
    if announces(said.text) and not said.does("detected", "assuming", "escalating"):
        return ""
    return found.quote


_STAGE = any_of(
    r"site|shop|store|web ?shop|home ?page|front ?page|app|api|platform|service|production|prod",
    r"grafana|kibana|sentry|datadog|new relic|dashboards?|graphs?|charts?|monitor(?:s|ing)?|logs?",
)
_NOW = any_of(
    r"is|are|just|now|suddenly|all of a sudden|keeps?|getting|got|look(?:s|ing)|seems?|has"
)
_OFFICE = any_of(
    r"docs?|wiki|prs?|pull request|review\w*|sprint|design\w*|roadmap|merged|branch|figma|tomorrow",
    r"yesterday|(?:next|last) (?:week|month|sprint)|release notes|invoice|demo|training",
    r"workshop|blog",
    r"new|ready|theme|logo|icon|welcome|birthday|thanks|thank you|hiring|interview|survey",
    r"ok|fine|good|great",
)


def speaks_of_it(said: Said, broken: frozenset[str]) -> str:
    """The sentence in which an engineer tells how what broke, the site or a tool is right now.

    For words of trouble that the rules do not know ("the graphs look like a wall of red").
    """
    if said.speaker != "engineer" or ELSEWHERE.search(said.text) or said.does(*_OVER):
        return ""
    for sentence in sentences(said.text):
        about = _STAGE.search(sentence) or words_of(sentence) & broken
        if not about or not _NOW.search(sentence) or announces(sentence):
            continue
        if not (_OFFICE.search(sentence) or RECOVERED.search(sentence) or _NONE.search(sentence)):
            return sentence
    return ""


_OVER = ("fixing", "confirming", "ruling out")
_NONE = any_of(r"no|none|without|nothing")


def is_paged(said: Said) -> bool:
    """Whether a message says that monitoring raised the alarm."""
    return PAGED.search(said.text) is not None


def within(said: Said, began: datetime, ended: datetime) -> bool:
    """Whether the message may have been written in the time given, as finely as it is dated."""
    return (
        said.at + timedelta(seconds=said.grain if said.grain > 1 else 0) >= began
        and said.at <= ended
    )
