"""A postmortem as a file: Markdown, one page of HTML, and what other publishers make."""

from fastapi import APIRouter, Response

from mortem.document.parse import parse
from mortem.errors import NotOnDesk
from mortem.publish import formats
from mortem.publish.publisher import Publisher
from mortem.registry import discover
from mortem.web.checked import book_of
from mortem.web.visitor import Me, TheDesk, at_one_look

router = APIRouter(include_in_schema=False)
KINDS = {"html": ("html-page", "text/html"), "pdf": ("pdf", "application/pdf")}
PAGE_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@router.get("/incidents/{slug}/postmortem.{kind}")
@at_one_look
def download(desk: TheDesk, me: Me, slug: str, kind: str) -> Response:
    """The latest text in one of the formats."""
    incident = desk.incident(me.person, slug)
    latest = desk.latest(incident)
    name, media = KINDS.get(kind, ("", "text/markdown"))
    publisher = discover(formats, Publisher).get(name)
    if latest is None or (kind != "md" and publisher is None):
        raise NotOnDesk("there is no such file")
    named = {"Content-Disposition": f'attachment; filename="{slug}.{kind}"'}
    if publisher is None:
        return Response(latest.text, media_type=f"{media}; charset=utf-8", headers=named)
    made = publisher.publish(parse(latest.text), book_of(incident))
    body = next(iter(made.values()))
    if kind == "html":  # a page of its own, which may run nothing: its style is inside it
        named = {"Content-Security-Policy": PAGE_CSP}
    return Response(body, media_type=media, headers=named)
