"""What the questions about the impact share: the window's SQL conditions, and its proof."""

from dataclasses import dataclass

from mortem.facts.fact import Proof
from mortem.facts.outage import Finding, bad_sql, finding
from mortem.facts.question import Case
from mortem.facts.series import moment, too_slow_condition

NO_REQUESTS = "the evidence has no request of a person"


@dataclass(frozen=True, slots=True)
class Impact:
    """SQL conditions: `arrived` in the window, `overlaps` it, `bad` and `too_slow` requests."""

    found: Finding
    arrived: str
    overlaps: str
    bad: str
    too_slow: str


def impact(case: Case) -> Impact:
    """The conditions for the outage of this case, which must be known."""
    found = finding(case)
    began, ended = moment(found.chosen.began), moment(found.chosen.ended)
    slow_anyway = found.series.slow_anyway if found.series else ()
    return Impact(
        found,
        f"arrival >= {began} AND arrival <= {ended}",
        f"arrival <= {ended} AND completion >= {began}",
        bad_sql(case, found),
        too_slow_condition(case.inquiry.slow_after, slow_anyway),
    )


def access_files(case: Case) -> tuple[str, ...]:
    """The access logs among the evidence, as they were given."""
    return case.store.paths("access")


def example_lines(case: Case, condition: str, limit: int = 3) -> tuple[str, ...]:
    """The first lines of people's requests that meet a condition, as `file:line`."""
    rows = case.ask(
        "SELECT source, line FROM request WHERE left_out IS NULL"
        f" AND {condition} ORDER BY arrival, source, line LIMIT {limit}"
    )
    return tuple(f"{row['source']}:{row['line']}" for row in rows)


def proof(case: Case, sql: str, condition: str, method: str = "") -> tuple[Proof, ...]:
    """The proof of a count: its SQL, the access logs, and the first lines it counts."""
    return (Proof(sql.strip(), access_files(case), example_lines(case, condition), method),)
