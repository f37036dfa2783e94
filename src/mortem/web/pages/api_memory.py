"""The API of a postmortem from memory: the questions of `mortem new` in one call."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool

from mortem.draft.typed import read_answers
from mortem.errors import DeskRefused
from mortem.review.memory import open_from_memory
from mortem.settings import zone_of
from mortem.web.pages.api import PRINTABLE, Shown
from mortem.web.refusals import REFUSED
from mortem.web.visitor import Me, TheDesk

router = APIRouter(prefix="/api", tags=["incidents"], responses=REFUSED)
Time = Annotated[str, Field(max_length=120, pattern=PRINTABLE)]
Words = Annotated[str, Field(max_length=1_000, pattern=PRINTABLE)]
Lines = Annotated[str, Field(max_length=20_000, pattern=PRINTABLE)]
Many = Annotated[list[Words], Field(max_length=500)]


class Recalled(BaseModel):
    """What somebody remembers; all but the title may be left out, and stays a visible blank.

    `zone` is a name (`Africa/Kigali`) or an offset (`+02:00`), UTC where it is left out. Times may
    be typed in any way, `entries` (each beginning with its time) come in any order.
    """

    title: str = Field(min_length=1, max_length=300, pattern=PRINTABLE)
    zone: Time = ""
    start: Time = ""
    end: Time = ""
    service: str = Field("", max_length=120, pattern=PRINTABLE)
    saw: Words = ""
    share: Words = ""
    noticed: Words = ""
    entries: Many = []
    cause: Lines = ""
    fix: Lines = ""
    improve: Lines = ""
    tasks: Many = []
    severity: str = Field("", max_length=16, pattern=PRINTABLE)
    private: StrictBool = False


@router.post("/incidents/from-memory", status_code=201)
def open_recalled(desk: TheDesk, me: Me, recalled: Recalled) -> Shown:
    """Open an incident with the document of the answers as its first text.

    409 where a zone or a time cannot be read: the reason names each.
    """
    desk.may_open(me.person)
    typed = recalled.model_dump(exclude={"severity", "private"})
    answers, wrong = read_answers(typed, zone_of)
    if wrong:
        raise DeskRefused("; ".join(f"{name}: {why}" for name, why in wrong.items()))
    made = open_from_memory(
        desk, me.person, answers, severity=recalled.severity, private=recalled.private
    )
    return Shown.model_validate(made, from_attributes=True)
