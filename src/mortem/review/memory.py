"""A postmortem from memory: one way to write it for every face."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mortem.check.reading import read
from mortem.document import parse
from mortem.draft.answers import POINTS, Answers, Asked
from mortem.draft.blank import write_blank
from mortem.draft.fill import without_blanks

if TYPE_CHECKING:
    from mortem.review.desk import Desk
    from mortem.review.records import Incident, Person


def from_memory(answers: Answers) -> str:
    """The answers in the house format: the timeline sorted, the length computed.

    What was skipped is a blank, with the advice of its rule under it.
    """
    return write_blank(answers, advice(), missing(write_blank(answers, {})))


def unsaid(answers: Answers) -> tuple[Asked, ...]:
    """What a timeline must also tell, and the entries do not."""
    absent = missing(write_blank(answers, {}))
    return tuple(point for point in POINTS if point.rule in absent)


def missing(text: str) -> set[str]:
    """The requirements that a text, leaving out its blanks, does not meet yet."""
    decided = read(parse(without_blanks(text))).requirements
    return {name for name, decision in decided.items() if not decision.met}


def advice() -> Mapping[str, str]:
    """What a good answer is, by requirement: the help of its rule."""
    from mortem.check.run import rules

    return {name: rule.help for name, rule in rules().items() if rule.help}


def open_from_memory(desk: "Desk", by: "Person", answers: Answers, **more: Any) -> "Incident":
    """Open an incident whose first revision is the document of the answers.

    `more` may say `severity` and `private`. Raises DeskRefused without a title, or where the
    document is too long.
    """
    from mortem.review.documents import fitting

    return desk.add_incident(
        by,
        answers["title"],
        text=fitting(from_memory(answers)),
        service=answers["service"][:120],
        zone=str(answers.zone),
        began=answers.start,
        ended=answers.end,
        **more,
    )
