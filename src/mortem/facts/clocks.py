"""Clocks that are off: how far a source's clock is from the access log's.

Seconds above 0 mean that the source's clock is ahead: its times are so much later than the access
log's for the same event. A shift is only reported where it is evident; facts from such a source use
the corrected time and say so.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from mortem.evidence.quality import Quality
from mortem.facts import alignment
from mortem.facts.question import Case
from mortem.timespan import in_words

KIND = "clock-shift"
KEY = "clock-shifts"

BY_REQUEST = """
SELECT l.source AS source, epoch(l.happened_at) AS written,
       epoch(r.arrival) AS arrival, epoch(r.completion) AS completion
FROM log_line AS l JOIN request AS r ON l.request_id = r.request_id
WHERE l.request_id IS NOT NULL AND l.request_id <> '' AND r.status NOT IN (408, 499, 504)
LIMIT 200000"""

BY_CLIENT = """
SELECT l.source AS source, l.line AS line, epoch(l.happened_at) - epoch(r.completion) AS gap
FROM log_line AS l JOIN request AS r
  ON r.address = regexp_extract(l.message, 'client: ([^,]+)', 1)
 AND r.path = regexp_extract(l.message, 'request: "[A-Z]+ ([^ "]+)', 1)
WHERE l.service = 'nginx' AND l.message LIKE '%request: "%'
LIMIT 1000000"""

EARLY_RECEIPT = """
SELECT source, max(epoch(started_at) - epoch(received_at)) AS ahead, count(*) AS alerts
FROM alert WHERE received_at IS NOT NULL GROUP BY 1 ORDER BY 1"""

FIRING = """
SELECT a.source AS source, median(abs(epoch(a.started_at) - f.first)) AS apart, count(*) AS alerts
FROM alert AS a JOIN (
    SELECT json_extract_string(labels, '$.alertname') AS name, epoch(min(happened_at)) AS first
    FROM sample WHERE metric = 'ALERTS' AND source = $source
      AND json_extract_string(labels, '$.alertstate') = 'firing'
    GROUP BY 1) AS f ON f.name = a.name
GROUP BY 1 ORDER BY 1"""

ERRORS = """
SELECT source, epoch(happened_at) AS written FROM log_line
WHERE level IN ('ERROR', 'CRITICAL') ORDER BY 1, 2"""

FAILED = """
SELECT epoch(completion) AS completion FROM request
WHERE failed AND status NOT IN (408, 499, 504) ORDER BY 1"""

ALL = "SELECT epoch(completion) AS completion FROM request ORDER BY 1"

COUNTERS = """
SELECT source, metric, labels, epoch(happened_at) AS scraped, value FROM sample
WHERE (metric LIKE '%request%' OR metric LIKE '%http%')
  AND (metric LIKE '%total' OR metric LIKE '%count')
ORDER BY 1, 2, 3, 4"""


def shifts(case: Case) -> Mapping[str, float]:
    """Seconds by which each source's clock is ahead of the access log's; only those that are off.

    Found once for a case; what is found is noted with the evidence.
    """
    known = case.scratch.get(KEY)
    if isinstance(known, dict):
        return known
    found: dict[str, float] = {}
    for source, seconds, how in _found(case):
        if source not in found:
            found[source] = seconds
            case.store.note(Quality(KIND, source, seconds, _text(source, seconds, how)))
    case.scratch[KEY] = found
    return found


def corrected(case: Case, source: str, at: datetime) -> datetime:
    """A time of a source as the access log's clock had it."""
    return at - timedelta(seconds=shifts(case).get(source, 0.0))


def remark(case: Case, source: str) -> str:
    """What a sentence says of a time that was corrected; "" where the clock is good."""
    shift = shifts(case).get(source, 0.0)
    if not shift:
        return ""
    side = "ahead" if shift > 0 else "behind"
    return f" (corrected: the clock of {source} is {in_words(abs(shift))} {side})"


