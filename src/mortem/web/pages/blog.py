"""Publishing: what would be pseudonymised, and the blog itself."""

import mimetypes

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.exceptions import HTTPException

from mortem.check.checked import check_text
from mortem.errors import NotOnDesk
from mortem.publish.redact import apply, plan, redacted_book, texts_of
from mortem.review.actions import names_in
from mortem.web.about import about
from mortem.web.checked import book_of
from mortem.web.show import page, prose
from mortem.web.visitor import Me, TheDesk, at_one_look

router = APIRouter(include_in_schema=False)
PAGE_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-top-navigation-by-user-activation"
)


@router.get("/incidents/{slug}/publish")
@at_one_look
def preview(request: Request, desk: TheDesk, me: Me, slug: str) -> Response:
    """The redacted text, what was replaced, and what the checker says of it."""
    incident = desk.incident(me.person, slug)
    latest = desk.latest(incident)
    if latest is None:
        raise NotOnDesk("there is no text to publish yet")
    book = book_of(incident)
    names = names_in(latest.text, desk.people())
    found = plan([latest.text, *texts_of(book)], book, names)
    text, facts = apply(latest.text, found), redacted_book(book, found)
    again = check_text(text, "postmortem.md", facts=(lambda _: facts) if facts else None)
    return page(
        request,
        "publish",
        me,
        **about(desk, me, incident),
        redactions=found,
        html=prose(text),
        again=again.findings,
    )


@router.get("/blog")
def blog(request: Request, desk: TheDesk) -> Response:
    """The blog's front page."""
    site = request.app.state.options.site or desk.data / "site"
    if not (site / "index.html").is_file():
        raise NotOnDesk("no postmortem was published yet: an approved one has a button for it")
    return RedirectResponse("/blog/index.html")


@router.get("/blog/{name:path}")
def blog_file(request: Request, desk: TheDesk, name: str) -> Response:
    """A file of the blog, for everybody: only what is published and not private is in it."""
    site = (request.app.state.options.site or desk.data / "site").resolve()
    place = (site / name).resolve()
    first = place.relative_to(site).parts[:1] if place.is_relative_to(site) else ()
    posts = {each.name for each in site.iterdir() if each.is_dir()} if site.is_dir() else set()
    gone = posts - {"tags"} - desk.on_blog(posts)
    if gone.intersection(first):
        raise NotOnDesk("nothing of that name was published")
    if gone and first and first[0] not in posts - {"tags"}:  # its lists still name what is gone
        raise HTTPException(503, "the blog is being made anew; it is back in a moment")
    place = place / "index.html" if place.is_dir() else place
    if not place.is_relative_to(site) or not place.is_file():
        raise NotOnDesk("nothing of that name was published")
    kind = mimetypes.guess_type(place.name)[0] or "text/plain"
    return FileResponse(place, media_type=kind, headers={"Content-Security-Policy": PAGE_CSP})
