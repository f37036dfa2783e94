"""The facts of one incident as a writer looks at them: what failed, who noticed, what ended it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mortem.draft.discretion import Discretion
from mortem.draft.saying import clock, day, zone_label
from mortem.errors import NoOutage
from mortem.facts import Fact, FactBook, seen

Item = Mapping[str, Any]

QUOTED = 150  # characters of a quotation, at most


_ONLY_UNDOES = re.compile(r"\W*(?:roll(?:ed|ing)?[ -]?back|revert(?:ed)?|restart(?:ed)?)\W*", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry before it is printed: when, what, and how dispensable (0: never left out)."""

    at: datetime
    text: str
    rank: int = 0
    place: int = 5  # among entries of the same second


@dataclass(frozen=True)
class Story:
    """A book of facts with an outage in it, and the discretion it is written with.

    Raises NoOutage where the evidence shows none: there is nothing to write then.
    """

    book: FactBook
    discretion: Discretion
    services: tuple[str, ...] = ()
    window: Fact = field(init=False)

    def __post_init__(self) -> None:
        window = self.book.known("outage-window")
        if window is None:
            why = self.book.facts["outage-window"].unknown or "no outage was found"
            if self.book.known("other-disturbances") is None:  # nothing in which it could be seen
                raise NoOutage(f"{why}: set the outage by hand with --window BEGAN/ENDED")
            raise NoOutage(f"the evidence shows no outage, so there is nothing to write: {why}")
        object.__setattr__(self, "window", window)

    @property
    def began(self) -> datetime:
        """Arrival of the first failing request; where the log begins later, of the first seen."""
        return seen(self.window)[0]

    @property
    def ended(self) -> datetime:
        """Completion of the last failing request; where the log ends earlier, of the last seen."""
        return seen(self.window)[1]

    @property
    def by_hand(self) -> bool:
        """Whether the window was set by hand: its edges are nobody's requests then."""
        return "(set by hand)" in self.window.sentence

    @property
    def early(self) -> bool:
        """Whether it was on when the log begins: nobody can say when it began."""
        return self.window["began"] is None

    @property
    def late(self) -> bool:
        """Whether it was still on when the log ends."""
        return self.window["ended"] is None

    @property
    def seconds(self) -> float:
        """Length of the outage, of what is seen of it."""
        length = self.window["seconds"]
        return float(self.window["seconds_at_least"] if length is None else length)

    @property
    def zone(self) -> str:
        """The zone as written after a time."""
        return zone_label(self.book.zone, self.book.zone_name)

    def items(self, key: str) -> list[Any]:
        """The entries of a fact that is a list; empty where unknown."""
        fact = self.book.known(key)
        return fact.items if fact else []

    def value(self, key: str, name: str) -> Any:
        """One value of a fact; None where the fact is unknown or has no such value."""
        fact = self.book.known(key)
        if fact is None or not isinstance(fact.values, Mapping):
            return None
        return fact.values.get(name)

    @property
    def worst(self) -> Item | None:
        """The route that broke worst."""
        routes = self.items("broken-routes")
        return routes[0] if routes else None

    @property
    def everywhere(self) -> bool:
        """Whether the routes failed alike: three or more of them, none much worse than all."""
        routes, share = self.items("broken-routes"), self.value("failed-requests", "percent")
        failed = self.value("failed-requests", "failed")
        if len(routes) < 3 or share is None or not failed:
            return False
        worst = routes[0]
        alike = sum(route["percent"] >= 0.5 * worst["percent"] for route in routes)
        single = worst["failed"] / failed > 0.9
        return alike >= 3 and share >= 0.6 * worst["percent"] and not single

    def ranked(self, key: str) -> list[Item]:
        """The suspects of `suspect-changes` or `suspect-components`, likeliest first."""
        return list(self.value(key, "ranked") or [])

    def cleared(self, key: str) -> list[Item]:
        """The suspects that the evidence clears."""
        return list(self.value(key, "cleared") or [])

    @property
    def blamed(self) -> Item | None:
        """The change likeliest to have caused it; None where nothing speaks for any."""
        ranked = self.ranked("suspect-changes")
        return ranked[0] if ranked else None

    @property
    def alarm(self) -> str:
        """The name of the alert that detected it; "" where somebody's message tells of one."""
        by = str(self.value("detection", "by") or "")
        told = any(event["who"] == by for event in self.events("message"))
        alert = any(alert["name"] == by for alert in self.items("alerts"))
        return by if alert or not (told or " " in by) else ""

    @property
    def component(self) -> Item | None:
        """The component likeliest to have failed."""
        ranked = self.ranked("suspect-components")
        return ranked[0] if ranked else None

    @property
    def service(self) -> str:
        """The service whose route broke: of the change to blame, else the one that was set."""
        if self.blamed and self.blamed["service"]:
            return str(self.blamed["service"])
        return self.services[0] if len(self.services) == 1 else ""

    def event(self, source: str) -> Item | None:
        """The event of the timeline that stands at this file:line."""
        found = [e for e in self.items("timeline") if source and e["source"] == source]
        return found[0] if found else None

    def events(self, *kinds: str) -> list[Item]:
        """The events of the timeline of these kinds."""
        return [e for e in self.items("timeline") if e["kind"] in kinds]

    @property
    def mending(self) -> Item | None:
        """The recorded change that brought recovery, as an event of the timeline."""
        ref, at = self.value("resolution", "change"), self.value("resolution", "at")
        what = str(self.value("resolution", "what") or "")
        for event in self.events("change"):
            if at is None or at not in (event["at"], event["until"]):
                continue
            named = ref and ref in (event["name"], event["source"])
            if named or (not ref and what.startswith(event["what"].split()[0])):
                return event
        return None

    @staticmethod
    def subject_of(event: Item) -> str:
        """What a change says of itself; "" where it only repeats that something is undone."""
        said = str(event["what"].partition(": ")[2])
        return "" if _ONLY_UNDOES.fullmatch(said) else said

    @property
    def mender(self) -> str:
        """Who made the change that brought recovery, by role."""
        event = self.mending
        return self.person(event["who"], "an engineer") if event and event["who"] else "an engineer"

    def quote(self, text: str, about: str = "", longest: int = QUOTED) -> str:
        """One sentence of what somebody wrote, in quotation marks: the one about `about` first."""
        sentences = [s for s in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if s]
        chosen = next(
            (s for s in sentences if about and about in s), sentences[0] if sentences else ""
        )
        chosen = self.discretion.text(chosen).strip().rstrip(".")
        chosen = re.sub(r"[“”\"]", "'", chosen).replace("`", "'")
        if len(chosen) > longest:
            chosen = chosen[:longest].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
        return f"“{chosen}”"

    def person(self, who: str | None, otherwise: str = "an engineer") -> str:
        """How to call somebody."""
        return self.discretion.person(who or "", otherwise)

    def stamp(self, at: datetime) -> str:
        """The time of an entry; with its date where the record runs over midnight."""
        return f"{at:%Y-%m-%d} {clock(at)}" if self.days > 1 else clock(at)

    @property
    def days(self) -> int:
        """How many calendar days the entries touch."""
        spoken = [e["at"] for e in self.events("alert", "change", "message") if self.near(e["at"])]
        return len({at.date() for at in (self.began, self.ended, *spoken)})

    def near(self, at: datetime) -> bool:
        """Whether a moment is close enough to the outage to belong to its story."""
        margin = max(900.0, self.seconds)
        since = (at - self.began).total_seconds()
        return -margin <= since <= self.seconds + margin

    @property
    def when(self) -> str:
        """'from 09:14:41 to 09:23:05 UTC on 14 March 2026', with both dates where they differ."""
        if self.early or self.late:
            return self._open
        if self.began.date() == self.ended.date():
            return (
                f"from {clock(self.began)} to {clock(self.ended)} {self.zone} on {day(self.began)}"
            )
        return (
            f"from {clock(self.began)} on {day(self.began)} to {clock(self.ended)} {self.zone} "
            f"on {day(self.ended)}"
        )

    @property
    def _open(self) -> str:
        """When, where the log begins or ends in the middle of it."""
        if self.began.date() == self.ended.date():
            began, ended = (
                clock(self.began),
                f"{clock(self.ended)} {self.zone} on {day(self.ended)}",
            )
        else:
            began = f"{clock(self.began)} on {day(self.began)}"
            ended = f"{clock(self.ended)} {self.zone} on {day(self.ended)}"
        if self.early and self.late:
            return f"all the time that the access log covers, from {began} to {ended}"
        if self.early:
            return f"already when the access log begins, at {began}, and until {ended}"
        return f"from {began} and still when the access log ends, at {ended}"
