"""How much a call may send: little from strangers, a text from people, telemetry where it goes."""

from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mortem.errors import MortemError
from mortem.review.desk import Desk
from mortem.web.options import WebOptions
from mortem.web.visitor import maybe

STRANGERS = 64 << 10  # bytes: a login, not more
PEOPLE = 16 << 20  # bytes: the longest text, in a form's spelling


class Bounded:
    """Cuts a body off where it is longer than its sender may send; nothing is read before that."""

    def __init__(self, app: ASGIApp, options: WebOptions, desk: Desk) -> None:
        self.app, self.options, self.desk = app, options, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call; raises HTTPException 413 to the application that reads too far."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        most: list[int] = []
        count = 0

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > STRANGERS:
                if not most:
                    most.append(await run_in_threadpool(self._most, scope))
                if count > most[0]:
                    raise HTTPException(413, f"that is more than {most[0]:,} bytes")
            return message

        await self.app(scope, counted, send)

    def _most(self, scope: Scope) -> int:
        try:
            known = maybe(Request(scope))
        except MortemError:
            known = None
        if known is None:
            return STRANGERS
        path: Any = scope["path"]
        if not known.person.may("author"):
            return STRANGERS
        takes_files = path.endswith("/evidence") or path == "/incidents"
        return self.options.most_bytes if takes_files else PEOPLE
