"""The API of peer review: who is asked, what they say, where an incident moves, its timeline."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, Field, StrictBool

from mortem.errors import DeskRefused, NotOnDesk
from mortem.publish.redact import plan, texts_of
from mortem.review.actions import names_in
from mortem.review.desk import Desk
from mortem.review.records import Incident
from mortem.web.checked import book_of, checked, contradictions, judge
from mortem.web.pages.api import PRINTABLE, WHOLE, Slug
from mortem.web.refusals import REFUSED
from mortem.web.visitor import Me, TheDesk, Visitor, at_one_look

router = APIRouter(prefix="/api/incidents/{slug}", tags=["review"], responses=REFUSED)
LARGEST = 2**31 - 1  # of a number that both databases keep
Name = Annotated[str, Field(max_length=80, pattern=PRINTABLE)]
Words = Annotated[str, Field(max_length=10_000, pattern=PRINTABLE)]
Number = Annotated[int, Field(ge=1, le=LARGEST), WHOLE]
Key = Annotated[int, Path(ge=1, le=LARGEST)]


class Asked(BaseModel):
    """Somebody to ask for a review, by the name of their account."""

    name: Name


class Drawn(BaseModel):
    """How many reviewers to draw at random."""

    count: Annotated[int, Field(ge=1, le=10), WHOLE] = 2


class Marked(BaseModel):
    """A reviewer's opinion of one requirement of the format."""

    requirement: Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
    met: StrictBool
    note: Words = ""


class Remark(BaseModel):
    """A remark on a line of the revision that was read."""

    line: Number
    body: Words
    revision: Number | None = None


class Decided(BaseModel):
    """A verdict on the revision that was read."""

    decision: Literal["approve", "changes"]
    revision: Number
    note: Words = ""


class Moved(BaseModel):
    """Where an incident goes next."""

    to: Literal["draft", "in review", "approved", "published"]
    why: Annotated[str, Field(max_length=500, pattern=PRINTABLE)] = ""


class Happened(BaseModel):
    """An event of the timeline; its time has a zone."""

    at: AwareDatetime
    text: Annotated[str, Field(min_length=1, max_length=2_000, pattern=PRINTABLE)]
    kind: Annotated[str, Field(max_length=32, pattern=PRINTABLE)] = ""


class State(BaseModel):
    """The state of an incident, and what stands between it and its approval."""

    state: str
    obstacles: list[str]


class Saved(BaseModel):
    """One revision: who saved it, when and why."""

    number: int
    by: str
    saved_at: datetime
    why: str


def _state(desk: Desk, me: Visitor, slug: str) -> State:
    incident = desk.incident(me.person, slug)
    latest = desk.latest(incident)
    found = contradictions(checked(latest.text, incident)) if latest else 0
    return State(state=incident.state, obstacles=desk.obstacles(incident, found))


@router.get("/reviews", response_model=dict[str, Any])
@at_one_look
def reviews(desk: TheDesk, me: Me, slug: Slug) -> dict[str, Any]:
    """Reviewers, verdicts, marks and comments, under the names that you may see."""
    incident = desk.incident(me.person, slug)
    names = desk.names_for(incident, me.person)

    def who(person_id: int) -> str:
        return names.get(person_id, "somebody")

    return {
        **_state(desk, me, slug).model_dump(),
        "reviewers": [who(each.person_id) for each in desk.reviewers(incident)],
        "verdicts": [
            {"by": who(v.person_id), "revision": v.revision, "decision": v.decision, "note": v.note}
            for v in desk.verdicts(incident)
        ],
        "marks": [
            {"by": who(m.person_id), "requirement": m.requirement, "met": m.met, "note": m.note}
            for m in desk.marks(incident)
        ],
        "comments": [
            {
                "id": comment.id,
                "by": who(comment.person_id),
                "line": line,
                "quote": comment.quote,
                "body": comment.body,
                "resolved": comment.resolved_at is not None,
            }
            for comment, line in desk.comments(incident)
        ],
    }


@router.post("/reviewers", status_code=201)
def ask(desk: TheDesk, me: Me, slug: Slug, asked: Asked) -> State:
    """Ask somebody to review; in class mode reviewers are drawn."""
    incident = desk.incident(me.person, slug)
    if incident.class_mode and not me.person.may("admin"):
        raise DeskRefused("in class mode reviewers are drawn at random")
    desk.ask_reviewer(me.person, incident, asked.name)
    return _state(desk, me, slug)


@router.post("/reviewers/draw", status_code=201)
def draw(desk: TheDesk, me: Me, slug: Slug, drawn: Drawn) -> State:
    """Draw reviewers at random."""
    desk.draw_reviewers(me.person, desk.incident(me.person, slug), drawn.count)
    return _state(desk, me, slug)


