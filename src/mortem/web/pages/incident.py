"""One incident: its state, the chart, the facts with their proofs, the timeline, the evidence."""

import json
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mortem.errors import DeskRefused, NotOnDesk
from mortem.web.about import about
from mortem.web.chart import chart_data
from mortem.web.checked import book_of, judge
from mortem.web.show import page
from mortem.web.visitor import Me, TheDesk, at_one_look

router = APIRouter(prefix="/incidents/{slug}", include_in_schema=False)
Text = Annotated[str, Form(max_length=4000)]
KINDS = (
    "",
    "detection",
    "investigation",
    "assumption",
    "dead end",
    "escalation",
    "fix",
    "recovery",
)


@router.get("")
@at_one_look
def show(request: Request, desk: TheDesk, me: Me, slug: str) -> Response:
    """The incident's page."""
    incident = desk.incident(me.person, slug)
    book = book_of(incident)
    known = about(desk, me, incident)
    return page(
        request,
        "incident",
        me,
        **known,
        book=book,
        entries=desk.entries_for(incident, known["names"]),
        evidence=desk.evidence(incident),
        actions=desk.actions(me.person, incident=incident),
        moves=desk.moves(incident),
        kinds=KINDS,
    )


@router.get("/chart.json")
@at_one_look
def chart(desk: TheDesk, me: Me, slug: str) -> Response:
    """What the chart draws: series, window, marks."""
    incident = desk.incident(me.person, slug)
    book = book_of(incident)
    if book is None:
        raise NotOnDesk("there are no facts yet")
    names = desk.names_for(incident, me.person)
    drawn = chart_data(book, desk.entries_for(incident, names, hidden=False))
    return Response(json.dumps(drawn, ensure_ascii=False), media_type="application/json")


@router.get("/facts/{key}")
def proof(request: Request, desk: TheDesk, me: Me, slug: str, key: str) -> Response:
    """How one fact can be had again."""
    book = book_of(desk.incident(me.person, slug))
    if book is None or key not in book:
        raise NotOnDesk(f"there is no fact {key!r}")
    return page(request, "part-proof", me, fact=book[key], slug=slug)


@router.get("/progress")
def progress(request: Request, desk: TheDesk, me: Me, slug: str) -> Response:
    """How far the background work is; tells the page to reload when it has ended."""
    incident = desk.incident(me.person, slug)
    jobs = desk.jobs(incident)[:3]
    answer = page(request, "part-progress", me, incident=incident, jobs=jobs)
    if all(job.state in {"done", "failed"} for job in jobs):
        answer.headers["HX-Refresh"] = "true"
    return answer


@router.post("/analyse")
def analyse(desk: TheDesk, me: Me, slug: str) -> Response:
    """Compute the facts anew."""
    incident = desk.incident(me.person, slug)
    desk.may_edit(me.person, incident)
    desk.add_job(incident, "analyse")
    return RedirectResponse(f"/incidents/{slug}", 303)


@router.post("/settings")
def settings(
    desk: TheDesk,
    me: Me,
    slug: str,
    title: Text,
    service: Text = "",
    severity: Text = "",
    private: Annotated[bool, Form()] = False,
    class_mode: Annotated[bool, Form()] = False,
) -> Response:
    """Change what the list says of the incident."""
    incident = desk.incident(me.person, slug)
    if incident.class_mode and not me.person.may("admin"):
        class_mode = True  # the box is not theirs to clear
    changed = desk.edit_incident(
        me.person,
        incident,
        title=title[:300],
        service=service[:120],
        severity=severity[:16],
        private=private,
        class_mode=class_mode,
    )
    if incident.state == "published":
        desk.add_job(incident, "publish")
    return RedirectResponse(f"/incidents/{changed.slug}", 303)


@router.post("/move")
def move(desk: TheDesk, me: Me, slug: str, new: Text, why: Text = "") -> Response:
    """Move the incident to its next state, if policy lets it."""
    incident = desk.incident(me.person, slug)
    desk.advance(me.person, incident, new, judge(incident), why)
    return RedirectResponse(f"/incidents/{slug}", 303)


@router.post("/entries")
def add_entry(desk: TheDesk, me: Me, slug: str, at: Text, text: Text, kind: Text = "") -> Response:
    """Add to the timeline what somebody knows."""
    incident = desk.incident(me.person, slug)
    try:
        when = datetime.fromisoformat(at)
    except ValueError as error:
        raise DeskRefused(f"{at!r} is no time; write 2026-11-23 04:07:45+00:00") from error
    if when.tzinfo is None:
        book = book_of(incident)
        if book is None and incident.zone != "UTC":
            raise DeskRefused("say the zone with the time: 2026-11-23 04:07:45+00:00")
        when = when.replace(tzinfo=book.zone if book else UTC)
    desk.add_entry(me.person, incident, when, text, kind)
    return RedirectResponse(f"/incidents/{slug}#timeline", 303)


@router.post("/entries/{entry_id}")
def change_entry(
    desk: TheDesk,
    me: Me,
    slug: str,
    entry_id: int,
    text: Text,
    kind: Text = "",
    hidden: Annotated[bool, Form()] = False,
) -> Response:
    """Edit, re-tag, hide or show an entry."""
    incident = desk.incident(me.person, slug)
    desk.change_entry(me.person, incident, entry_id, text=text, kind=kind, hidden=hidden)
    return RedirectResponse(f"/incidents/{slug}#timeline", 303)
