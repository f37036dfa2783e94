"""Access logs in the combined format of nginx, Apache and their like."""

from pathlib import Path

from mortem.sources import access, moments
from mortem.sources.chunks import sample
from mortem.sources.layout import Line, split
from mortem.sources.pieces import converted, work
from mortem.sources.reader import BulkReader, Converted, Head, Take


class AccessCombined(BulkReader):
    """Access logs with a line a request: nginx combined, Apache common and combined, and more.

    Read are `[vhost] address ident user [time] "request" status size`, then referer and agent where
    logged, then any fields behind them, named (`rt=0.004`, `us="502, 200"`) or bare. Names tell
    what a field is; bare ones are told by their values: three decimals are nginx's request time,
    the second such field the upstream's, an address with a port the upstream, ten digits and three
    decimals `$msec`. The time may be `10/Oct/2000:13:55:36 -0700` or ISO 8601.

    A whole number behind the line is Apache's `%D` or `%T`: its unit is decided from the sizes and
    from the order of the lines, and said; where that is not enough, durations stay unknown. With
    such a number the stamp is the arrival, else the completion. A forwarded-for field gives the
    client's address. Users are the remote user, or a field or cookie that names them.

    A line without all the fields of the others is cut, and rejected. A handshake or `-` where the
    request belongs is a record without method and path.
    """

    def score(self, head: Head) -> float:
        lines = head.lines[:300]
        return sum(isinstance(split(line), Line) for line in lines) / len(lines) if lines else 0.0

    def convert(self, path: Path, label: str, take: Take, user_field: str = "") -> Converted:
        lines = [line for text in sample(path) if isinstance(line := split(text), Line)]
        plan = access.plan(lines, label, user_field)
        account = work(path, label, take, lambda chunk: access.cut(chunk, plan))
        account.notes += plan.notes
        fine = account.fine * 2 > account.rows
        resolution = 0.001 if fine else moments.digits(plan.time)
        return converted(account, resolution, plan.stamp_is, plan.identity)
