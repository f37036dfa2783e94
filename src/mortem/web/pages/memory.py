"""A postmortem from memory: the questions of `mortem new`, as a page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from mortem.document import TITLES
from mortem.draft.answers import QUESTIONS, Asked
from mortem.draft.typed import LONG, read_answers
from mortem.errors import DeskRefused
from mortem.review.incidents import one_newline
from mortem.review.memory import advice, open_from_memory
from mortem.settings import zone_of
from mortem.web.show import page
from mortem.web.visitor import Me, TheDesk, Visitor

router = APIRouter(prefix="/new/memory", include_in_schema=False)
MOST = {"title": 300, "service": 120, "severity": 16, "zone": 120, "start": 120, "end": 120}
MOST_WORDS, MOST_LINES = 1_000, 20_000  # characters: of an answer in a line, in several
SECTION = {"sections": "summary", "fix": "cause"}  # of the rules not called after their section


def most(name: str) -> int:
    """The most characters that an answer may have."""
    many = name in LONG or any(asked.many for asked in QUESTIONS if asked.name == name)
    return MOST.get(name, MOST_LINES if many else MOST_WORDS)


async def _typed(request: Request, me: Me) -> dict[str, str]:
    """The form as it was typed."""
    form = await request.form()
    return {name: one_newline(said) for name, said in form.items() if isinstance(said, str)}


def _sections() -> Iterator[tuple[str, Sequence[Asked]]]:
    """The questions by the section of the document that they fill."""
    kinds = {asked.name: asked.rule.partition("-")[0] for asked in QUESTIONS}
    for kind, title in TITLES.items():
        found = [q for q in QUESTIONS if SECTION.get(kinds[q.name], kinds[q.name]) == kind]
        if found:
            yield title, found


def _page(
    request: Request,
    me: Visitor,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    status: int = 200,
) -> Response:
    return page(
        request,
        "memory",
        me,
        status,
        sections=list(_sections()),
        labels={asked.name: asked.asks for asked in QUESTIONS} | {"severity": "Severity"},
        advice={q.name: advice().get(q.rule, "") for q in QUESTIONS if q.rule != "sections"},
        long=LONG,
        most=most,
        typed=typed,
        wrong=wrong,
    )


@router.get("")
def questions(request: Request, desk: TheDesk, me: Me) -> Response:
    """The questions, nothing answered."""
    desk.may_open(me.person)
    return _page(request, me, {}, {})


@router.post("")
def write(
    request: Request, desk: TheDesk, me: Me, typed: Annotated[dict[str, str], Depends(_typed)]
) -> Response:
    """Open the incident with the document as its first revision; or say what cannot be read."""
    desk.may_open(me.person)
    answers, unread = read_answers(typed, zone_of)
    wrong = {**unread, **_too_long(typed)}
    if not answers["title"]:
        wrong["title"] = "an incident needs a title; all else may wait"
    if wrong:
        return _page(request, me, typed, wrong, 422)
    try:
        incident = open_from_memory(
            desk,
            me.person,
            answers,
            severity=typed.get("severity", "").strip(),
            private="private" in typed,
        )
    except DeskRefused as error:
        return _page(request, me, typed, {"": str(error)}, 409)
    return RedirectResponse(f"/incidents/{incident.slug}/edit", 303)


def _too_long(typed: Mapping[str, str]) -> dict[str, str]:
    names = [*(asked.name for asked in QUESTIONS), "severity"]
    return {
        name: f"an answer here has at most {most(name):,} characters"
        for name in names
        if len(typed.get(name, "")) > most(name)
    }
