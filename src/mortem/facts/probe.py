"""What probes from outside say: runs of failed checks, as bumps.

A probe is asked only where people's requests do not say otherwise: with healthy traffic in a run,
or where the requests themselves show the outage, its coarser edges are left alone. But where the
web server's own log says that it could not take connections, those served are not everyone.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from mortem.facts.bump import Bump
from mortem.facts.question import Case
from mortem.facts.series import Bounds, Series, moment

FAILED = 3  # checks that fail in a row make a run
LITTLE = 0.2  # of the usual requests well served: more than this is healthy traffic

CHECKS = """
SELECT labels, happened_at, value FROM sample WHERE metric = 'probe_success'
ORDER BY labels, happened_at"""

REFUSED = """
SELECT count(*) AS refused FROM log_line
WHERE happened_at >= {began} AND happened_at <= {ended}
  AND (message LIKE '%accept() failed%' OR message LIKE '%accept4() failed%'
       OR message LIKE '%worker_connections are not enough%')"""

SERVED = """
SELECT count(*) FILTER (WHERE NOT {bad} AND arrival >= {began} AND arrival < {ended}) AS inside,
       count(*) FILTER (WHERE arrival >= {before} AND arrival < {began}) AS before
FROM request WHERE left_out IS NULL AND arrival >= {before} AND arrival < {ended}"""


def unreachable(case: Case, series: Series | None, known: Sequence[Bump]) -> list[Bump]:
    """The runs of failed checks in which next to nothing was served, apart from `known` bumps.

    Runs in which the web server took no connections count in any case; as users may have been
    served until one waited for `slow_after`, their edges are wider.
    """
    runs: list[Bump] = []
    for bump in sorted(_runs(case), key=lambda run: (-run.seconds, run.began)):
        if not _apart(bump, runs):
            continue
        if series is not None and _refused(case, bump):
            runs.append(_wider(bump, case.inquiry.slow_after))
        elif _apart(bump, known) and (series is None or not _healthy(case, series, bump)):
            runs.append(bump)
    return runs


def _apart(bump: Bump, others: Sequence[Bump]) -> bool:
    return all(bump.ended < other.began or bump.began > other.ended for other in others)


def _refused(case: Case, bump: Bump) -> bool:
    """Whether the web server's log says again and again that it could not take a connection."""
    began, ended = bump.began_between[0], bump.ended_between[1]
    sql = REFUSED.format(began=moment(began), ended=moment(ended))
    return bool(case.ask(sql)[0]["refused"] >= FAILED)


def _wider(bump: Bump, seconds: float) -> Bump:
    (well, first), (last, back) = bump.began_between, bump.ended_between
    between = (well, min(first + seconds, bump.ended)), (last, back + seconds)
    return replace(bump, began_between=between[0], ended_between=between[1])


def _runs(case: Case) -> list[Bump]:
    found = []
    for _, rows in groupby(case.ask(CHECKS), key=lambda row: row["labels"]):
        checks = [(row["happened_at"].timestamp(), row["value"] > 0) for row in rows]
        start = 0
        for well, group in groupby(checks, key=lambda check: check[1]):
            run = list(group)
            after = start + len(run)
            if not well and len(run) >= FAILED and start > 0:
                back = checks[after][0] if after < len(checks) else run[-1][0]
                found.append(_bump(checks[start - 1][0], run[0][0], run[-1][0], back))
            start = after
    return found


def _bump(well: float, first: float, last: float, back: float) -> Bump:
    between: tuple[Bounds, Bounds] = (well, first), (last, back)
    return Bump("missing", first, last, *between, sql=(CHECKS,))


def _healthy(case: Case, series: Series, bump: Bump) -> bool:
    """Whether people were served in the run nearly as in as long a time before."""
    before = bump.began - bump.seconds
    sql = SERVED.format(
        bad=series.bad,
        began=moment(bump.began),
        ended=moment(bump.ended),
        before=moment(before),
    )
    served = case.ask(sql)[0]
    return bool(served["inside"] > LITTLE * served["before"])
