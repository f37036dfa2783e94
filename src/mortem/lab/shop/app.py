"""The store's web application: routes, and what surrounds every request."""

import logging
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import psycopg
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import cart, catalogue, checkout, metrics, orders, pages
from .logs import REQUEST
from .place import Place

log = logging.getLogger("store")
PRODUCT = re.compile(r"^/product/\d+$")


class Surround:
    """Times and counts every request, names it in the log, and turns errors into a page."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self.app = app
        self.place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in ("/healthz", "/metrics"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        route, method = route_of(request.url.path), request.method
        status, started = 500, False
        REQUEST.set(
            {
                "request_id": request.headers.get("x-request-id", "-"),
                "user": request.cookies.get("uid", "-"),
                "path": f"{method} {request.url.path}",
            }
        )

        async def watched(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
            await send(message)

        began = time.perf_counter()
        metrics.INFLIGHT.labels(self.place.instance, route).inc()
        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            self._count(error)
            log.exception("%s: %s", type(error).__name__, error)
            if not started:
                await pages.trouble()(scope, receive, send)
        finally:
            metrics.INFLIGHT.labels(self.place.instance, route).dec()
            metrics.REQUESTS.labels(self.place.instance, route, method, str(status)).inc()
            metrics.SECONDS.labels(self.place.instance, route).observe(time.perf_counter() - began)

    def _count(self, error: Exception) -> None:
        if isinstance(error, PoolTimeout):
            metrics.ERRORS.labels(self.place.instance, "PoolTimeout").inc()
        elif isinstance(error, psycopg.OperationalError):
            metrics.ERRORS.labels(self.place.instance, "OperationalError").inc()
        elif isinstance(error, psycopg.Error):
            metrics.ERRORS.labels(self.place.instance, "other").inc()


def route_of(path: str) -> str:
    """The route as it is counted: ids as {id}."""
    return "/product/{id}" if PRODUCT.match(path) else path if path in metrics.ROUTES else "other"


def build(place: Place) -> ASGIApp:
    """The application of one instance."""
    metrics.create_series(place)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.place = place
        async with (
            pool(place, "main", place.pool_size) as app.state.main,
            pool(place, "read", place.read_pool_size) as app.state.read,
            aiohttp.ClientSession() as app.state.http,
        ):
            yield

    routes = [
        Route("/", catalogue.home),
        Route("/product/{number:int}", catalogue.product),
        Route("/cart", cart.show),
        Route("/cart", cart.add, methods=["POST"]),
        Route("/checkout", checkout.summary),
        Route("/checkout", checkout.order, methods=["POST"]),
        Route("/orders", orders.history),
        Route("/healthz", health),
        Route("/metrics", show_metrics),
    ]
    app = Starlette(
        routes=routes, lifespan=lifespan, exception_handlers={404: not_found, Exception: broken}
    )
    return Surround(app, place)


def pool(place: Place, name: str, size: int) -> AsyncConnectionPool:
    """A pool of connections to the database; not yet open."""
    return AsyncConnectionPool(
        f"{place.database} application_name=store-{place.instance}-{name}",
        min_size=size,
        max_size=size,
        timeout=place.pool_timeout,
        reconnect_timeout=600.0,
        open=False,
        name=name,
    )


async def health(request: Request) -> Response:
    """Alive: the process answers."""
    return PlainTextResponse("ok\n")


async def show_metrics(request: Request) -> Response:
    """For Prometheus, with the pools' own statistics."""
    instance = request.app.state.place.instance
    for name in ("main", "read"):
        stats = getattr(request.app.state, name).get_stats()
        for stat in ("pool_size", "pool_available", "requests_waiting", "requests_errors"):
            metrics.POOL.labels(instance, name, stat).set(stats.get(stat, 0))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def broken(request: Request, error: Exception) -> Response:
    """Something went wrong; what it was is logged by whoever surrounds this."""
    return pages.trouble()


async def not_found(request: Request, error: Exception) -> Response:
    """A page that does not exist."""
    return pages.page("missing.html", request, status=404)
