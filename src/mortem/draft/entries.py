"""The timeline: what happened and what people did, in order, on one clock, in one zone."""

from collections.abc import Iterator
from typing import Any

from mortem.draft.plan import Piece
from mortem.draft.saying import blank, capital, cite, duration, listed
from mortem.draft.story import Item, Line, Story
from mortem.draft.summary import change_name, mended_by, subject, verb
from mortem.draft.voices import voices


def timeline(story: Story) -> Iterator[Piece]:
    """The zone, then one entry a line, then what the record leaves open."""
    yield Piece("timeline", f"All times are {story.zone}.\n")
    lines = [
        *_edges(story),
        *_detection(story),
        *_alerts(story),
        *_changes(story),
        *_people(story),
        *voices(story),
    ]
    for line in sorted(lines, key=lambda e: (e.at, e.place, e.text)):
        yield Piece("timeline", f"- {story.stamp(line.at)} - {line.text}", line.rank)
    missing = list(_missing(story))
    if missing:
        yield Piece("timeline", "\nNot in the evidence: " + "; ".join(missing) + ".")


def _edges(story: Story) -> Iterator[Line]:
    route = story.worst
    what = f"`{route['route']}`" if route and not story.everywhere else "the site"
    silent = verb(story) == "could not be reached"
    first, last = f"The first request to {what} failed", "The last failing request ended"
    if silent:
        first, last = "The log fell silent: users began to get no answer", "Users were served again"
    elif verb(story) == "crawled":
        first, last = f"The first request to {what} crawled", "The last slow request ended"
    if story.by_hand:
        first, last, route = "The outage began", "The outage ended", None
    marks = cite("outage-window", *(["broken-routes"] if route and not silent else []))
    yield Line(story.began, f"{first}.{marks}", 0, 4)
    after = f"after {duration(story.seconds)}"
    if not silent:
        after = f"{duration(story.seconds)} after {'it began' if story.by_hand else 'the first'}"
    if story.early:
        first = f"The access log begins, and requests to {what} fail already"
    if story.late:
        last = f"The access log ends, and requests to {what} still fail"
    if story.book.known("resolution"):
        last = f"Resolved: {last[0].lower()}{last[1:]}"
    yield Line(story.ended, f"{last}, {after}.{cite('outage-window')}", 0, 6)
    for pause in story.window["pauses"] or []:
        began = _edge(pause, "began", 0)
        if began is not None:
            ended = _edge(pause, "ended", 1)
            length = f" for {duration((ended - began).total_seconds())}" if ended else ""
            text = f"Requests succeeded again{length}, then failed once more."
            yield Line(began, text + cite("outage-window"), 0, 6)


def _edge(pause: Any, name: str, index: int) -> Any:
    return pause.get(name) if isinstance(pause, dict) else pause[index]


def _detection(story: Story) -> Iterator[Line]:
    fact = story.book.known("detection")
    if fact is None:
        return
    after = fact["seconds_to_detect"]
    late = f"{duration(after)} after the first failure" if after and after > 0 else "at once"
    how, by, quote = fact["how"], fact["by"], fact["quote"]
    if how == "monitoring" and by == story.alarm:
        said = f" saying {story.quote(quote)}" if quote else ""
        text = f"Monitoring detected it {late}: the alert `{by}` fired{said}."
    elif how == "monitoring":  # told by somebody whom it called
        text = f"Monitoring detected it, {late}: {story.quote(quote)}."
    elif how == "customer":
        text = f"A customer's message brought it to notice, {late}: {story.quote(quote)}."
    else:
        who = capital(story.person(by))
        text = f"{who} detected it, {late}: {story.quote(quote)}."
    yield Line(fact["detected_at"], text + cite("detection"), 0, 5)


