"""The API: what the pages do, for machines. Log in with `Authorization: Bearer TOKEN`."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, BeforeValidator, Field, StrictBool

from mortem.check.report_json import as_dict
from mortem.errors import NotOnDesk
from mortem.review.documents import LONGEST_TEXT
from mortem.review.records import Conflict, Incident
from mortem.web.checked import checked
from mortem.web.refusals import REFUSED, Refused
from mortem.web.visitor import Me, TheDesk

router = APIRouter(prefix="/api", tags=["incidents"], responses=REFUSED)
Slug = Annotated[str, Path(max_length=120)]
PRINTABLE = r"^[^\x00]*$"  # PostgreSQL keeps no NUL in a text


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number, not true or false")
    return value


WHOLE = BeforeValidator(_no_truth)


class Opened(BaseModel):
    """An incident to open."""

    title: str = Field(min_length=1, max_length=300, pattern=PRINTABLE)
    service: str = Field("", max_length=120, pattern=PRINTABLE)
    severity: str = Field("", max_length=16, pattern=PRINTABLE)
    private: StrictBool = False
    text: str = Field("", max_length=LONGEST_TEXT, pattern=PRINTABLE)


class Shown(BaseModel):
    """An incident as the list has it; times are RFC 3339 in UTC."""

    slug: str
    title: str
    service: str
    severity: str
    state: str
    private: bool
    zone: str
    began: datetime | None
    ended: datetime | None
    created_at: datetime
    updated_at: datetime


class Written(BaseModel):
    """A text, and the number of the revision it was written over (0: none)."""

    text: str = Field(max_length=LONGEST_TEXT, pattern=PRINTABLE)
    base: Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
    why: str = Field("", max_length=300, pattern=PRINTABLE)


class Text(BaseModel):
    """The text of a revision."""

    number: int
    text: str
    saved_at: datetime


class Ticked(BaseModel):
    """Whether a task is done."""

    done: StrictBool


def _shown(incident: Incident) -> Shown:
    return Shown.model_validate(incident, from_attributes=True)


@router.get("/incidents")
def incidents(
    desk: TheDesk,
    me: Me,
    q: Annotated[str, Query(max_length=200, pattern=PRINTABLE)] = "",
    service: Annotated[str, Query(max_length=120, pattern=PRINTABLE)] = "",
    severity: Annotated[str, Query(max_length=16, pattern=PRINTABLE)] = "",
    state: Annotated[str, Query(max_length=16, pattern=PRINTABLE)] = "",
) -> list[Shown]:
    """Incidents that you may see, newest first."""
    where = {"service": service, "severity": severity, "state": state}
    return [_shown(each) for each in desk.incidents(me.person, search=q, where=where)]


@router.post("/incidents", status_code=201)
def open_incident(desk: TheDesk, me: Me, opened: Opened) -> Shown:
    """Open an incident, with a first text or without."""
    known = opened.model_dump(exclude={"title"})
    return _shown(desk.add_incident(me.person, opened.title, **known))


@router.get("/incidents/{slug}")
def incident(desk: TheDesk, me: Me, slug: Slug) -> Shown:
    """One incident."""
    return _shown(desk.incident(me.person, slug))


@router.get("/incidents/{slug}/facts", response_model=dict[str, Any])
def facts(desk: TheDesk, me: Me, slug: Slug) -> Response:
    """The facts of an incident, as `mortem facts --format json` prints them."""
    found = desk.incident(me.person, slug)
    if not found.facts:
        raise NotOnDesk("there are no facts yet")
    kept = json.loads(found.facts)
    kept.pop("series", None)
    return Response(json.dumps(kept, ensure_ascii=False), media_type="application/json")


@router.post("/incidents/{slug}/analyse", status_code=202)
def analyse(desk: TheDesk, me: Me, slug: Slug) -> dict[str, int]:
    """Compute the facts from the evidence, in the background."""
    found = desk.incident(me.person, slug)
    desk.may_edit(me.person, found)
    return {"job": desk.add_job(found, "analyse").id}


@router.get("/incidents/{slug}/text")
def text(desk: TheDesk, me: Me, slug: Slug) -> Text:
    """The latest text."""
    latest = desk.latest(desk.incident(me.person, slug))
    if latest is None:
        raise NotOnDesk("there is no text yet")
    return Text(number=latest.number, text=latest.text, saved_at=latest.saved_at)


@router.put("/incidents/{slug}/text", responses={409: {"model": Text | Refused}})
def save(desk: TheDesk, me: Me, slug: Slug, written: Written, response: Response) -> Text:
    """Save a text. 409 where somebody saved in between: the body is then the merged text."""
    saved = desk.save(
        me.person, desk.incident(me.person, slug), written.text, written.base, written.why
    )
    if isinstance(saved, Conflict):
        response.status_code = 409
        theirs = saved.theirs
        return Text(number=theirs.number, text=saved.merged, saved_at=theirs.saved_at)
    return Text(number=saved.number, text=saved.text, saved_at=saved.saved_at)


@router.get("/incidents/{slug}/check", response_model=dict[str, Any])
def check(desk: TheDesk, me: Me, slug: Slug) -> dict[str, Any]:
    """What the checker says of the latest text, against the facts where there are any."""
    found = desk.incident(me.person, slug)
    latest = desk.latest(found)
    if latest is None:
        raise NotOnDesk("there is no text yet")
    return {"schema": 1, "documents": [as_dict(checked(latest.text, found))]}


@router.get("/actions", response_model=list[dict[str, Any]])
def actions(desk: TheDesk, me: Me, open_only: bool = True) -> list[dict[str, Any]]:
    """Tasks across the incidents that you may see."""
    return [
        {**asdict(action), "incident": of.slug}
        for action, of in desk.actions(me.person, open_only=open_only)
    ]


@router.put("/incidents/{slug}/actions/{key}")
def tick(
    desk: TheDesk, me: Me, slug: Slug, key: Annotated[str, Path(max_length=32)], ticked: Ticked
) -> Text:
    """Tick a task, or open it again: the text's box follows."""
    saved = desk.tick(me.person, desk.incident(me.person, slug), key, ticked.done)
    return Text(number=saved.number, text=saved.text, saved_at=saved.saved_at)