@router.post("/marks", status_code=201)
def mark(desk: TheDesk, me: Me, slug: Slug, marked: Marked) -> State:
    """Say whether a requirement is met; saying it again replaces what was said."""
    incident = desk.incident(me.person, slug)
    latest = desk.latest(incident)
    if marked.requirement not in checked(latest.text if latest else "", incident).requirements:
        raise NotOnDesk(f"there is no requirement {marked.requirement[:60]!r}")
    desk.mark(me.person, incident, marked.requirement, marked.met, marked.note)
    return _state(desk, me, slug)


@router.post("/comments", status_code=201)
def comment(desk: TheDesk, me: Me, slug: Slug, remark: Remark) -> dict[str, int]:
    """Say something on a line; the remark stays on its text when it moves."""
    incident = desk.incident(me.person, slug)
    made = desk.add_comment(me.person, incident, remark.line, remark.body, remark.revision)
    return {"id": made.id}


@router.put("/comments/{comment_id}/resolved")
def resolve(desk: TheDesk, me: Me, slug: Slug, comment_id: Key) -> State:
    """Settle a comment."""
    desk.resolve(me.person, desk.incident(me.person, slug), comment_id)
    return _state(desk, me, slug)


@router.post("/verdicts", status_code=201)
def verdict(desk: TheDesk, me: Me, slug: Slug, decided: Decided) -> State:
    """Approve the revision that you read, or ask for changes. 409 where the text changed since."""
    incident = desk.incident(me.person, slug)
    desk.give_verdict(me.person, incident, decided.decision, decided.note, decided.revision)
    return _state(desk, me, slug)


@router.post("/moves", status_code=201)
def move(desk: TheDesk, me: Me, slug: Slug, moved: Moved) -> State:
    """Move the incident along the allowed path, where policy lets it."""
    incident = desk.incident(me.person, slug)
    desk.advance(me.person, incident, moved.to, judge(incident), moved.why)
    return _state(desk, me, slug)


@router.get("/moves", response_model=list[dict[str, Any]])
@at_one_look
def moves(desk: TheDesk, me: Me, slug: Slug) -> list[dict[str, Any]]:
    """Every change of state, oldest first."""
    incident = desk.incident(me.person, slug)
    names = desk.names_for(incident, me.person)
    return [
        {
            "from": each.old,
            "to": each.new,
            "by": names.get(each.mover_id or 0, "the desk"),
            "at": each.moved_at,
            "why": each.why,
        }
        for each in desk.moves(incident)
    ]


@router.get("/revisions")
@at_one_look
def revisions(desk: TheDesk, me: Me, slug: Slug) -> list[Saved]:
    """Every revision, oldest first, without its text."""
    incident = desk.incident(me.person, slug)
    names = desk.names_for(incident, me.person)
    return [
        Saved(
            number=each.number,
            by=names.get(each.author_id or 0, "the desk"),
            saved_at=each.saved_at,
            why=each.why,
        )
        for each in desk.revisions(incident)
    ]


@router.get("/timeline", response_model=list[dict[str, Any]])
@at_one_look
def timeline(desk: TheDesk, me: Me, slug: Slug) -> list[dict[str, Any]]:
    """The timeline's entries in order, hidden ones too, each with its origin."""
    incident = desk.incident(me.person, slug)
    return [
        {
            "id": each.id,
            "at": each.happened_at,
            "text": each.text,
            "kind": each.kind,
            "origin": each.origin,
            "hidden": each.hidden,
        }
        for each in desk.entries_for(incident, desk.names_for(incident, me.person))
    ]


@router.post("/timeline", status_code=201)
def add_entry(desk: TheDesk, me: Me, slug: Slug, happened: Happened) -> dict[str, str]:
    """Add to the timeline what you know."""
    incident = desk.incident(me.person, slug)
    desk.add_entry(me.person, incident, happened.at, happened.text, happened.kind)
    return {"added": happened.at.isoformat()}


@router.get("/redactions", response_model=list[dict[str, Any]])
@at_one_look
def redactions(desk: TheDesk, me: Me, slug: Slug) -> list[dict[str, Any]]:
    """What publishing would pseudonymise."""
    incident = desk.incident(me.person, slug)
    return [
        {"kind": r.kind, "original": r.original, "pseudonym": r.pseudonym, "count": r.count}
        for r in _plan(desk, incident)
    ]


def _plan(desk: Desk, incident: Incident) -> list[Any]:
    latest = desk.latest(incident)
    if latest is None:
        raise NotOnDesk("there is no text to publish yet")
    book = book_of(incident)
    return plan([latest.text, *texts_of(book)], book, names_in(latest.text, desk.people()))
