"""For admins: accounts, and the audit log."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mortem.errors import NotAllowed
from mortem.review.records import ROLES
from mortem.web.show import page
from mortem.web.visitor import Me, TheDesk, Visitor

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=1024)]


def _admin(me: Visitor) -> None:
    if not me.person.may("admin"):
        raise NotAllowed("that is for admins")


@router.get("/people")
def people(request: Request, desk: TheDesk, me: Me) -> Response:
    """Every account."""
    _admin(me)
    return page(request, "people", me, people=desk.people(), roles=ROLES)


@router.post("/people")
def add(
    desk: TheDesk,
    me: Me,
    name: Text,
    password: Text,
    role: Text,
    shown: Text = "",
    email: Text = "",
) -> Response:
    """Make an account."""
    _admin(me)
    desk.add_person(name, password, role, shown=shown, email=email)
    return RedirectResponse("/people", 303)


@router.post("/people/{person_id}")
def change(
    desk: TheDesk, me: Me, person_id: int, role: Text, active: Annotated[bool, Form()] = False
) -> Response:
    """Change a role, or shut an account."""
    desk.change_person(me.person, person_id, role=role, active=active)
    return RedirectResponse("/people", 303)


@router.post("/people/{person_id}/password")
def reset(desk: TheDesk, me: Me, person_id: int, password: Text) -> Response:
    """Give somebody who forgot theirs a new password; their sessions end."""
    _admin(me)
    desk.reset_password(me.person, person_id, password)
    return RedirectResponse("/people", 303)


@router.get("/audit")
def audit(request: Request, desk: TheDesk, me: Me) -> Response:
    """Who did what, and when."""
    lines = desk.audit_log(me.person)
    names = {person.id: person.name for person in desk.people()}
    return page(request, "audit", me, lines=lines, names=names)
