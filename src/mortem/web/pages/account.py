"""Coming in and going out: set-up, login, logout; one's own password, sessions and tokens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from mortem.errors import DeskRefused, MortemError, TooMany
from mortem.web.show import page
from mortem.web.visitor import COOKIE, Me, TheDesk, at_one_look, maybe, same_origin
from mortem.web.wanted import local

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=1024)]
DONE = {
    "password": "The password is changed. Every other session has ended.",
    "email": "The mail address is changed.",
    "sessions": "Every other session has ended.",
    "session": "That session has ended.",
}


def address_of(request: Request) -> str:
    """Where a call comes from, for the throttle."""
    return request.client.host if request.client else "unknown"


def _enter(request: Request, secret: str, to: str = "/") -> Response:
    answer = RedirectResponse(to, 303)
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
def login_page(request: Request, desk: TheDesk, next: str = "") -> Response:
    """Where one logs in, to go on to `next`."""
    if not desk.people():
        return RedirectResponse("/setup", 303)
    return page(request, "login", text="", next=local(next))


@router.post("/login", dependencies=[Depends(same_origin)])
def login(
    request: Request, desk: TheDesk, name: Text, password: Text, next: Annotated[str, Form()] = ""
) -> Response:
    """Log in, and on to `next`; a new session each time, whatever cookie came along."""
    old = request.cookies.get(COOKIE)
    try:
        secret, _, _ = desk.log_in(name, password, address_of(request))
    except MortemError as error:
        status = 429 if isinstance(error, TooMany) else 401
        return page(request, "login", status=status, text=str(error), next=local(next))
    if old:
        desk.log_out(old)
    return _enter(request, secret, local(next))


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


def _page(request: Request, desk: TheDesk, me: Me, status: int = 200, **said: str) -> Response:
    return page(
        request,
        "account",
        me,
        status,
        tokens=desk.tokens(me.person),
        sessions=desk.sessions(me.person, me.secret),
        **({"fresh": "", "wrong": "", "done": ""} | said),
    )


@router.get("/account")
@at_one_look
def account(request: Request, desk: TheDesk, me: Me, done: str = "") -> Response:
    """One's own password, mail address, sessions and tokens."""
    return _page(request, desk, me, done=DONE.get(done, ""))


@router.post("/account/password")
def password(
    request: Request, desk: TheDesk, me: Me, old: Text, new: Text, again: Text
) -> Response:
    """Change one's own password; every other session ends, this one is a new one."""
    try:
        if new != again:
            raise DeskRefused("the new password was not typed the same twice; nothing was changed")
        secret, _ = desk.change_password(me.person, old, new, address_of(request))
    except MortemError as error:
        status = 429 if isinstance(error, TooMany) else 422
        return _page(request, desk, me, status, wrong=str(error))
    return _enter(request, secret, "/account?done=password")


@router.post("/account/email")
def email(desk: TheDesk, me: Me, email: Text = "") -> Response:
    """Change where one's own reminders go."""
    desk.set_email(me.person, email)
    return RedirectResponse("/account?done=email", 303)


@router.post("/account/sessions/end")
def end_others(desk: TheDesk, me: Me) -> Response:
    """End every session but this one."""
    desk.end_other_sessions(me.person, me.secret)
    return RedirectResponse("/account?done=sessions", 303)


@router.post("/account/sessions/{name}/end")
def end_session(desk: TheDesk, me: Me, name: str) -> Response:
    """End one session."""
    desk.end_session(me.person, name)
    return RedirectResponse("/account?done=session", 303)


@router.post("/account/tokens")
def add_token(request: Request, desk: TheDesk, me: Me, name: Text, scope: Text) -> Response:
    """A new token, shown this once."""
    return _page(request, desk, me, fresh=desk.add_token(me.person, name, scope))


@router.post("/account/tokens/{token_id}/revoke")
def revoke(desk: TheDesk, me: Me, token_id: int) -> Response:
    """End a token."""
    desk.revoke_token(me.person, token_id)
    return RedirectResponse("/account", 303)


@router.get("/whoami")
def whoami(visitor: Annotated[object, Depends(maybe)]) -> dict[str, bool]:
    """Whether somebody is logged in: what a stale page asks before it saves."""
    return {"logged_in": visitor is not None}
