"""Peer review: the format as a rubric, comments on lines, a verdict."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from mortem.errors import DeskRefused
from mortem.web.about import about
from mortem.web.checked import by_line, checked
from mortem.web.show import page
from mortem.web.visitor import Me, TheDesk, at_one_look

router = APIRouter(prefix="/incidents/{slug}", include_in_schema=False)
Text = Annotated[str, Form(max_length=10_000)]
Number = Annotated[int | None, Form(ge=1, le=2**31 - 1)]


@router.get("/review")
@at_one_look
def show(request: Request, desk: TheDesk, me: Me, slug: str) -> Response:
    """The text with its comments, the rubric, the verdicts."""
    incident = desk.incident(me.person, slug)
    known = about(desk, me, incident)
    latest = known["latest"]
    comments: dict[int, list[object]] = {}
    lost: list[object] = []
    for comment, line in desk.comments(incident):
        (comments.setdefault(line, []) if line else lost).append(comment)
    reviewers, marks = desk.reviewers(incident), desk.marks(incident)
    return page(
        request,
        "review",
        me,
        **known,
        lines=latest.text.split("\n") if latest else [],
        findings=by_line(known["checked"]) if known["checked"] else {},
        comments=comments,
        lost=lost,
        reviewers=reviewers,
        asked=me.person.id in {r.person_id for r in reviewers},
        verdicts=desk.verdicts(incident),
        marks=marks,
        mine={m.requirement: m for m in marks if m.person_id == me.person.id},
        people=desk.people(),
    )


def _back(slug: str, place: str = "") -> Response:
    return RedirectResponse(f"/incidents/{slug}/review{place}", 303)


@router.post("/reviewers")
def ask(desk: TheDesk, me: Me, slug: str, name: Text) -> Response:
    """Ask somebody to review; in class mode they are drawn."""
    incident = desk.incident(me.person, slug)
    if incident.class_mode and not me.person.may("admin"):
        raise DeskRefused("in class mode reviewers are drawn at random")
    desk.ask_reviewer(me.person, incident, name)
    return _back(slug)


@router.post("/reviewers/draw")
def draw(
    desk: TheDesk, me: Me, slug: str, count: Annotated[int, Form(ge=1, le=10)] = 2
) -> Response:
    """Class mode: draw reviewers at random."""
    desk.draw_reviewers(me.person, desk.incident(me.person, slug), count)
    return _back(slug)


@router.post("/marks")
def mark(
    desk: TheDesk,
    me: Me,
    slug: str,
    requirement: Text,
    met: Annotated[bool, Form()],
    note: Text = "",
) -> Response:
    """Agree or disagree with the checker on one requirement."""
    incident = desk.incident(me.person, slug)
    latest = desk.latest(incident)
    known = checked(latest.text if latest else "", incident).requirements
    if requirement in known:
        desk.mark(me.person, incident, requirement, met, note)
    return _back(slug, f"#{requirement}" if requirement in known else "")


@router.post("/comments")
def comment(
    desk: TheDesk,
    me: Me,
    slug: str,
    line: Annotated[int, Form(ge=1)],
    body: Text,
    revision: Number = None,
) -> Response:
    """Say something on a line of the revision that was read."""
    desk.add_comment(me.person, desk.incident(me.person, slug), line, body, revision)
    return _back(slug, f"#line-{line}")


@router.post("/comments/{comment_id}/resolve")
def resolve(desk: TheDesk, me: Me, slug: str, comment_id: int) -> Response:
    """Settle a comment."""
    desk.resolve(me.person, desk.incident(me.person, slug), comment_id)
    return _back(slug)


@router.post("/verdict")
def verdict(
    desk: TheDesk, me: Me, slug: str, decision: Text, note: Text = "", revision: Number = None
) -> Response:
    """Approve the revision that was read, or ask for changes of it."""
    incident = desk.incident(me.person, slug)
    desk.give_verdict(me.person, incident, decision, note, revision)
    return _back(slug)
