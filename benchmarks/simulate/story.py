"""The story of an incident: who changed what, who noticed when, what they tried."""

from dataclasses import dataclass, field, replace

import numpy as np
from benchmarks.simulate import phrases
from benchmarks.simulate.alerts import Alert
from benchmarks.simulate.fault import Fault
from benchmarks.simulate.spec import Spec
from benchmarks.simulate.stage import Stage


@dataclass(frozen=True, slots=True)
class Change:
    """Someone changed something. `finished` is when it was live."""

    at: float
    finished: float
    kind: str
    service: str
    ref: str
    sha: str
    previous: str
    by: str
    message: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message; `role` is what it does in the story (chatter, engineer, customer, ...)."""

    at: float
    who: str
    text: str
    role: str


@dataclass(slots=True)
class Story:
    """Everything that is not a request."""

    noun: str
    service: str
    symptom: str
    changes: list[Change] = field(default_factory=list)
    guilty: Change | None = None
    said: list[Said] = field(default_factory=list)

    def tidy(self, spec: Spec, began: float, shown: list[Alert], rng: np.random.Generator) -> None:
        """Write some notes to the minute only, and let a bot post alerts into Slack."""
        if spec.people == "notes-md" and spec.scale != "exercise" and rng.random() < 0.5:
            self.said = [
                replace(one, at=one.at // 60 * 60) if one.at // 60 * 60 > began else one
                for one in self.said
            ]
        if spec.people.startswith("slack") and rng.random() < 0.5:
            self.said += [
                Said(alert.started + 2.5, "bot", f"[FIRING:1] {alert.name}: {alert.summary}", "bot")
                for alert in shown
                if alert.name != "Watchdog"
            ]
        self.said.sort(key=lambda said: said.at)


def _sha(rng: np.random.Generator) -> str:
    return "".join(f"{value:02x}" for value in rng.integers(0, 256, 20))


def _pick(rng: np.random.Generator, options: tuple[str, ...]) -> str:
    return options[int(rng.integers(0, len(options)))]


def tell_story(
    spec: Spec, stage: Stage, fault: Fault | None, window: tuple[float, float], alert_at: float,
    rng: np.random.Generator,
) -> Story:  # fmt: skip
    """The story around a fault; without one people chat and release.

    `window` is the true one, `alert_at` when the first alert of it fires (infinite: never).
    """
    noun, service = "the site", "store"
    if fault is not None and fault.routes is not None:
        route = stage.routes[fault.routes[0]]
        noun, service = phrases.NOUNS.get(route.template, "the site"), route.service
    symptom = "error"
    if fault is not None:
        symptom = {"slow": "slow", "timeout": "slow", "silence": "silence"}.get(
            fault.effect, "error"
        )
    story = Story(noun, service, symptom)
    _changes(story, spec, stage, fault, rng)
    if fault is not None:
        _incident_talk(story, spec, fault, window, alert_at, rng)
    _chatter(story, stage, window, fault is not None, rng)
    story.changes.sort(key=lambda change: change.at)
    story.said.sort(key=lambda said: said.at)
    return story


def _changes(
    story: Story, spec: Spec, stage: Stage, fault: Fault | None, rng: np.random.Generator
) -> None:
    number = int(rng.integers(40, 400))
    brief = spec.scale == "exercise"
    style = _pick(rng, ("r{}", "v1.{}.0", "2026.{}", "release-{}"))

    def change(at: float, takes: float, kind: str, service: str, ref: str, *rest: str) -> Change:
        previous, by, message = rest
        made = Change(at, at + takes, kind, service, ref, _sha(rng), previous, by, message)
        story.changes.append(made)
        return made

    old = style.format(number)
    if brief:
        change(stage.start + 0.3, 0.4, "deploy", story.service, old, "", "release-bot",
               "initial release")  # fmt: skip
    else:
        _decoys(story, stage, fault, spec, rng)
    if fault is None:
        return
    if spec.cause == "release":
        lag = float(rng.uniform(0.5, 3) if brief else rng.uniform(4, 60))
        takes = float(rng.uniform(1, 2) if brief else rng.uniform(10, 50))
        note = _pick(rng, phrases.RELEASE_NOTES).format(noun=story.noun)
        new = style.format(number + 1)
        story.guilty = change(stage.onset - lag - takes, takes, "deploy", story.service, new, old,
                              _pick(rng, ("release-bot", "aline", "ci")), note)  # fmt: skip
        stop = fault.spans[-1][1]
        back = rng.random() < 0.6
        ref = old if back else style.format(number + 2)
        message = f"roll back {new}" if back else f"fix {story.noun} after {new}"
        change(stop - takes, takes, "rollback" if back else "deploy", story.service, ref, new,
               "aline", message)  # fmt: skip
    if len(fault.spans) > 1:
        at = fault.spans[0][1]
        ref = story.guilty.ref if story.guilty else old
        change(at - 1.5, 1.4, "restart", story.service, ref, ref, "IT support",
               "restart of all instances")  # fmt: skip


def _decoys(
    story: Story, stage: Stage, fault: Fault | None, spec: Spec, rng: np.random.Generator
) -> None:
    """Releases of other things: long before, long after, and some while it burns."""
    whens = [stage.start + stage.length * float(rng.uniform(0.02, 0.15))]
    whens.append(stage.end - stage.length * float(rng.uniform(0.02, 0.1)))
    if fault is not None:
        whens.append(stage.onset + stage.fault_seconds * float(rng.uniform(0.3, 0.8)))
        if spec.cause == "release":
            whens.append(stage.onset - float(rng.uniform(900, 2400)))
    if spec.cause != "release":  # else a decoy shortly before would deserve suspicion
        whens = [at - 5400 if stage.onset - 4000 < at < stage.onset else at for at in whens]
    for number, at in enumerate(whens):
        service = phrases.DECOY_SERVICES[int(rng.integers(0, len(phrases.DECOY_SERVICES)))]
        story.changes.append(
            Change(at, at + 20, "deploy", service, f"{service}-{17 + number}", _sha(rng),
                   f"{service}-{16 + number}", "ci", _pick(rng, phrases.DECOY_NOTES))
        )  # fmt: skip


def _incident_talk(
    story: Story, spec: Spec, fault: Fault, window: tuple[float, float], alert_at: float,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    began, ended = window
    length = ended - began
    names = {"noun": story.noun, "service": story.service,
             "ref": story.guilty.ref if story.guilty else "the last change"}  # fmt: skip

    def say(at: float, who: str, options: tuple[str, ...], role: str) -> str:
        chosen = _pick(rng, options)
        story.said.append(Said(at, who, chosen.format(**names), role))
        return chosen

    def notice(at: float, role: str) -> None:
        table = phrases.CUSTOMER if role == "customer" else phrases.ENGINEER
        say(at, "support" if role == "customer" else "oncall", table[story.symptom], role)

    delay = length * float(rng.uniform(0.12, 0.3))
    if spec.first != "monitoring" and alert_at < began + delay + 8:
        delay = max((alert_at - began) * 0.5, min(2.0, length * 0.05))
    seen = alert_at if spec.first == "monitoring" else began + delay
    if spec.first in {"engineer", "customer"}:
        notice(seen, spec.first)
    elif not np.isfinite(alert_at):
        seen = began + delay
        notice(seen, "engineer")
    seen = min(seen, alert_at)
    left = max(fault.spans[-1][1] - seen, 4.0)
    if rng.random() < 0.5:
        notice(seen + left * 0.45, "customer")
    say(seen + left * 0.1, "oncall", phrases.ACK, "ack")
    if rng.random() < 0.8:
        guess = say(seen + left * 0.2, "oncall", phrases.ASSUME, "assumption")
        say(seen + left * 0.42, "oncall", (phrases.RULED_OUT_FOR[guess],), "ruled-out")
    if rng.random() < 0.7:
        say(seen + left * 0.5, "oncall", phrases.ESCALATE, "escalation")
    if len(fault.spans) > 1:
        say(fault.spans[0][1] + 1, "oncall", phrases.FAILED_FIX, "failed-fix")
        say(fault.spans[1][0] + 0.1 * left, "oncall", phrases.BACK_AGAIN, "back-again")
    fixes = phrases.FIX_RELEASE if story.guilty else phrases.FIX_OTHER
    say(fault.spans[-1][1] - left * 0.08, "dev", fixes, "fix")
    say(ended + max(3.0, length * 0.1), "oncall", phrases.CONFIRM, "confirm")


def _chatter(
    story: Story, stage: Stage, window: tuple[float, float], hurt: bool, rng: np.random.Generator
) -> None:
    for _ in range(int(rng.integers(3, 8))):
        at = float(rng.uniform(stage.start, stage.end))
        story.said.append(Said(at, "colleague", _pick(rng, phrases.CHATTER), "chatter"))
    if hurt and rng.random() < 0.6:
        at = float(rng.uniform(stage.start, window[0]))
        text = _pick(rng, phrases.CHATTER_BEFORE)
        story.said.append(Said(at, "colleague", text, "chatter"))
    for change in story.changes:
        if change.kind == "deploy" and rng.random() < 0.4:
            text = _pick(rng, phrases.RELEASE).format(ref=change.ref, service=change.service)
            story.said.append(Said(change.at, "dev", text, "release"))
