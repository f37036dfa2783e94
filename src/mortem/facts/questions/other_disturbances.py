"""Question: what else went wrong in the time the evidence covers."""

from typing import Any, ClassVar

from mortem.facts.disturbances import Disturbance
from mortem.facts.fact import Fact, Proof
from mortem.facts.impact import NO_REQUESTS, access_files
from mortem.facts.outage import aware, finding
from mortem.facts.question import Case, Question
from mortem.facts.wording import clock, count, day, zone_name
from mortem.timespan import in_words


class OtherDisturbances(Question):
    """Stretches in which requests failed, crawled or went missing that are not the outage.

    Found the same way as the outage; too short, too few users, or another one that hurt less.
    `affected` is the number of distinct users with a failed or too slow request in it; null where
    nothing was logged.
    """

    needs: ClassVar[tuple[str, ...]] = ("outage-window",)
    proceeds_without: ClassVar[bool] = True
    blind_spots: ClassVar[str] = "Clusters of a few errors that chance gives are not listed."

    def answer(self, case: Case) -> Fact:
        found = finding(case)
        if found.series is None:
            return self.unknown(NO_REQUESTS)
        values = [_entry(case, one) for one in found.others]
        shown = Proof(";\n".join(found.series.sql), access_files(case))
        return Fact(self.name, values, _sentence(case, values), (shown,), self.blind_spots)


def _entry(case: Case, one: Disturbance) -> dict[str, Any]:
    routes = sorted({route for bump in one.bumps for route in bump.population.routes})
    silent = all(bump.kind == "missing" for bump in one.bumps)
    what = (
        f"no request for {in_words(one.seconds)}"
        if silent
        else f"{count(one.affected, 'user')} hit within {in_words(one.seconds)}"
    )
    return {
        "began": case.local(aware(one.began)),
        "ended": case.local(aware(one.ended)),
        "affected": None if silent else one.affected,
        "routes": routes,
        "text": what,
    }


def _sentence(case: Case, values: list[dict[str, Any]]) -> str:
    if not values:
        return "Nothing else stands out in the time the evidence covers."
    zone = zone_name(case.zone, values[0]["began"])
    parts = [f"at {clock(v['began'], 1.0)} on {day(v['began'])} {v['text']}" for v in values[:3]]
    more = f", and {len(values) - 3} more" if len(values) > 3 else ""
    return f"Besides ({zone}): {'; '.join(parts)}{more}."
