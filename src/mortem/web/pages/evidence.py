"""Evidence in: streamed uploads, a file or an archive at a time."""

import tempfile
from pathlib import PurePosixPath
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, RedirectResponse

from mortem.errors import DeskRefused, NotOnDesk
from mortem.web.intake import keep_upload
from mortem.web.refusals import REFUSED
from mortem.web.visitor import Me, TheDesk

router = APIRouter(tags=["evidence"])


@router.put(
    "/api/incidents/{slug}/evidence",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
    responses=REFUSED,
)
async def put_evidence(
    request: Request,
    desk: TheDesk,
    me: Me,
    slug: str,
    path: Annotated[str, Query(max_length=400, description="the file's path in the incident")],
) -> dict[str, list[str]]:
    """Stream one file (or one archive) into an incident's evidence."""
    incident = await run_in_threadpool(desk.incident, me.person, slug)
    await run_in_threadpool(desk.may_edit, me.person, incident)
    most = request.app.state.options.most_bytes
    with tempfile.NamedTemporaryFile(dir=desk.data, prefix="upload-") as aside:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise DeskRefused(f"the file has more than {most:,} bytes")
            await run_in_threadpool(aside.write, chunk)
        aside.seek(0)
        kept = await run_in_threadpool(
            keep_upload, desk, me.person, incident, path, cast("BinaryIO", aside), most
        )
    return {"kept": kept}


@router.get("/incidents/{slug}/evidence/{path:path}", include_in_schema=False)
def get_evidence(desk: TheDesk, me: Me, slug: str, path: str) -> Response:
    """A file of the evidence as it came; the browser keeps it, and shows none of it."""
    incident = desk.incident(me.person, slug)
    item = next((each for each in desk.evidence(incident) if each.path == path), None)
    if item is None:
        raise NotOnDesk("there is no such file")
    return FileResponse(
        desk.blob(item.sha256),
        media_type="application/octet-stream",
        filename=PurePosixPath(item.path).name,
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


@router.post("/incidents/{slug}/evidence", include_in_schema=False)
def post_evidence(
    request: Request,
    desk: TheDesk,
    me: Me,
    slug: str,
    files: Annotated[list[UploadFile], File()],
) -> Response:
    """The same from a plain form."""
    incident = desk.incident(me.person, slug)
    for upload in files:
        if upload.filename:
            keep_upload(
                desk,
                me.person,
                incident,
                upload.filename,
                upload.file,
                request.app.state.options.most_bytes,
            )
    desk.add_job(incident, "analyse")
    return RedirectResponse(f"/incidents/{slug}", 303)
