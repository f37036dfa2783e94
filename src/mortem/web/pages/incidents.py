"""The list of incidents, and opening one."""

from datetime import UTC, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from mortem.review.desk import Desk
from mortem.review.records import STATES, Incident
from mortem.web.intake import keep_upload
from mortem.web.show import page, parse_day
from mortem.web.visitor import Me, TheDesk, Visitor, at_one_look
from mortem.web.worker import allowed_path

router = APIRouter(include_in_schema=False)


@router.get("/")
@at_one_look
def index(
    request: Request,
    desk: TheDesk,
    me: Me,
    q: str = "",
    service: str = "",
    severity: str = "",
    state: str = "",
    since: str = "",
    until: str = "",
) -> Response:
    """Incidents, newest first; with search and filters."""
    first, last = parse_day(since), parse_day(until)
    asked = {"service": service, "severity": severity, "state": state}
    found = desk.incidents(
        me.person,
        search=q[:200],
        where=asked,
        since=datetime.combine(first, time(), UTC) if first else None,
        until=datetime.combine(last, time.max, UTC) if last else None,
    )
    context: dict[str, Any] = {
        "incidents": found,
        "authors": _authors(desk, me, found),
        "services": desk.choices(me.person, "service"),
        "severities": desk.choices(me.person, "severity"),
        "states": STATES,
        "asked": asked | {"q": q, "since": since, "until": until},
        "any": bool(q or since or until or any(asked.values())),
    }
    part = request.headers.get("hx-target") == "list"
    return page(request, "part-incidents" if part else "incidents", me, **context)


def _authors(desk: Desk, me: Visitor, found: list[Incident]) -> dict[int, str]:
    """Who opened each incident, under the name that the visitor may see."""
    shown = {person.id: person.shown for person in desk.people()}
    return {
        i.id: (desk.names_for(i, me.person) if i.class_mode else shown).get(i.author_id or 0, "")
        for i in found
    }


@router.get("/new")
def new(request: Request, desk: TheDesk, me: Me) -> Response:
    """Where an incident is opened."""
    desk.may_open(me.person)
    readable = bool(request.app.state.options.readable)
    return page(request, "new", me, readable=readable)


@router.post("/incidents")
def create(
    request: Request,
    desk: TheDesk,
    me: Me,
    title: Annotated[str, Form(max_length=300)],
    service: Annotated[str, Form(max_length=120)] = "",
    severity: Annotated[str, Form(max_length=16)] = "",
    folder: Annotated[str, Form(max_length=1000)] = "",
    private: Annotated[bool, Form()] = False,
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Open an incident from telemetry that is uploaded or named."""
    options = request.app.state.options
    if folder:
        allowed_path(options, folder)
    incident = desk.add_incident(
        me.person, title, service=service, severity=severity, private=private
    )
    for upload in files or []:
        if upload.filename:
            keep_upload(desk, me.person, incident, upload.filename, upload.file, options.most_bytes)
    if folder or desk.evidence(incident):
        desk.add_job(incident, "analyse", folder)
    return RedirectResponse(f"/incidents/{incident.slug}", 303)
