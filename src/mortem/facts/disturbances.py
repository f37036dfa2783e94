"""All disturbances of the evidence: bumps found, checked on users, joined, and weighed.

A disturbance is one bump or several: those with a pause shorter than the longer bump, or tied by
the responders' record. Each is weighed by what it did to users.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mortem.facts.bump import Bump, refined
from mortem.facts.clusters import PAUSE, clusters_of
from mortem.facts.missing import silent
from mortem.facts.population import Population, population
from mortem.facts.probe import unreachable
from mortem.facts.question import Case
from mortem.facts.series import Bounds, Series, moment

MOST = 20  # bumps looked at closely: those furthest beyond chance
CHANCE = 1e-3  # how often chance alone may hit so many users in one log

USERS = """
SELECT count(*) AS active, count(*) FILTER (WHERE bad > 0) AS affected,
       sum(1 - power(1 - {background}, total)) AS expected
FROM (SELECT who, count(*) AS total, count(*) FILTER (WHERE {bad}) AS bad
      FROM request WHERE left_out IS NULL AND {population}
        AND arrival <= {ended} AND completion >= {began} GROUP BY who) AS per_user"""

ACTIVE = """
SELECT count(DISTINCT who) AS active,
       count(DISTINCT who) FILTER (WHERE {bad}) AS affected
FROM request WHERE left_out IS NULL AND arrival <= {ended} AND completion >= {began}"""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Bumps that belong together, and whom they hurt.

    `affected` and `active` are distinct users; while nothing arrived, those that would have come
    are taken from as long a time before (`unanswered` of them).
    """

    bumps: tuple[Bump, ...]
    affected: int = 0
    active: int = 0
    unanswered: int = 0
    by_chance: float = 0.0

    @property
    def began(self) -> float:
        """Onset, epoch seconds."""
        return self.bumps[0].began

    @property
    def ended(self) -> float:
        """Recovery, epoch seconds."""
        return max(bump.ended for bump in self.bumps)

    @property
    def seconds(self) -> float:
        """From onset to recovery."""
        return self.ended - self.began

    @property
    def pauses(self) -> list[Bounds]:
        """Where it was well in between, epoch seconds."""
        return [(a.ended, b.began) for a, b in pairwise(self.bumps) if b.began - a.ended >= PAUSE]

    @property
    def hurt(self) -> float:
        """Users affected, times seconds."""
        return (self.affected + self.unanswered) * self.seconds

    @property
    def share(self) -> float:
        """The share of active users hit beyond what the background alone hits (0-1)."""
        everyone = self.active + self.unanswered
        return (self.affected + self.unanswered - self.by_chance) / everyone if everyone else 0.0


def disturbances(
    case: Case, series: Series, tied: Callable[[Bounds], bool] = lambda _: False
) -> list[Disturbance]:
    """All disturbances by time; `tied` says whether the record ties the bumps around a pause."""
    bumps = [*_failing(case, series), *silent(case, series)]
    bumps += unreachable(case, series, bumps)
    bumps.sort(key=lambda bump: (bump.began, bump.ended))
    return [_weighed(case, series, group) for group in joined(bumps, tied)]


def joined(
    bumps: Sequence[Bump], tied: Callable[[Bounds], bool] = lambda _: False
) -> list[list[Bump]]:
    """Groups of bumps: pauses shorter than the longer bump beside them, or tied, join them."""
    groups = [[bump] for bump in bumps]
    index = 0
    while index + 1 < len(groups):
        left, right = groups[index], groups[index + 1]
        pause = max(bump.ended for bump in left), right[0].began
        longest = max(bump.seconds for bump in (*left, *right))
        if pause[1] - pause[0] < longest or tied(pause):
            groups[index : index + 2] = [left + right]
            index = max(index - 1, 0)
        else:
            index += 1
    return groups


def _failing(case: Case, series: Series) -> list[Bump]:
    clusters = sorted(clusters_of(series), key=lambda cluster: -cluster.gain)[:MOST]
    spans = [span for cluster in clusters for span in cluster.parts]
    bumps = []
    for cluster in clusters:
        rough = cluster.parts[0][0], cluster.parts[-1][1]
        hit = population(case, series, rough, spans)
        found = [_within(case, series, part, spans, hit) for part in cluster.parts]
        real = [bump for bump in found if bump is not None]
        if real and _beyond_chance(case, series, real, hit, cluster.searched):
            bumps += real
    return bumps


def _within(
    case: Case, series: Series, part: Bounds, spans: Sequence[Bounds], hit: Population
) -> Bump | None:
    """The refined bump, its edges kept clear of the neighbouring parts."""
    before = max((b for _, b in spans if b <= part[0]), default=float("-inf"))
    after = min((a for a, _ in spans if a >= part[1]), default=float("inf"))
    return refined(case, series, part, (before, after), hit)


def _beyond_chance(
    case: Case, series: Series, bumps: Sequence[Bump], hit: Population, searched: float
) -> bool:
    """Whether more users were hit than the background would hit anywhere in the time searched."""
    from scipy.special import pdtrc

    began, ended = bumps[0].began, bumps[-1].ended
    sql = USERS.format(
        bad=series.bad,
        population=hit.condition,
        background=f"{hit.background:.9f}",
        began=moment(began),
        ended=moment(ended),
    )
    users = case.ask(sql)[0]
    if users["affected"] < 2:
        return bool(users["active"] <= 1 and case.ask(EVERYONE)[0]["users"] <= FEW)
    trials = max(searched / max(ended - began, 1.0), 1.0)
    luck = float(pdtrc(users["affected"] - 1, float(users["expected"])))
    return luck * trials < CHANCE


FEW = 3  # with so few users in all the evidence, one user's failures are everyone's
EVERYONE = "SELECT count(DISTINCT who) AS users FROM request WHERE left_out IS NULL"


def _weighed(case: Case, series: Series, bumps: Sequence[Bump]) -> Disturbance:
    began, ended = bumps[0].began, max(bump.ended for bump in bumps)
    sql = ACTIVE.format(bad=series.bad, began=moment(began), ended=moment(ended))
    users = case.ask(sql)[0]
    unanswered = sum(_would_have_come(case, b) for b in bumps if b.kind == "missing")
    chance = max((b.population.background for b in bumps), default=0.0)
    expected = case.ask(
        USERS.format(
            bad=series.bad,
            population="TRUE",
            background=f"{chance:.9f}",
            began=moment(began),
            ended=moment(ended),
        )
    )[0]["expected"]
    made = Disturbance(tuple(bumps), users["affected"], users["active"], unanswered)
    return replace(made, by_chance=float(expected or 0))


def _would_have_come(case: Case, bump: Bump) -> int:
    """Distinct users in as long a time before the gap."""
    last, _ = bump.began_between
    before = last - bump.seconds
    sql = ACTIVE.format(bad="failed", began=moment(before), ended=moment(last))
    return int(case.ask(sql)[0]["active"])
