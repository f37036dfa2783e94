"""The summary: what an executive must know, in ten seconds."""

from collections.abc import Iterator

from mortem.draft.plan import Piece
from mortem.draft.saying import (
    blank,
    capital,
    cite,
    count,
    duration,
    listed,
    percent,
    plural,
    proper,
)
from mortem.draft.story import Item, Story


def verb(story: Story) -> str:
    """What the outage did to its users, in a word or two: failed, crawled, went silent."""
    met = story.items("user-experience")
    worst = str(met[0]["what"]) if met else ""
    if worst.startswith("slow"):
        return "crawled"
    if worst == "unreachable":
        return "could not be reached"
    return "failed"


def subject(story: Story) -> str:
    """What was down: the worst route, of its service; else the site."""
    route, service = story.worst, story.service
    of_service = f" of {service}" if service else ""
    if story.everywhere:
        return f"the site{of_service}"
    if route is None:
        if verb(story) == "could not be reached":
            return f"the site{of_service}"
        return f"the service{of_service}" if service else blank("which service was down")
    if str(route["route"]) == "GET /":
        return f"the front page (`GET /`){of_service}"
    return f"`{route['route']}`{of_service}"


def summary(story: Story) -> Iterator[Piece]:
    """Window and length, what users saw, how many, the cause as far as known."""
    marks = ["outage-window"]
    if story.worst:
        marks.append("broken-routes")
    if story.blamed and story.service:
        marks.append("suspect-changes")
    at_least = "at least " if story.early or story.late else ""
    yield Piece(
        "summary",
        f"{capital(subject(story))} {verb(story)} {story.when}, "
        f"for {at_least}{duration(story.seconds)}.{cite(*marks)}",
    )
    yield Piece("summary", _experience(story))
    yield Piece("summary", _users(story))
    failed = story.book.known("failed-requests")
    if failed and failed["failed"]:
        what = "failed or took too long" if failed["too_slow"] else "failed"
        yield Piece(
            "summary",
            f"Of {plural(failed['total'], 'request')} in that time, {count(failed['failed'])} "
            f"{what} ({percent(failed['percent'])}).{cite('failed-requests')}",
            2,
        )
    yield Piece("summary", cause_in_a_line(story))


def _experience(story: Story) -> str:
    met = [m for m in story.items("user-experience") if m["requests"] or m["what"] == "unreachable"]
    if not met:
        return f"Users saw {blank('what users saw')}."
    said, got = list[str](), False
    for place, each in enumerate(met[:3]):
        text = _met(each, first=place == 0)
        status = text.startswith(("`", "got `"))
        said.append(f"got {text}" if status and not got and place else text)
        got = status
    return f"Users {listed(said, 'or')}.{cite('user-experience')}"


def _met(met: Item, *, first: bool) -> str:
    what, requests = str(met["what"]), met["requests"]
    times = ""
    if requests:
        times = f" ({plural(requests, 'request')})" if first else f" ({count(requests)})"
    if what.startswith("slow: "):
        return f"waited {what.removeprefix('slow: ')}{times}"
    if what == "gave up":
        return f"gave up waiting{times}"
    if what == "unreachable":
        return f"could not reach the site{times}"
    return f"got `{what}`{times}" if first else f"`{what}`{times}"


def _users(story: Story) -> str:
    fact = story.book.known("affected-users")
    low, high = (fact["percent_low"], fact["percent_high"]) if fact else (None, None)
    if fact and fact["percent"] is None and low is not None and high is not None:
        return (
            f"It reached between {percent(low)} and {percent(high)} of users; "
            f"no log tells how many ({blank('the share of users affected')})."
            f"{cite('affected-users')}"
        )
    if fact is None or fact["percent"] is None:
        return f"It reached {blank('the share of users affected, as a percentage')} of the users."
    reached = f"{count(fact['affected'])} of {plural(fact['active'], 'active user')}"
    text = f"It reached {reached} ({percent(fact['percent'])})"
    if low is not None and high is not None and percent(low) != percent(high):
        text += f", at least {percent(low)} and at most {percent(high)}"
    return f"{text}.{cite('affected-users')}"


def cause_in_a_line(story: Story) -> str:
    """The root cause in one clause, no surer than the evidence."""
    blamed, component = story.blamed, story.component
    if blamed:
        return (
            f"The root cause is most likely {change_name(story, blamed)}.{cite('suspect-changes')}"
        )
    if component:
        kind = kind_of(component)
        name = component_name(component)
        return f"The root cause most likely lies in {name}{kind}.{cite('suspect-components')}"
    return f"Root cause: {blank('the root cause; the evidence names none')}."


def kind_of(component: Item) -> str:
    """The kind of fault, as it follows the name: ' (database lock)'."""
    if not component["kind"] or component["kind"] == "silence":
        return ""
    inside = "(" in component_name(component)
    return f", {component['kind']}" if inside else f" ({component['kind']})"


def component_name(component: Item) -> str:
    """A component as people call it."""
    return proper(str(component["service"] or f"`{component['route']}`"))


def mended_by(event: Item, how: str) -> str:
    """What was done to end it: 'began to deploy release `r43` of store'; `how` '': the past."""
    kind = event["what"].split()[0]
    of_service = f" of {event['service']}" if event["service"] else ""
    name = f" `{event['name']}`" if event["name"] and event["name"] != kind else ""
    release = "" if event["name"].lower().startswith("release") else " release"
    phrases = {
        "deploy": ("deploy", "deployed", f"{release}{name}{of_service}"),
        "rollback": (
            "roll",
            "rolled",
            f" {event['service'] or 'it'} back" + (f" to{name}" * bool(name)),
        ),
        "restart": ("restart", "restarted", f" {event['service'] or 'it'}"),
        "commit": ("commit", "committed", f"{name}{of_service}"),
    }
    now, past, rest = phrases.get(kind, ("apply", "applied", f" the {kind}{name}{of_service}"))
    return f"{how} {now}{rest}" if how else f"{past}{rest}"


def change_name(story: Story, change: Item) -> str:
    """A change as people call it: 'release `v2.14.0` of payments'."""
    event = story.event(change["id"])
    kind = event["what"].split()[0] if event else "change"
    kind = {"deploy": "release", "config": "configuration"}.get(kind, kind)
    of_service = f" of {change['service']}" if change["service"] else ""
    name = "" if kind == "restart" else change["ref"] or change["sha"][:10]
    if name.lower().startswith(kind) and name != kind:  # "release-70" says what it is
        return f"`{name}`{of_service}"
    return f"{kind} `{name}`{of_service}" if name and name != kind else f"the {kind}{of_service}"
