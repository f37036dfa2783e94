"""Measures, each derived from a fact of this outage; none could stand in another postmortem."""

import re
from collections.abc import Iterator
from typing import Any

from mortem.draft.plan import Piece
from mortem.draft.saying import (
    blank,
    cite,
    clock,
    count,
    duration,
    number,
    percent,
)
from mortem.draft.story import Item, Story
from mortem.draft.summary import change_name, component_name, subject, verb

OWNER = f"Owner: {blank('owner')}, due {blank('date')}."
_LOAD = re.compile(
    r"pool|time-?out|deadlock|exhaust|connection|memory|lock|saturat|cpu|queue", re.I
)
Task = tuple[str, str, int]  # its type, its text, its rank
WORTH_SECONDS = 3.0  # an alarm is worth a task if it gains as much, and a twentieth of the outage


def measures(story: Story) -> Iterator[Piece]:
    """Two or three lines of what can be improved, then tasks to tick off."""
    broad = list(_improvements(story))
    yield from broad
    if not broad:
        what = blank("what made this outage possible, and what made it long")
        text = f"What can be improved: {what}."
        yield Piece("measures", text)
    yield Piece("measures", "\n")
    for kind, text, rank in _tasks(story):
        yield Piece("measures", f"- [ ] {kind}: {text} {OWNER}", rank)


def _tasks(story: Story) -> Iterator[Task]:
    for tasks in (_prevent, _detect, _mitigate, _without, _record):
        yield from tasks(story)


def _improvements(story: Story) -> Iterator[Piece]:
    late = story.value("detection", "seconds_to_detect")
    gain = _gain(story)
    if late is not None and late > 0:
        text = f"Users met failures for {duration(late)} before anyone knew.{cite('detection')}"
        yield Piece("measures", text, 0 if gain else 2)
    elif story.book.known("detection") is None:
        text = "Nothing in the evidence shows an alarm: detection can be improved first."
        yield Piece("measures", text)
    lost = sum(g["cost_seconds"] or 0 for g in story.items("assumptions") if g["ruled_out_at"])
    wrong = [g for g in story.items("assumptions") if g["cost_seconds"]]
    if len(wrong) == 1:
        yield Piece(
            "measures",
            f"A wrong lead took {duration(lost)} of the {duration(story.seconds)}: what cleared it "
            f"was looked at too late.{cite('assumptions', 'outage-window')}",
        )
    elif wrong:
        yield Piece(
            "measures",
            "Wrong leads took time: "
            + ", ".join(duration(g["cost_seconds"]) for g in wrong)
            + f".{cite('assumptions')}",
        )
    if story.blamed:
        load = " under this load" if _LOAD.search(_signals(story)) else ""
        name = change_name(story, story.blamed)
        what = f"`{story.worst['route']}`" if story.worst else ""
        though = f", though {what} failed on it{load}" if story.worst else ""
        text = (
            f"Nothing stopped {name} before it reached users{though}."
            f"{cite('suspect-changes', *(['broken-routes'] if story.worst else []))}"
        )
        yield Piece("measures", text)


def _gain(story: Story) -> float | None:
    """Seconds an earlier alarm would have gained, where that is worth a task."""
    gain = story.value("early-signal", "seconds_before_detected")
    if story.book.known("detection") is None:
        return None
    if gain is None or gain < max(WORTH_SECONDS, 0.05 * story.seconds):
        return None
    return float(gain)


def _prevent(story: Story) -> Iterator[Task]:
    if story.blamed:
        yield "Prevent", _try_before_release(story, story.blamed), 0
    elif story.component:
        yield "Prevent", _guard(story, story.component), 0
    else:
        line = next((p.lines[0] for p in story.window.proof if p.lines), "")
        start = f", starting from the first failure at {clock(story.began)}"
        text = f"Find what broke {subject(story)}{start if line or story.worst else ''}."
        yield "Prevent", text + cite("outage-window"), 0


