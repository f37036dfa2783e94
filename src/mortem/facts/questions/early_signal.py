"""Question: which alarm would have noticed first."""

from datetime import UTC, datetime
from typing import Any

from mortem.facts.alarm import Alarm, first_alarm
from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question

SERIES = """
select floor(extract(epoch from completion)) as second, count(*) as requests,
       count(*) filter (where failed) as failed,
       count(*) filter (where failed or seconds >= $slow_after) as bad
from request where left_out is null and route = $route
group by floor(extract(epoch from completion)) order by second
"""


class EarlySignal(Question):
    """The threshold on the worst route that would have fired first, without a false alarm.

    Sliding windows of 10, 30, 60 and 300 s over completed requests are tried, on the share that
    fails, the share that fails or takes too long, and the count. The threshold of a share is 5 %,
    or twice the highest share seen outside disturbances if that is more; of the count, half the
    lowest seen. `at` is the end of the first window that crosses it.

    Blind spots: a threshold tuned on one incident's evidence has seen no other day.
    """

    sql = SERIES
    needs = ("outage-window", "broken-routes", "detection")
    proceeds_without = True
    blind_spots = "The threshold was tried on this evidence alone; other days may be noisier."

    def answer(self, case: Case) -> Fact:
        """The earliest alarm, and how it compares with the detection on record."""
        if not case.known("outage-window"):
            return self.unknown(case.facts["outage-window"].unknown or "no outage")
        routes = case.facts["broken-routes"].items
        if not routes:
            return self.unknown("no route stands out as broken")
        route = routes[0]["route"]
        series = case.store.arrays(SERIES, route=route, slow_after=case.inquiry.slow_after)
        window = case.facts["outage-window"]
        if window["began"] is None:
            return self.unknown("the access log begins in the middle of the outage")
        began, ended = seen(window)
        quiet = [(began.timestamp(), ended.timestamp())]
        others = case.known("other-disturbances")
        for other in others.items if others else []:
            quiet.append((other["began"].timestamp(), other["ended"].timestamp()))
        alarm = first_alarm(series, quiet)
        if alarm is None:
            return self.unknown("no simple threshold separates the outage from the rest")
        return self._fact(case, route, alarm)

    def _fact(self, case: Case, route: str, alarm: Alarm) -> Fact:
        at = case.local(datetime.fromtimestamp(alarm.at, UTC))
        began = case.facts["outage-window"]["began"]
        values: dict[str, Any] = {
            "signal": alarm.signal,
            "route": route,
            "threshold": alarm.threshold,
            "over_seconds": alarm.over,
            "min_requests": alarm.floor,
            "at": at,
            "seconds_after_began": round((at - began).total_seconds(), 3),
            "seconds_before_detected": None,
        }
        detection = case.known("detection")
        detected = detection["detected_at"] if detection else None
        if detected is not None:
            values["seconds_before_detected"] = round((detected - at).total_seconds(), 3)
        what = alarm.in_words(route)
        sentence = f"An alarm on {what} would have fired at {at:%H:%M:%S}, with none false."
        sources = case.store.paths("access")
        method = "Sliding windows of 10, 30, 60 and 300 s; the earliest crossing wins."
        proof = Proof(SERIES.strip(), sources, (), method)
        return Fact(self.name, values, sentence, (proof,), self.blind_spots)
