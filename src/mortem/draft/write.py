"""Write a postmortem from facts: four sections, and a footnote on every number."""

import re
from dataclasses import dataclass

from mortem.document import SECTIONS, TITLES
from mortem.draft.cause import cause
from mortem.draft.discretion import Discretion, without_secrets
from mortem.draft.entries import timeline
from mortem.draft.front import front_matter, title
from mortem.draft.measures import measures
from mortem.draft.plan import SHORTEST, Piece, fitting, of, words
from mortem.draft.saying import listed
from mortem.draft.story import Story
from mortem.draft.summary import summary
from mortem.facts import FactBook

_MARK = re.compile(r"\[\^([\w-]+)\]")


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What the person who asks has decided; what is empty is taken from the facts."""

    names: bool = False
    title: str = ""
    services: tuple[str, ...] = ()
    severity: str = ""
    identifier: str = ""


def write_draft(book: FactBook, options: DraftOptions | None = None) -> str:
    """The Markdown of a first postmortem; the same book gives the same bytes.

    Raises NoOutage where the evidence shows none.
    """
    options = options or DraftOptions()
    story = Story(book, Discretion(book, names=options.names), options.services)
    pieces = [*summary(story), *timeline(story), *cause(story), *measures(story)]
    heading = options.title or story.discretion.text(title(story))
    spent = words(" ".join((heading, *TITLES.values())))
    kept = fitting(pieces, spent)
    total = spent + sum(words(piece.text) for piece in kept)
    if total < SHORTEST:
        kept.insert(_end_of_summary(kept), Piece("summary", _short(story)))
    body = "\n\n".join(f"## {TITLES[kind]}\n\n{_section(kind, kept)}" for kind in SECTIONS)
    given = {"id": options.identifier, "title": options.title, "severity": options.severity}
    text = without_secrets(f"# {heading}\n\n{body}\n")
    return f"{front_matter(story, given)}\n{text}\n{_footnotes(story, text)}"


def _end_of_summary(pieces: list[Piece]) -> int:
    return sum(piece.section == "summary" for piece in pieces)


def _section(kind: str, pieces: list[Piece]) -> str:
    texts = of(kind, pieces)
    lines = ""
    for text in texts:
        starts_line = text.startswith(("-", "\n")) or lines.endswith("\n")
        gap = "" if not lines or lines.endswith("\n") else "\n" if starts_line else " "
        lines += gap + text + ("\n" if text.endswith("\n") and text.strip() else "")
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _short(story: Story) -> str:
    """Why the draft is short: what the evidence lacks."""
    if all(file.format.startswith("access") for file in story.book.files):
        return "This draft is short because the evidence is an access log alone."
    changes = story.book.facts.get("suspect-changes")
    lacks = {
        "messages of responders": not story.events("message"),
        "alerts": not story.events("alert"),
        "record of changes": changes is None or changes.values is None,
    }
    missing = listed((what for what, missed in lacks.items() if missed), "or")
    why = f"the evidence has no {missing}" if missing else "the evidence carries no more"
    return f"This draft is short because {why}."


def _footnotes(story: Story, text: str) -> str:
    """One note a fact, in the order of the first mark: what it says, and how to run it again."""
    notes = []
    for key in dict.fromkeys(_MARK.findall(text)):
        fact = story.book.facts[key]
        sentence = story.discretion.text(fact.sentence).rstrip()
        notes.append(f"[^{key}]: {sentence} Run again: `mortem facts --only {key} PATH`.")
    return "\n".join(notes) + "\n"
