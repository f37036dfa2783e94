"""Where the evidence begins or ends in the middle of an outage, so that an edge is unknown."""

from mortem.facts.bump import Bump
from mortem.facts.outage import Finding, bad_sql
from mortem.facts.question import Case
from mortem.facts.series import moment

DOUBT = 0.5  # an edge is unseen where the good requests beyond it are likelier than not by chance

BEYOND = """
SELECT count(*) FILTER (WHERE arrival >= {began} AND arrival <= {ended}) AS total,
       count(*) FILTER (WHERE arrival >= {began} AND arrival <= {ended} AND {bad}) AS bad,
       count(*) FILTER (WHERE arrival < {began}) AS before,
       count(*) FILTER (WHERE arrival > {ended}) AS after
FROM request WHERE left_out IS NULL AND {population}"""


def cut(case: Case, found: Finding) -> tuple[bool, bool]:
    """Whether the outage may have been on before the requests begin, and after they end.

    Where requests of the kinds that it hit failed with the share p, n good ones beyond an edge
    would all have been spared by chance with (1 - p)^n; the edge is seen where that is below
    `DOUBT`. An edge that was set by hand, or that only a probe saw, is taken as it is.
    """
    if found.outage is None or found.by_hand or found.series is None:
        return False, False
    bumps = found.outage.bumps
    first, last = bumps[0], max(bumps, key=lambda bump: bump.ended)
    return _unseen(case, found, first, "before"), _unseen(case, found, last, "after")


def _unseen(case: Case, found: Finding, bump: Bump, side: str) -> bool:
    row = case.ask(
        BEYOND.format(
            began=moment(bump.began),
            ended=moment(bump.ended),
            bad=bad_sql(case, found),
            population=bump.population.condition,
        )
    )[0]
    if bump.kind == "missing":
        return not row[side] and not bump.sql  # a probe's bump has SQL of its own: it saw the end
    share = row["bad"] / row["total"] if row["total"] else 1.0
    spared: float = (1.0 - share) ** int(row[side])
    return spared > DOUBT
