"""Coming in and going out: set-up, login, logout, one's own tokens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from mortem.errors import MortemError
from mortem.web.show import page
from mortem.web.visitor import COOKIE, Me, TheDesk, maybe, same_origin

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=1024)]


def _enter(request: Request, secret: str) -> Response:
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=14 * 86400,
        httponly=True,
        samesite="lax",
        secure=request.app.state.options.secure,
    )
    return answer


@router.get("/login")
def login_page(request: Request, desk: TheDesk) -> Response:
    """Where one logs in."""
    if not desk.people():
        return RedirectResponse("/setup", 303)
    return page(request, "login", text="")


@router.post("/login", dependencies=[Depends(same_origin)])
def login(request: Request, desk: TheDesk, name: Text, password: Text) -> Response:
    """Log in; a new session each time, whatever cookie came along."""
    old = request.cookies.get(COOKIE)
    address = request.client.host if request.client else "unknown"
    try:
        secret, _, _ = desk.log_in(name, password, address)
    except MortemError as error:
        return page(request, "login", status=401, text=str(error))
    if old:
        desk.log_out(old)
    return _enter(request, secret)


@router.post("/logout")
def logout(desk: TheDesk, me: Me) -> Response:
    """End this session."""
    if me.secret:
        desk.log_out(me.secret)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/setup")
def setup_page(request: Request, desk: TheDesk) -> Response:
    """Where the first admin is made."""
    if desk.people():
        return RedirectResponse("/login", 303)
    return page(request, "setup", text="")


@router.post("/setup", dependencies=[Depends(same_origin)])
def setup(request: Request, desk: TheDesk, token: Text, name: Text, password: Text) -> Response:
    """Make the first admin with the token that the first start printed."""
    try:
        person = desk.set_up(token.strip(), name, password)
    except MortemError as error:
        return page(request, "setup", status=409, text=str(error))
    secret, _ = desk.new_session(person)
    return _enter(request, secret)


@router.get("/account")
def account(request: Request, desk: TheDesk, me: Me) -> Response:
    """One's own tokens."""
    return page(request, "account", me, tokens=desk.tokens(me.person), fresh="")


@router.post("/account/tokens")
def add_token(request: Request, desk: TheDesk, me: Me, name: Text, scope: Text) -> Response:
    """A new token, shown this once."""
    fresh = desk.add_token(me.person, name, scope)
    return page(request, "account", me, tokens=desk.tokens(me.person), fresh=fresh)


@router.post("/account/tokens/{token_id}/revoke")
def revoke(desk: TheDesk, me: Me, token_id: int) -> Response:
    """End a token."""
    desk.revoke_token(me.person, token_id)
    return RedirectResponse("/account", 303)


@router.get("/whoami")
def whoami(visitor: Annotated[object, Depends(maybe)]) -> dict[str, bool]:
    """Whether somebody is logged in: what a stale page asks before it saves."""
    return {"logged_in": visitor is not None}
