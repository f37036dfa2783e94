"""What every page of an incident knows."""

from typing import Any

from mortem.errors import DeskRefused
from mortem.review.desk import Desk
from mortem.review.records import MOVES, Incident
from mortem.web.checked import checked, contradictions
from mortem.web.visitor import Visitor


def about(desk: Desk, me: Visitor, incident: Incident) -> dict[str, Any]:
    """The incident, its latest text with what the checker says, what stands in the way, and who."""
    latest = desk.latest(incident)
    found = checked(latest.text, incident) if latest else None
    return {
        "incident": incident,
        "latest": latest,
        "checked": found,
        "obstacles": desk.obstacles(incident, contradictions(found) if found else 0),
        "next": [new for old, new in sorted(MOVES) if old == incident.state],
        "jobs": desk.jobs(incident)[:3],
        "names": desk.names_for(incident, me.person),
        "may_edit": _may(desk, me, incident),
    }


def _may(desk: Desk, me: Visitor, incident: Incident) -> bool:
    try:
        desk.may_edit(me.person, incident)
    except DeskRefused:
        return False
    return True
