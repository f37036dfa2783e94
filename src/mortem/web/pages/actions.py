"""The board of action items across incidents."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mortem.web.show import page
from mortem.web.visitor import Me, TheDesk, at_one_look

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=500)]


@router.get("/actions")
@at_one_look
def board(request: Request, desk: TheDesk, me: Me, owner: str = "", done: bool = False) -> Response:
    """Open tasks by due date, overdue ones first; done ones where asked for."""
    found = desk.actions(me.person, open_only=not done, owner=owner[:120])
    return page(request, "actions", me, actions=found, owner=owner, done=done)


@router.post("/incidents/{slug}/actions/{key}/tick")
def tick(
    desk: TheDesk, me: Me, slug: str, key: str, done: Annotated[bool, Form()] = False
) -> Response:
    """Tick a task: the document's box is ticked with it."""
    desk.tick(me.person, desk.incident(me.person, slug), key, done)
    return RedirectResponse("/actions", 303)


@router.post("/incidents/{slug}/actions/{key}")
def change(
    desk: TheDesk,
    me: Me,
    slug: str,
    key: str,
    owner: Text = "",
    due: Text = "",
    kind: Text = "",
    link: Text = "",
) -> Response:
    """Set owner, date, type and link of a task."""
    incident = desk.incident(me.person, slug)
    desk.assign(me.person, incident, key, owner=owner, due=due, kind=kind, link=link)
    return RedirectResponse("/actions", 303)