def _alerts(story: Story) -> Iterator[Line]:
    """The other alerts of this outage, those of one second in one entry, after the detection."""
    detected = story.value("detection", "detected_at") or story.began
    rest: dict[str, list[Item]] = {}
    names = {story.value("detection", "by")}
    for alert in story.items("alerts"):
        if alert["of_this_outage"] and alert["name"] not in names:
            names.add(alert["name"])
            rest.setdefault(story.stamp(alert["fired_at"]), []).append(alert)
    for stamp, fired in list(rest.items())[:3]:
        what = "alert" if len(fired) == 1 else "alerts"
        named = listed(f"`{alert['name']}`" for alert in fired)
        at = min(alert["fired_at"] for alert in fired)
        at = max(at, detected) if story.stamp(detected) == stamp else at
        yield Line(at, f"The {what} {named} fired as well.{cite('alerts')}", 4, 6)


def _changes(story: Story) -> Iterator[Line]:
    blamed, mending = story.blamed, story.mending
    for change in [*story.ranked("suspect-changes"), *story.cleared("suspect-changes")]:
        event = story.event(change["id"])
        if (mending and event is mending) or not story.near(change["at"]):
            continue
        name = capital(change_name(story, change))
        said = _message(story, event)
        marks = cite("suspect-changes", *(["timeline"] if said else []))
        if blamed and change["id"] == blamed["id"]:
            done = "was made" if name.startswith("Commit") else "went out"
            text = f"{name} {done}{f': {said}' if said else ''}."
            yield Line(change["at"], text + marks, 0, 3)
        elif story.began < change["at"] < story.ended:
            done = "was made" if name.startswith("Commit") else "began"
            futile = (story.ended - change["at"]).total_seconds() >= 0.2 * story.seconds
            tried = event is not None and event["what"].startswith(("restart", "rollback"))
            went_on = "; it did not help, " if tried else "; "
            rest = f"{went_on}requests went on failing" if futile else ""
            text = f"{name} {done}{f' ({said})' if said else ''}{rest}."
            yield Line(change["at"], text + marks, 1, 6)
    yield from _mended(story)


def _message(story: Story, event: Item | None) -> str:
    said = story.subject_of(event) if event else ""
    return story.quote(said) if said else ""


def _mended(story: Story) -> Iterator[Line]:
    fact = story.book.known("resolution")
    if fact is None or fact["at"] is None:
        return
    event = story.mending
    if event:
        said = f": {_message(story, event)}" if _message(story, event) else ""
        text = f"{capital(story.mender)} {mended_by(event, 'began to')}, which fixed it{said}."
    else:
        text = f"The fix: {story.quote(str(fact['what']))}."
    marks = cite("resolution", *(["timeline"] if event else []))
    yield Line(event["at"] if event else fact["at"], text + marks, 0, 6)


def _people(story: Story) -> Iterator[Line]:
    for guess in story.items("assumptions"):
        who = capital(story.person(guess["by"]))
        text = f"{who} suspected a cause: {story.quote(guess['text'])}."
        yield Line(guess["at"], text + cite("assumptions"), 0, 5)
        if guess["ruled_out_at"] is not None:
            cost = guess["cost_seconds"]
            after = f" after {duration(cost)}" if cost else ""
            said = story.quote(guess["ruled_out_by"] or "")
            text = f"That was ruled out{after}{f': {said}' if len(said.split()) > 2 else ''}."
            yield Line(guess["ruled_out_at"], text + cite("assumptions"), 0, 5)
    for step in story.items("escalations"):
        who = capital(story.person(step["by"]))
        to = story.person(step["to"], "another engineer")
        text = f"{who} escalated to {_the(to)}: {story.quote(step['quote'], step['to'])}."
        yield Line(step["at"], text + cite("escalations"), 0, 6)


def _the(team: str) -> str:
    plain = team[:1].isupper() or team.startswith(("the ", "an ", "another "))
    return team if plain else f"the {team}"


def _missing(story: Story) -> Iterator[str]:
    if story.book.known("detection") is None:
        yield blank("when and how the outage was detected")
    if not story.items("assumptions"):
        yield blank("what was looked at, assumed and ruled out")
    if not story.items("escalations"):
        yield blank("who was told")
    if story.book.known("resolution") is None:
        yield blank(f"what made {subject(story)} work again")