def _try_before_release(story: Story, blamed: Item) -> str:
    service = blamed["service"] or "the service"
    route, peak = story.worst, story.book.known("peak-load")
    under_load = bool(_LOAD.search(_signals(story)))
    if under_load and peak:
        return (
            f"Add a load test of `{peak['route']}` to the release of {service}, at "
            f"{number(peak['per_second'])} requests a second, the peak seen."
            f"{cite('peak-load', 'suspect-changes')}"
        )
    if route and route["percent"] >= 50:
        return (
            f"Add a check to the release of {service}: send `{route['route']}` through one new "
            f"instance, and stop if it fails; {count(route['failed'])} of {count(route['total'])} "
            f"did."
            f"{cite('broken-routes')}"
        )
    name = f"`{route['route']}`" if route else service
    share = f"; {percent(route['percent'])} failing would have shown" if route else ""
    marks = cite("broken-routes") if route else cite("suspect-changes")
    return (
        f"Add a canary to the release of {service}, a tenth of its traffic, compared on {name}"
        f"{share}.{marks}"
    )


def _signals(story: Story) -> str:
    said = " ".join(
        f"{c['kind']} {c['signal']} {' '.join(c['for'])}"
        for c in story.ranked("suspect-components")
    )
    reasons = " ".join(story.blamed["for"]) if story.blamed else ""
    return f"{said} {reasons}"


def _guard(story: Story, component: Item) -> str:
    name, route = component_name(component), story.worst
    what = f"{component['kind']} {component['signal']} {' '.join(component['for'])}".lower()
    whom = f"`{route['route']}`" if route else subject(story)
    marks = cite("suspect-components", *(["broken-routes"] if route else []))
    text = f"Write a test that reproduces the failure of {name} on {whom}, and keep it."
    if re.search(r"lock", what):
        text = f"Add a lock time-out to statements in {name}, so that they fail and not {whom}."
    elif re.search(r"depend|provider|upstream|third|external", what):
        waited = route["p95_during"] if route else None
        early = f", well before the {duration(waited)} that users waited," if waited else ""
        text = f"Add a time-out to calls from {whom} to {name}{early} and answer without it."
    elif re.search(r"config|port|listen|refus|unreach", what):
        text = f"Add a test of new configurations of {name}: call {whom} before they stay."
    elif re.search(r"disk|memory|pool|exhaust|connection|capacity|queue", what):
        text = f"Add a limit and an alarm to what {name} ran out of, so that {whom} refuses early."
    return text + marks


def _detect(story: Story) -> Iterator[Task]:
    early, gain = story.book.known("early-signal"), _gain(story)
    how = story.value("detection", "how")
    if early is None or (how == "monitoring" and gain is None):
        return
    fired = [a["fired_at"] for a in story.items("alerts") if a["of_this_outage"]]
    if gain is None and early["at"] >= min([*fired, story.ended]):
        return  # it would have come later than what there is
    alarm = _alarm(early.values)
    if gain is not None:
        before = f"`{story.alarm}`" if story.alarm else f"the {how}'s message"
        if how == "monitoring" and not story.alarm:
            before = "the alarm on record"
        text = f"Add an alert for {alarm}: it fires {duration(gain)} before {before} did."
        yield "Detect", text + cite("early-signal", "detection"), 0
    else:
        after = duration(early["seconds_after_began"])
        text = f"Add an alert for {alarm}: it fires {after} after the first failure."
        yield "Detect", text + cite("early-signal"), 0


def _alarm(values: Any) -> str:
    route, over = values["route"], duration(values["over_seconds"])
    if values["signal"] == "silence":
        return f"fewer than {number(values['threshold'])} requests to `{route}` in {over}"
    what = "failing" if values["signal"] == "failing" else "failing or slow"
    return f"more than {number(values['threshold'])} % of `{route}` {what} over {over}"


def _mitigate(story: Story) -> Iterator[Task]:
    for guess in story.items("assumptions")[:2]:
        if guess["ruled_out_at"] and guess["ruled_out_by"]:
            by = story.alarm if story.value("detection", "how") == "monitoring" else ""
            where = f"the runbook of `{by}`" if by else f"the runbook of {subject(story)}"
            said = story.quote(guess["ruled_out_by"])
            text = f"Add the check that cleared the wrong lead to {where}, as its first: {said}."
            if len(said.split()) < 4:
                text = f"Add to {where} what cleared the lead {story.quote(guess['text'])}."
            yield "Mitigate", text + cite("assumptions", *(["detection"] if by else [])), 0
    for event in story.events("change"):
        futile = event["what"].startswith("restart") and story.began < event["at"] < story.ended
        if futile and event is not story.mending:
            at = clock(event["at"])
            text = f"Remove the restart from the first steps: the one at {at} changed nothing."
            yield "Mitigate", text + cite("timeline"), 3
            break
    yield from _faster(story)


