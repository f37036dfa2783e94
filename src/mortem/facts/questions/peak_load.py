"""Question: how hard the broken route was hit."""

from datetime import UTC, datetime

from mortem.facts.fact import Fact, Proof, seen
from mortem.facts.question import Case, Question, utc

BUSY = """
select floor(extract(epoch from arrival) / 10) as bucket, count(*) as requests
from request where left_out is null and route = $route and arrival < $ended
group by floor(extract(epoch from arrival) / 10)
order by requests desc, bucket limit 1
"""


class PeakLoad(Question):
    """The busiest ten seconds that people gave the worst route, up to the end of the outage.

    `per_second` is the count of arrivals in that stretch (aligned to whole tens of seconds)
    divided by ten: the rate that a load test of the route has to reach.

    Blind spots: requests that were never logged; retries during the outage count as load.
    """

    sql = BUSY
    needs = ("outage-window", "broken-routes")
    blind_spots = "Requests never logged are not counted; retries of failed requests are."

    def answer(self, case: Case) -> Fact:
        """The peak, or unknown where no route stands out."""
        routes = case.facts["broken-routes"].items
        if not routes:
            return self.unknown("no route stands out as broken")
        route, (_, ended) = routes[0]["route"], seen(case.facts["outage-window"])
        rows = case.ask(BUSY, route=route, ended=utc(ended))
        if not rows:
            return self.unknown(f"no request for {route} was logged")
        requests = int(rows[0]["requests"])
        began = case.local(datetime.fromtimestamp(int(rows[0]["bucket"]) * 10, UTC))
        values = {
            "route": route,
            "per_second": requests / 10,
            "requests": requests,
            "over_seconds": 10,
            "at": began,
        }
        sentence = (
            f"In its busiest 10 s, from {began:%H:%M:%S}, people sent {route} {requests:,} "
            f"requests: {requests / 10:g} a second."
        )
        sources = case.store.paths("access")
        return Fact(self.name, values, sentence, (Proof(BUSY.strip(), sources),), self.blind_spots)
