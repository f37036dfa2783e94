"""The editor: Markdown beside its preview, findings at their lines, every save a revision."""

import itertools
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mortem.review.documents import LONGEST_TEXT, differences
from mortem.review.records import Conflict, Incident
from mortem.web.about import about
from mortem.web.checked import checked, wrongs
from mortem.web.show import page, prose
from mortem.web.visitor import Me, TheDesk, at_one_look

router = APIRouter(prefix="/incidents/{slug}", include_in_schema=False)
Text = Annotated[str, Form(max_length=LONGEST_TEXT)]


@router.get("/edit")
@at_one_look
def edit(request: Request, desk: TheDesk, me: Me, slug: str) -> Response:
    """The editor on the latest text."""
    incident = desk.incident(me.person, slug)
    desk.may_edit(me.person, incident)
    latest = desk.latest(incident)
    text = latest.text if latest else ""
    return page(
        request,
        "editor",
        me,
        **about(desk, me, incident),
        text=text,
        base=latest.number if latest else 0,
        **_looked_at(text, incident),
        conflict=None,
    )


@router.post("/preview")
def preview(request: Request, desk: TheDesk, me: Me, slug: str, text: Text = "") -> Response:
    """The preview and the findings of a text that is not saved yet."""
    incident = desk.incident(me.person, slug)
    desk.may_edit(me.person, incident)
    text = text.replace("\r\n", "\n")
    return page(request, "part-preview", me, **_looked_at(text, incident))


def _looked_at(text: str, incident: Incident) -> dict[str, Any]:
    """What the preview shows: the text as it reads, the findings, the values that hold."""
    found = checked(text, incident)
    wrong = wrongs(text, found)
    places = {(each.line, each.column): each for each in wrong}
    return {"found": found, "html": prose(text, tuple(wrong)), "wrongs": places}


@router.post("/text")
def save(
    request: Request,
    desk: TheDesk,
    me: Me,
    slug: str,
    base: Annotated[int, Form()],
    text: Text = "",
    why: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Save a revision; where somebody saved in between, show both and the merge."""
    incident = desk.incident(me.person, slug)
    saved = desk.save(me.person, incident, text, base, why)
    if not isinstance(saved, Conflict):
        return RedirectResponse(f"/incidents/{slug}/edit?saved={saved.number}", 303)
    return page(
        request,
        "editor",
        me,
        status=409,
        **about(desk, me, incident),
        text=saved.merged,
        base=saved.theirs.number,
        **_looked_at(saved.merged, incident),
        conflict=saved,
    )


@router.get("/revisions")
@at_one_look
def revisions(request: Request, desk: TheDesk, me: Me, slug: str) -> Response:
    """Every revision, newest first, with what it changed."""
    incident = desk.incident(me.person, slug)
    kept = desk.revisions(incident)
    changed = {new.number: differences(old, new) for old, new in itertools.pairwise(kept)}
    return page(
        request,
        "revisions",
        me,
        **about(desk, me, incident),
        revisions=list(reversed(kept)),
        changed=changed,
    )


@router.get("/revisions/{number}")
@at_one_look
def revision(request: Request, desk: TheDesk, me: Me, slug: str, number: int) -> Response:
    """One revision, as it reads."""
    incident = desk.incident(me.person, slug)
    kept = desk.revision(incident, number)
    return page(
        request,
        "revision",
        me,
        **about(desk, me, incident),
        revision=kept,
        html=prose(kept.text),
    )


@router.post("/revisions/{number}/restore")
def restore(desk: TheDesk, me: Me, slug: str, number: int) -> Response:
    """Make an old revision the newest, as a revision of its own."""
    incident = desk.incident(me.person, slug)
    latest = desk.latest(incident)
    old = desk.revision(incident, number)
    desk.save(
        me.person, incident, old.text, latest.number if latest else 0, f"back to revision {number}"
    )
    return RedirectResponse(f"/incidents/{slug}/revisions", 303)