def _faster(story: Story) -> Iterator[Task]:
    yield from _sooner(story)
    event = story.mending
    took = (event["until"] - event["at"]).total_seconds() if event and event["until"] else 0.0
    if event and took >= max(5.0, 0.1 * story.seconds):
        kind = {"deploy": "release"}.get(event["what"].split()[0], event["what"].split()[0])
        service = event["service"] or "the service"
        name = f"`{event['name']}`" if event["name"] and event["name"] != kind else "the one here"
        text = f"Speed up the {kind} of {service}: {name} took {duration(took)} to go out."
        yield "Mitigate", text + cite("timeline"), 1
    after = story.value("resolution", "recovered_after_seconds")
    if after is not None and after >= max(10.0, 0.2 * story.seconds) and took < 0.5 * after:
        what = f"`{story.worst['route']}`" if story.worst else subject(story)
        text = f"Find why {what} needed {duration(after)} to recover once the fix began."
        yield "Mitigate", text + cite("resolution"), 2


def _sooner(story: Story) -> Iterator[Task]:
    """The change was known, and undoing it came late."""
    detected, fixed = story.value("detection", "detected_at"), story.value("resolution", "at")
    if not story.blamed or detected is None or fixed is None:
        return
    if story.mending and story.mending["what"].startswith("restart"):
        return  # it was not undone
    waited = (fixed - detected).total_seconds()
    if waited < max(15.0, 0.3 * story.seconds):
        return
    name = change_name(story, story.blamed)
    text = (
        f"Add 'undo the newest change first' to the runbook: {name} was live when the alarm came "
        f"at {clock(detected)}, and the fix began at {clock(fixed)}."
    )
    yield "Mitigate", text + cite("suspect-changes", "detection", "resolution"), 0


def _without(story: Story) -> Iterator[Task]:
    """A route that reads, and failed because of something else."""
    component = story.component
    if story.blamed or component is None:
        return
    for route in story.items("broken-routes"):
        if route["route"].startswith("GET ") and route["failed"] and route["percent"] >= 20:
            some = f"{count(route['failed'])} of {count(route['total'])} requests failed"
            text = (
                f"Add a fallback to `{route['route']}` for when {component_name(component)} does "
                f"not answer: {some}."
            )
            yield "Mitigate", text + cite("broken-routes", "suspect-components"), 1
            return


def _record(story: Story) -> Iterator[Task]:
    """Tasks that close the gaps of the evidence itself."""
    changes = story.book.facts.get("suspect-changes")
    if (changes is None or changes.values is None) and not story.events("change"):
        text = (
            "Record releases and changes of configuration; none is on record from before "
            f"{clock(story.began)}."
        )
        yield "Detect", text + cite("outage-window"), 0
    if not story.events("message"):
        at, ended = story.value("detection", "detected_at"), story.ended
        alarmed = at is not None and at < ended
        since = f"from the alarm at {clock(at)}" if alarmed else f"from {clock(story.began)}"
        text = (
            "Record what responders write beside the telemetry: nothing tells what they tried "
            f"{since} until the end at {clock(ended)}."
        )
        marks = ["outage-window", *(["detection"] if alarmed else [])]
        yield "Mitigate", text + cite(*marks), 0
    fact = story.book.known("affected-users")
    if fact and fact["percent_low"] is not None and fact["percent_high"] - fact["percent_low"] >= 5:
        low, high = percent(fact["percent_low"]), percent(fact["percent_high"])
        some = f"{low} to {high} of users may have been hit"
        text = f"Log a user id with each request: without it {some}."
        yield "Detect", text + cite("affected-users"), 2
    if verb(story) == "could not be reached":
        what = f"`{story.worst['route']}`" if story.worst else "the site"
        text = f"Add a probe of {what} from outside; the access log was silent while users failed."
        yield "Detect", text + cite("user-experience"), 1
