"""The tasks a postmortem lists in its measures: list items and table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mortem.document import Document, Passage

_DETAIL = re.compile(
    r"^\W*(?:owners?|assign\w*|due\b.*?|by|deadline|date|when|who|status|priority|responsible|"
    r"ticket|eta)\W*:",
    re.I,
)
_BOX = re.compile(r"\[([ xX])\]\s*")
_WISHES = re.compile(
    r"improve|improving|better|learn|lesson|went (?:well|wrong|badly)|lucky|broad|general|takeaway|"
    r"what can|reflection|conclusion|opportunit",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Task:
    """One item of the measures: its place, its text without markup, the heading it stands under.

    `parent` is true for an item that only leads in the items below it, `done` for a ticked one.
    """

    line: int
    column: int
    end_line: int
    text: str
    heading: str
    depth: int = 0
    parent: bool = False
    done: bool = False


def tasks(document: Document) -> tuple[Task, ...]:
    """The items of all measures, in order; details of their own line belong to the item above."""
    heading, found = "", list[Task]()
    for passage in document.passages:
        if passage.section != "measures":
            heading = ""
        elif passage.kind == "heading" or (passage.kind == "text" and _leads_in(passage)):
            heading = passage.text
        elif passage.kind == "text" and passage.item and found:
            found[-1] = _longer(found[-1], passage)
        elif passage.kind in ("item", "row"):
            _add(found, passage, heading)
    return tuple(found)


def _leads_in(passage: Passage) -> bool:
    """Whether a paragraph stands over a list like a heading."""
    return not passage.item and (passage.bold or passage.text.rstrip().endswith(":"))


def _add(found: list[Task], passage: Passage, heading: str) -> None:
    above = found[-1] if found else None
    if above is not None and _DETAIL.match(passage.text) and not above.parent:
        found[-1] = _longer(above, passage)
        return
    if above is not None and passage.depth > above.depth and passage.kind == "item":
        found[-1] = replace(above, parent=True)
    box = _BOX.match(passage.text)
    text = passage.text[box.end() :] if box else passage.text
    done = box is not None and box[1] in "xX"
    place = passage.line, passage.column, passage.end_line
    found.append(Task(*place, text, heading, passage.depth, done=done))


def _longer(task: Task, passage: Passage) -> Task:
    return replace(task, text=f"{task.text} {passage.text}", end_line=passage.end_line)


def specific(document: Document) -> Iterator[Task]:
    """The items that are meant as tasks: no lead-ins, nothing under a heading of mere wishes."""
    for task in tasks(document):
        if not task.parent and not task.text.endswith(":") and not _WISHES.search(task.heading):
            yield task
