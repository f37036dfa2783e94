"""What telemetry is made of: the few kinds of row that every format is turned into.

All times are UTC: sparse rows carry aware datetimes, bulk tables carry naive UTC microseconds.
Every row ends with the file (`source`, the path as given) and the line (1-based) it came from,
so that any number can be traced to `file:line`. JSON documents without lines count records.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple


class LogLine(NamedTuple):
    """One entry of an application, web-server or database log (with its traceback)."""

    at: datetime
    service: str
    instance: str
    version: str
    level: str  # upper case: DEBUG, INFO, NOTICE, WARNING, ERROR, CRITICAL; "" unknown
    message: str
    exception: str  # the exception's type or the error's template; "" where there is none
    request_id: str
    source: str
    line: int


class Sample(NamedTuple):
    """One value of one time series. A scrape gap is no sample, never a zero."""

    at: datetime
    metric: str
    labels: str  # JSON object, keys sorted, without __name__
    value: float
    source: str
    line: int


class Alert(NamedTuple):
    """One alert instance; the store merges its notifications (by fingerprint + started_at)."""

    fingerprint: str
    name: str
    severity: str
    summary: str
    service: str
    labels: str  # JSON object, keys sorted
    started_at: datetime  # startsAt: after the rule's `for`
    ended_at: datetime | None  # None: still firing when last heard of
    received_at: datetime | None  # when the first notification arrived, if known
    truncated: int  # notifications say so many alerts were left out: missing evidence
    source: str
    line: int


class Change(NamedTuple):
    """Something someone changed: a deploy, a rollback, a restart, a config push, a commit."""

    at: datetime  # start, or the only time given
    finished_at: datetime | None
    kind: str  # deploy, rollback, restart, config, migration, commit, flag, other
    service: str
    ref: str  # release, tag or branch
    sha: str
    previous: str
    by: str
    message: str
    outcome: str  # "", success, failure
    source: str
    line: int


class Message(NamedTuple):
    """What a person (or a bot in a chat) wrote."""

    at: datetime
    by: str  # display name or role as written; ids resolved
    text: str
    channel: str
    thread: str  # id of the thread's first message; "" outside threads
    is_bot: bool
    source: str
    line: int


class Rejected(NamedTuple):
    """A line of a recognised file that is no record of it, and why."""

    source: str
    line: int
    reason: str


class Note(NamedTuple):
    """What a reader has to say about a file: a zone inferred, evidence missing, a warning kept.

    `kind` is one of zone-inferred, missing-evidence, warning, clock-shift, unrecognised.
    """

    kind: str
    source: str
    seconds: float | None
    text: str


Row = LogLine | Sample | Alert | Change | Message
ROWS: Mapping[str, type[Row]] = {
    "log_line": LogLine,
    "sample": Sample,
    "alert": Alert,
    "change": Change,
    "message": Message,
}

# The bulk table `request`, one row a record of an access log. Columns as a reader delivers them,
# in this order (Polars/DuckDB type beside each). The evidence store derives the rest.
REQUEST_COLUMNS: Mapping[str, str] = {
    "stamp": "TIMESTAMP",  # UTC, as logged; sub-second where the log has it
    "seconds": "DOUBLE",  # how long it took; null where not logged
    "address": "VARCHAR",
    "user_id": "VARCHAR",  # null where the line has none
    "host": "VARCHAR",  # virtual host, null where not logged
    "method": "VARCHAR",  # null where the request line is no HTTP (TLS bytes, "-")
    "path": "VARCHAR",  # with its query; null where no HTTP
    "status": "SMALLINT",
    "agent": "VARCHAR",
    "upstream": "VARCHAR",  # upstream address(es) as logged, null where not
    "upstream_status": "VARCHAR",  # "502, 200": retried
    "request_id": "VARCHAR",
    "source": "VARCHAR",
    "line": "BIGINT",
}
