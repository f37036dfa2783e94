"""Root cause and resolution, as far as the evidence carries them."""

import re
from collections.abc import Iterator

from mortem.draft.plan import Piece
from mortem.draft.saying import blank, capital, cite, clock, duration, listed, number
from mortem.draft.story import Item, Story
from mortem.draft.summary import change_name, component_name, verb

_EXPLAINS = re.compile(
    r"\b(because|caus\w+|holds?|held|waits? (?:for|in|on)|blocks?|inside|leak\w*|deadlock\w*|"
    r"exhaust\w*|missing|wrong|typo|bug|root cause|due to|since|so (?:that|every|no|the)|never|"
    r"full|locks?|locked|misconfigur\w*|expired)\b",
    re.I,
)


def cause(story: Story) -> Iterator[Piece]:
    """What broke and how, what was cleared, what ended it."""
    yield Piece("cause", _cause(story))
    told = explanation(story)
    if told is not None:
        who = capital(story.person(told["who"]))
        about = story.blamed["ref"] if story.blamed else ""
        best = _explaining(told["what"], about)
        yield Piece(
            "cause",
            f"{who} explained at {clock(told['at'])}: {story.quote(best)}.{cite('timeline')}",
        )
    elif story.blamed or story.component:
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
        said = f", {story.quote(message)}," if message else ""
        reasons = listed(story.discretion.text(reason) for reason in blamed["for"])
        name = capital(change_name(story, blamed))
        return (
            f"{name}{said} is the likeliest cause: it {reasons}.{cite('suspect-changes')}"
            if reasons
            else f"{name}{said} is the likeliest cause.{cite('suspect-changes')}"
        )
    if component:
        return f"{_component(story, component)} {_no_change(story)}".strip()
    return (
        f"The evidence names no cause: {blank('the root cause and how it led to the failures')}. "
        f"{_no_change(story)}"
    ).strip()


def _no_change(story: Story) -> str:
    fact = story.book.facts.get("suspect-changes")
    if fact is None or fact.values is None:
        return "No record of changes was given."
    return f"No recorded change has evidence against it.{cite('suspect-changes')}"


def _component(story: Story, component: Item) -> str:
    reasons = "; ".join(story.discretion.text(reason) for reason in component["for"][:3])
    kind = f" ({component['kind']})" if component["kind"] else ""
    name = capital(component_name(component))
    return (
        f"{name} is the likeliest place of the fault{kind}: {reasons}.{cite('suspect-components')}"
    )


def explanation(story: Story) -> Item | None:
    """The message that says how the cause worked: it names the change, or gives a reason."""
    ref = story.blamed["ref"] if story.blamed else ""
    guesses = {str(g["text"])[:40] for g in story.items("assumptions")}
    ruled = {str(g["ruled_out_by"])[:40] for g in story.items("assumptions")}
    best: tuple[int, Item] | None = None
    for event in story.events("message"):
        text = event["what"]
        late = (event["at"] - story.began).total_seconds()
        if late < 0 or any(g and g in text for g in guesses | ruled):
            continue
        score = 2 * bool(ref and ref in text) + len(set(_EXPLAINS.findall(text)))
        if _EXPLAINS.search(text) and score >= 2 and (best is None or score > best[0]):
            best = (score, event)
    return best[1] if best else None


def _explaining(text: str, ref: str) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
    return max(sentences, key=lambda s: len(set(_EXPLAINS.findall(s))) + bool(ref and ref in s))


def _signs(story: Story) -> Iterator[Piece]:
    if story.blamed and story.component and story.component["for"]:
        yield Piece("cause", _component(story, story.component), 2)
    route = story.worst
    if route and route["p95_before"] and route["p95_during"]:
        ratio = route["p95_during"] / route["p95_before"]
        if ratio >= 2 or verb(story) == "crawled":
            yield Piece(
                "cause",
                f"One request in twenty to `{route['route']}` took {_seconds(route['p95_before'])} or "
                f"longer before, {_seconds(route['p95_during'])} or longer during the outage."
                f"{cite('broken-routes')}",
                3,
            )
    cleared = story.cleared("suspect-components")
    if cleared:
        first = cleared[0]
        name = capital(component_name(first))
        yield Piece(
            "cause",
            f"{name} stands cleared: {story.discretion.text(first['why'])}."
            f"{cite('suspect-components')}",
            3,
        )


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 1 else f"{number(value)} s"


def _resolution(story: Story) -> str:
    fact = story.book.known("resolution")
    if fact is None:
        return f"Resolution: {blank('what was changed to end the outage')}."
    after = fact["recovered_after_seconds"]
    when = f" at {clock(fact['at'])}" if fact["at"] else ""
    event = story.mending
    if event:
        who = story.person(event["who"], "the responders") if event["who"] else "the responders"
        message = event["what"].partition(": ")[2]
        said = f" ({story.quote(message)})" if message else ""
        kind = event["what"].split()[0]
        name = f"`{event['name']}`" if event["name"] and event["name"] != kind else "it"
        done = {"deploy": f"deployed {name}", "rollback": f"rolled back to {name}"}.get(
            kind, f"applied the {kind} {name if name != 'it' else ''}".rstrip()
        )
        service = f" on {event['service']}" if event["service"] else ""
        text = f"To resolve it, {who} {done}{service}{said}{when}"
    else:
        text = f"It was resolved{when}: {story.quote(str(fact['what']))}"
    if after is not None and after >= 0:
        text += f"; {duration(after)} later the last failing request had ended"
    return f"{text}.{cite('resolution')}"
