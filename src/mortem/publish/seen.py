"""The marks of a chart: the timeline's events, fit to print."""

from mortem.draft.discretion import Discretion
from mortem.facts import FactBook
from mortem.publish.lanes import Mark, marks


def seen(book: FactBook) -> list[Mark]:
    """One mark for each event that has a lane; names of people and addresses are taken out."""
    timeline, discretion = book.known("timeline"), Discretion(book)
    events = timeline.items if timeline else []
    texts = {i: discretion.text(event["what"]) for i, event in enumerate(events)}
    return marks(events, texts, _important(book))


def _important(book: FactBook) -> list[str]:
    """The names whose labels come first: what detected it, what is to blame, what mended it."""
    named = []
    detection, changes = book.known("detection"), book.known("suspect-changes")
    resolution = book.known("resolution")
    if detection is not None:
        named.append(str(detection["by"]))
    if changes is not None and changes["ranked"]:
        named.append(str(changes["ranked"][0]["ref"]))
    if resolution is not None:
        named.append(str(resolution["change"]))
    return named
