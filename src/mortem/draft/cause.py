"""Root cause and resolution, as far as the evidence carries them."""

from collections.abc import Iterator

from mortem.draft.plan import Piece
from mortem.draft.saying import blank, capital, cite, clock, duration, listed, number, proper
from mortem.draft.story import Item, Story
from mortem.draft.summary import change_name, component_name, kind_of, mended_by, verb
from mortem.draft.voices import explaining, explanation, finding


def cause(story: Story) -> Iterator[Piece]:
    """What broke and how, what was cleared, what ended it."""
    yield Piece("cause", _cause(story))
    told = explanation(story)
    if told is not None:
        who = capital(story.person(told["who"]))
        about = story.blamed["ref"] if story.blamed else ""
        best = explaining(told["what"], about)
        yield Piece(
            "cause",
            f"{who} explained at {clock(told['at'])}: {story.quote(best)}.{cite('timeline')}",
        )
    elif story.blamed or story.component:
        found = finding(story)
        if found:
            yield Piece("cause", found)
        yield Piece("cause", f"How it made requests fail: {blank('the mechanism')}.")
    yield from _signs(story)
    yield Piece("cause", "\n\n" + _resolution(story))
    if story.mending and ": " not in story.mending["what"]:
        yield Piece("cause", f"What it changed: {blank('what the fix changed')}.")


def _cause(story: Story) -> str:
    blamed, component = story.blamed, story.component
    if blamed:
        event = story.event(blamed["id"])
        message = event["what"].partition(": ")[2] if event else ""
        said = f" ({story.quote(message)})" if message else ""
        marks = cite("suspect-changes", *(["timeline"] if said else []))
        reasons = listed(_reasons(story, blamed))
        name = capital(change_name(story, blamed))
        return (
            f"{name}{said} is the likeliest cause: it {reasons}.{marks}"
            if reasons
            else f"{name}{said} is the likeliest cause.{marks}"
        )
    if component:
        return f"{_component(story, component)} {_no_change(story)}".strip()
    return (
        f"The evidence names no cause: {blank('the root cause and how it led to the failures')}. "
        f"{_no_change(story)}"
    ).strip()


def _reasons(story: Story, blamed: Item) -> list[str]:
    """What speaks for the change, the three strongest; what a responder said stands on its own."""
    own = [r for r in blamed["for"] if not r.startswith(("a responder", "names "))]
    return [story.discretion.text(reason) for reason in (own or blamed["for"])[:3]]


def _no_change(story: Story) -> str:
    fact = story.book.facts.get("suspect-changes")
    if fact is None or fact.values is None:
        return "No record of changes was given."
    return f"No recorded change has evidence against it.{cite('suspect-changes')}"


def _component(story: Story, component: Item) -> str:
    kind = kind_of(component)
    text = f"The likeliest place of the fault is {component_name(component)}{kind}"
    said = {r[:40]: r for r in reversed(component["for"]) if "change to blame" not in r}
    told = [story.discretion.text(reason) for reason in reversed(said.values())]
    reasons = proper("; ".join(told))
    return f"{text}{f': {reasons}' if reasons else ''}.{cite('suspect-components')}"


def _signs(story: Story) -> Iterator[Piece]:
    component = story.component
    if story.blamed and component and component["kind"] not in ("release", "change"):
        yield Piece("cause", _component(story, component), 4)
    route = story.worst
    if route and route["p95_before"] and route["p95_during"]:
        ratio = route["p95_during"] / route["p95_before"]
        if ratio >= 2 or verb(story) == "crawled":
            yield Piece(
                "cause",
                f"One request in twenty to `{route['route']}` took {_seconds(route['p95_before'])} "
                f"or longer before, {_seconds(route['p95_during'])} or longer during the outage."
                f"{cite('broken-routes')}",
                3,
            )
    cleared = story.cleared("suspect-components")
    if cleared:
        first = cleared[0]
        name = capital(component_name(first))
        yield Piece(
            "cause",
            f"{name} is cleared: {story.discretion.text(first['why'])}."
            f"{cite('suspect-components')}",
            3,
        )


def _seconds(value: float) -> str:
    return f"{value:.2g} s" if value < 1 else f"{number(value)} s"


def _resolution(story: Story) -> str:
    fact = story.book.known("resolution")
    if fact is None:
        return f"Resolution: {blank('what was changed to end the outage')}."
    after = fact["recovered_after_seconds"]
    when = f" at {clock(fact['at'])}" if fact["at"] else ""
    event = story.mending
    if event:
        message = story.subject_of(event)
        undone = event["what"].startswith(("rollback", "restart"))
        said = f"; it changed this: {story.quote(message)}" if message else ""
        said = f" ({story.quote(message)})" if message and undone else said
        text = f"The fix: {story.mender} {mended_by(event, '')}{when}{said}."
    else:
        text = f"The fix{when}: {story.quote(str(fact['what']))}."
    text += cite("resolution", *(["timeline"] if event else []))
    if after is not None and after >= 0:
        silent = verb(story) == "could not be reached"
        what = "Users were served again" if silent else "The last failing request ended"
        text += f" {what} {duration(after)} later.{cite('resolution')}"
    return text
