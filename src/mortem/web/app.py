"""The desk as a web application: its pages, its doors, and how it keeps them."""

import json
import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DataError, StatementError
from starlette.exceptions import HTTPException

from mortem import __version__
from mortem.errors import MortemError, NotAllowed, NotOnDesk, TooMany, UnreadableSource
from mortem.registry import discover_modules
from mortem.review.desk import Desk
from mortem.web import pages as folder
from mortem.web.bounds import Bounded
from mortem.web.measures import Gauges
from mortem.web.options import WebOptions
from mortem.web.show import page
from mortem.web.visitor import LoginNeeded
from mortem.web.wanted import door
from mortem.web.worker import Worker

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
log = logging.getLogger("mortem.web")


def create_app(desk: Desk, options: WebOptions | None = None) -> FastAPI:
    """The application over an open desk. Background work starts and stops with it."""
    options = options or WebOptions()
    worker = Worker(desk, options)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        if options.work:
            worker.start()
        yield
        worker.stop()

    app = FastAPI(
        title="mortem desk",
        version=__version__,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.desk, app.state.options, app.state.worker = desk, options, worker
    app.state.gauges = Gauges()
    app.mount("/static", StaticFiles(directory=str(files("mortem.web") / "static")), "static")
    for module in discover_modules(folder):
        app.include_router(module.router)
    _answers(app)
    app.add_middleware(Bounded, options=options, desk=desk)
    app.middleware("http")(_keep)
    return app


def _answers(app: FastAPI) -> None:
    app.exception_handler(LoginNeeded)(_login)
    app.exception_handler(MortemError)(_refuse)
    app.exception_handler(HTTPException)(_missing)
    app.exception_handler(RequestValidationError)(_invalid)
    for kind in (StatementError, OverflowError, UnicodeEncodeError):
        app.exception_handler(kind)(_unkept)


def _wants_page(request: Request) -> bool:
    machine = request.url.path.startswith(("/api/", "/hooks/"))
    return not machine and "text/html" in request.headers.get("accept", "")


async def _login(request: Request, _: Exception) -> Response:
    if not _wants_page(request):
        return JSONResponse({"detail": "log in, or send a token"}, 401)
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": door(request)})
    return RedirectResponse(door(request), 303)


def status_of(error: MortemError) -> int:
    """The HTTP status of an error."""
    for kind, status in ((NotOnDesk, 404), (NotAllowed, 403), (TooMany, 429)):
        if isinstance(error, kind):
            return status
    return 422 if isinstance(error, UnreadableSource) else 409


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, MortemError)  # noqa: S101
    return _said(request, status_of(error), str(error))


async def _missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    text = "there is no such page" if error.status_code == 404 else str(error.detail)
    return _said(request, error.status_code, text)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    places = {".".join(str(part) for part in each["loc"]): each["msg"] for each in error.errors()}
    return _said(request, 422, "; ".join(f"{place}: {why}" for place, why in places.items()))


async def _unkept(request: Request, error: Exception) -> Response:
    value = isinstance(getattr(error, "orig", error), OverflowError | ValueError)
    if not value and not isinstance(error, DataError):
        raise error  # the database's fault, not the value's
    log.info("%s", json.dumps({"event": "not kept", "why": type(error).__name__}))
    return _said(request, 422, "a number is out of range, or a text has what cannot be kept")


def _said(request: Request, status: int, text: str) -> Response:
    if request.headers.get("hx-request"):
        return page(request, "part-error", status=200, text=text)
    if not _wants_page(request):
        return JSONResponse({"detail": text}, status)
    return page(request, "error", status=status, text=text)


async def _keep(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    """Headers, a log line and a count for every answer."""
    began, name = time.perf_counter(), uuid.uuid4().hex[:16]
    try:
        response = await call(request)
    except Exception:
        log.exception(json.dumps({"event": "fault", "id": name, "path": request.url.path}))
        response = _said(request, 500, f"something failed here; the log has it under {name}")
    seconds = time.perf_counter() - began
    for header, value in HEADERS.items():
        response.headers.setdefault(header, value)
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-ID"] = name
    if request.app.state.options.secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    request.app.state.gauges.answered(request, response.status_code, seconds)
    line = {
        "event": "request",
        "id": name,
        "method": request.method,
        "path": request.url.path,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    log.info(json.dumps(line))
    return response
