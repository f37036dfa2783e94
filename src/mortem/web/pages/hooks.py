"""The door for Alertmanager."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from mortem.errors import DeskRefused, NotAllowed
from mortem.review.deliveries import LARGEST_CALL
from mortem.web.refusals import REFUSED
from mortem.web.visitor import Me, TheDesk

router = APIRouter(prefix="/hooks", tags=["webhooks"])


@router.post(
    "/alertmanager",
    responses=REFUSED,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    },
)
async def alertmanager(request: Request, desk: TheDesk, me: Me) -> dict[str, str]:
    """Alertmanager's webhook, version 4: a firing group opens an incident, later calls join it.

    Needs a token of scope `webhook`. The same call twice changes nothing.
    """
    if me.via != "token" or me.scope != "webhook":
        raise NotAllowed("send a token of scope webhook")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_CALL:
            raise DeskRefused(f"a webhook call has at most {LARGEST_CALL:,} bytes")
    incident = await run_in_threadpool(desk.receive, me.person, bytes(body))
    return {"incident": incident.slug if incident else ""}
