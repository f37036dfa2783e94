"""Render the store's pages."""

import secrets
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

HERE = Path(__file__).parent
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape(), auto_reload=False
)
TEMPLATES.filters["money"] = lambda cents: f"{cents / 100:,.2f}"


def page(template: str, request: Request, status: int = 200, **values: Any) -> Response:
    """A page of the store; a visitor without a cookie gets one."""
    who = customer(request)
    html = TEMPLATES.get_template(template).render(
        release=request.app.state.place.release, who=who, path=request.url.path, **values
    )
    response = HTMLResponse(html, status_code=status)
    remember(request, response, who)
    return response


def customer(request: Request) -> str:
    """Who asks: the visitor's cookie, else a new name, kept for this request."""
    if not hasattr(request.state, "who"):
        request.state.who = request.cookies.get("uid") or f"v{secrets.token_hex(4)}"
    who: str = request.state.who
    return who


def remember(request: Request, response: Response, who: str) -> None:
    """Set the cookie of a new visitor."""
    if "uid" not in request.cookies:
        response.set_cookie("uid", who, max_age=86400 * 30, httponly=True, samesite="lax")


def trouble() -> Response:
    """The page shown when something broke."""
    return HTMLResponse(TEMPLATES.get_template("trouble.html").render(), status_code=500)