def note_shift(case: Case, source: str, seconds: float, how: str) -> None:
    """Add a shift that another question found out."""
    known = dict(shifts(case))
    if source not in known:
        known[source] = seconds
        case.scratch[KEY] = known
        case.store.note(Quality(KIND, source, seconds, _text(source, seconds, how)))


def _text(source: str, seconds: float, how: str) -> str:
    side = "ahead of" if seconds > 0 else "behind"
    return (
        f"the clock of {source} is {in_words(abs(seconds))} {side} the access log's: {how};"
        " its times are corrected by that"
    )


def _found(case: Case) -> Iterator[tuple[str, float, str]]:
    if not _any(case, "request"):
        return
    slack = 2.0 + 2.0 * case.store.resolution
    for row in case.ask(EARLY_RECEIPT):
        if row["ahead"] > slack:
            yield row["source"], round(row["ahead"], 1), "alerts were received before they fired"
    if _any(case, "log_line"):
        yield from _by_request(case, slack)
        yield from _by_client(case, slack)
        yield from _by_errors(case, slack)
    if _any(case, "sample"):
        for source, seconds, how in _by_counters(case, slack):
            yield source, seconds, how
            yield from _same_clock(case, source, seconds)


def _any(case: Case, table: str) -> bool:
    return bool(case.ask(f"SELECT 1 AS one FROM {table} LIMIT 1"))


def _by_request(case: Case, slack: float) -> Iterator[tuple[str, float, str]]:
    """Log lines that name a request: they are written between its arrival and its completion.

    Not where the client or the proxy gave up: the application may go on, and log its error later.
    """
    columns = case.store.arrays(BY_REQUEST)
    for source in sorted(set(columns["source"].tolist())):
        mine = columns["source"] == source
        shift = alignment.between(
            columns["written"][mine], columns["arrival"][mine], columns["completion"][mine], slack
        )
        if shift is not None:
            yield source, shift[0], f"{shift[1]:,} of its lines name a request of the access log"


def _by_client(case: Case, slack: float) -> Iterator[tuple[str, float, str]]:
    """Lines of nginx's error log: their client and path name the request, if not its time."""
    columns = case.store.arrays(BY_CLIENT)
    for source in sorted(set(columns["source"].tolist())):
        mine = columns["source"] == source
        shift = alignment.of_pairs(columns["line"][mine], columns["gap"][mine], slack)
        if shift is not None:
            yield source, shift[0], f"{shift[1]:,} of its lines name a client and path it logs, too"


def _by_errors(case: Case, slack: float) -> Iterator[tuple[str, float, str]]:
    """Errors of a log and failed requests: the same events, in the same pattern."""
    columns, failed = case.store.arrays(ERRORS), case.store.arrays(FAILED)["completion"]
    for source in sorted(set(columns["source"].tolist())):
        times = columns["written"][columns["source"] == source]
        shift = alignment.of_events(times, failed, max(slack, 5.0))
        if shift is not None:
            yield source, shift, "its errors come in the pattern of the failed requests, shifted"


def _same_clock(case: Case, metrics: str, seconds: float) -> Iterator[tuple[str, float, str]]:
    """Alerts that fire when the metrics' own ALERTS series says so share the metrics' clock."""
    for row in case.ask(FIRING, source=metrics):
        if row["apart"] <= min(15.0, abs(seconds) / 2):
            yield row["source"], seconds, f"its alerts fire by the clock of {metrics}"


def _by_counters(case: Case, slack: float) -> Iterator[tuple[str, float, str]]:
    """Request counters of the metrics and the requests of the access log."""
    samples = case.store.arrays(COUNTERS)
    requests = case.store.arrays(ALL)["completion"]
    for source in sorted(set(samples["source"].tolist())):
        mine = samples["source"] == source
        table = {name: column[mine] for name, column in samples.items()}
        found = alignment.of_counters(table, requests, slack)
        if found is not None:
            yield source, found[0], f"{found[1]} follows the requests of the access log, shifted"
