"""Write a postmortem from memory: the house format, with blanks where an answer was skipped.

A blank is a visible `[to fill: ...]`; the line under it, a comment, says what a good answer is.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

import yaml

from mortem.document import TITLES
from mortem.document.sentences import spans
from mortem.draft.answers import POINTS, QUESTIONS, Answers
from mortem.draft.moment import Said
from mortem.draft.saying import blank, capital, day, duration, zone_label

ASKED = {asked.name: asked for asked in (*QUESTIONS, *POINTS)}
LENGTH = "how long it lasted"


def write_blank(
    answers: Answers, advice: Mapping[str, str], missing: AbstractSet[str] = frozenset()
) -> str:
    """The Markdown of the answers.

    `advice` gives for a requirement what a good answer is, in one line; `missing` names the
    requirements of the timeline that its entries do not meet yet.
    """
    writer = _Writer(answers, advice)
    body = "\n\n".join(
        f"## {TITLES[kind]}\n\n" + "\n".join(lines)
        for kind, lines in (
            ("summary", writer.summary()),
            ("timeline", writer.timeline(missing)),
            ("cause", writer.cause()),
            ("measures", writer.measures()),
        )
    )
    return f"{_front(answers)}\n# {answers['title'] or blank('title')}\n\n{body}\n"


class _Writer:
    """One section after the other, a line each for what is told and what is advised."""

    def __init__(self, answers: Answers, advice: Mapping[str, str]) -> None:
        self._answers, self._advice = answers, advice
        zone = answers.zone
        self._zone = zone_label(zone, str(zone))

    def _hint(self, name: str, indent: str = "") -> str:
        advice = self._advice.get(ASKED[name].rule) or f"for example: {ASKED[name].example}"
        return f"{indent}<!-- advice: {advice.strip()} -->"

    def _or_blank(self, name: str) -> str:
        return self._answers[name] or blank(ASKED[name].blank)

    def summary(self) -> Iterator[str]:
        """The window, what users saw, how many, the cause in a clause."""
        answers = self._answers
        service = self._or_blank("service")
        yield f"There was an outage of {service} {self._window()}."
        for name, answered in (("start", answers.start), ("end", answers.end),
                               ("service", answers["service"])):  # fmt: skip
            if not answered:
                yield self._hint(name)
        yield f"Users saw {self._or_blank('saw').rstrip('.')}."
        if not answers["saw"]:
            yield self._hint("saw")
        yield self._share()
        if not answers["share"]:
            yield self._hint("share")
        yield f"Root cause: {_first_sentence(self._or_blank('cause'))}"
        if not answers["cause"]:
            yield self._hint("cause")

    def _window(self) -> str:
        start, end = self._answers.start, self._answers.end
        began = clock_of(start) if start else blank(ASKED["start"].blank)
        ended = clock_of(end) if end else blank(ASKED["end"].blank)
        on = f" on {day(start)}" if start else ""
        if start and end and start.date() != end.date():
            ended, on = f"{ended} on {day(end)}", ""
            began = f"{began} on {day(start)}"
        length = duration((end - start).total_seconds()) if start and end else blank(LENGTH)
        return f"from {began} to {ended} {self._zone}{on}, for {length}"

    def _share(self) -> str:
        said = self._answers["share"].rstrip(".")
        number = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(?:%|percent|per cent)?", said)
        if number:
            return f"{number[1]} % of users were affected."
        if re.fullmatch(r"all|every(?:one|body)", said, re.I):
            return "All users were affected."
        if re.search(r"\buser|\bcustomer|\bvisitor", said):
            return f"{capital(said)} were affected."
        if said:
            return f"{capital(said)} of the users were affected."
        return f"{blank(ASKED['share'].blank)} of users were affected."

    def timeline(self, missing: AbstractSet[str]) -> Iterator[str]:
        """The zone, the entries in order, then what they do not tell yet."""
        said = self._answers.timeline()
        days = {each.at.date() for each in said if each.at}
        yield f"All times are {self._zone}."
        yield ""
        for each in said:
            yield f"- {_stamp(each, len(days) > 1)} - {sentence(each.text)}"
        absent = [] if said else ["entries"]
        if not self._answers["noticed"] and "timeline-detected-how" in missing:
            absent.append("noticed")
        for name in (*absent, *(p.name for p in POINTS if p.rule in missing)):
            yield f"- {blank(ASKED[name].blank)}"
            yield self._hint(name, "  ")

    def cause(self) -> Iterator[str]:
        """The cause in full, then the fix."""
        for name in ("cause", "fix"):
            if name == "fix":
                yield ""
            yield sentence(self._or_blank(name))
            if not self._answers[name]:
                yield self._hint(name)

    def measures(self) -> Iterator[str]:
        """What can be improved, then the tasks, each to tick off."""
        yield f"What can be improved: {sentence(self._or_blank('improve'))}"
        if not self._answers["improve"]:
            yield self._hint("improve")
        yield ""
        for task in self._answers.tasks:
            yield f"- [ ] {_item(task)}"
        if not self._answers.tasks:
            yield f"- [ ] {blank(ASKED['tasks'].blank)}"
            yield self._hint("tasks", "  ")


def _front(answers: Answers) -> str:
    told: dict[str, Any] = {}
    if answers.start:
        words = re.sub(r"[^a-z0-9]+", "-", answers["title"].lower()).strip("-")
        told["id"] = f"{answers.start:%Y-%m-%d}-{words or 'outage'}"
    told["title"] = answers["title"] or blank("title")
    for name, at in (("start", answers.start), ("end", answers.end)):
        if at:
            told[name] = at.isoformat()
    told["zone"] = str(answers.zone)
    if answers["service"]:
        told["services"] = [answers["service"]]
    told["status"] = "draft"
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{text}---\n"


def clock_of(at: datetime) -> str:
    """The time of day, to the second only where it has seconds."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _stamp(said: Said, dated: bool) -> str:
    if said.at is None:
        return blank("time")
    return f"{said.at:%Y-%m-%d} {clock_of(said.at)}" if dated else clock_of(said.at)


def _item(text: str) -> str:
    """A task as typed, without the mark of a list."""
    return capital(re.sub(r"^\s*(?:[-*+]|\d+[.)])?\s*(?:\[[ xX]?\]\s*)?", "", text).strip())


def sentence(text: str) -> str:
    """A text as a sentence: a capital first, a full stop last."""
    text = capital(text.strip())
    return text if text.endswith((".", "!", "?", ":", "]")) else f"{text}."


def _first_sentence(text: str) -> str:
    text = " ".join(text.strip().split("\n\n")[0].split())
    first = next((text[a:b] for a, b in spans(text)), text)
    return first if first.endswith((".", "!", "?", "]")) else f"{first}."
