"""Who is asking: by session cookie or by bearer token; and whether the asking is their own."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from fastapi import Depends, Request

from mortem.errors import NotAllowed
from mortem.review.desk import Desk
from mortem.review.records import Person

R = TypeVar("R")
SAFE = {"GET", "HEAD", "OPTIONS"}
COOKIE = "mortem_session"


class LoginNeeded(Exception):
    """Nobody is logged in, and the page is not for everybody."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person and the way they came: "session" or "token" with its scope."""

    person: Person
    via: str
    csrf: str = ""
    scope: str = "write"
    secret: str = ""


def desk_of(request: Request) -> Desk:
    """The desk this application serves."""
    desk: Desk = request.app.state.desk
    return desk


async def _desk_here(request: Request) -> Desk:
    return desk_of(request)


def at_one_look(page: Callable[..., R]) -> Callable[..., R]:
    """A page that reads everything in one look at the database: of one moment, and cheaper."""

    @wraps(page)
    def looked(*, desk: Desk, **known: Any) -> R:
        with desk.reading():
            return page(desk=desk, **known)

    return looked


def same_origin(request: Request) -> None:
    """Refuse what a page of another site sends in a person's name."""
    if request.method in SAFE:
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotAllowed("that was sent from another site")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowed("that was sent from another site")


def maybe(request: Request) -> Visitor | None:
    """Who is asking; None where nobody is logged in."""
    desk = desk_of(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        found = desk.bearer(secret.strip())
        if found is None:
            raise NotAllowed("that token is not valid, or was revoked")
        return Visitor(found[0], "token", scope=found[1])
    secret = request.cookies.get(COOKIE, "")
    session = desk.session(secret) if secret else None
    return Visitor(session[0], "session", session[1], secret=secret) if session else None


async def guarded(request: Request, visitor: Annotated[Visitor | None, Depends(maybe)]) -> Visitor:
    """Who is asking, sure that they mean it; raises where they may not.

    A session's unsafe request carries its CSRF token, in the header or in the form; a token's
    request stays within its scope.
    """
    if visitor is None:
        raise LoginNeeded
    if visitor.via == "token":
        if visitor.scope == "webhook" and not request.url.path.startswith("/hooks/"):
            raise NotAllowed("that token is for webhooks only")
        if request.url.path.startswith(("/account", "/people")):
            raise NotAllowed("accounts and tokens are managed by people who log in")
        if visitor.scope == "read" and request.method not in SAFE:
            raise NotAllowed("that token may only read")
        return visitor
    if request.method not in SAFE:
        same_origin(request)
        sent = request.headers.get("x-csrf-token")
        if sent is None and "form" in request.headers.get("content-type", ""):
            sent = str((await request.form()).get("csrf", ""))
        if not sent or not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
            raise NotAllowed("the page was too old, or the request was not yours; reload it")
    return visitor


Me = Annotated[Visitor, Depends(guarded)]
TheDesk = Annotated[Desk, Depends(_desk_here)]
