"""Access logs in the combined format of nginx, Apache and their like."""

from dataclasses import dataclass
from pathlib import Path

from mortem.sources import access, moments
from mortem.sources.chunks import sample
from mortem.sources.layout import Line, split
from mortem.sources.outcome import Account, Piece
from mortem.sources.pieces import converted
from mortem.sources.reader import BulkReader, Converted, Cutter, Head


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

    def cutter(self, path: Path, label: str, user_field: str = "") -> Cutter:
        lines = [line for text in sample(path) if isinstance(line := split(text), Line)]
        return _Cutter(access.plan(lines, label, user_field))


@dataclass(frozen=True, slots=True)
class _Cutter(Cutter):
    plan: access.Plan

    def cut(self, chunk: bytes) -> Piece:
        return access.cut(chunk, self.plan)

    def converted(self, account: Account) -> Converted:
        account.notes += self.plan.notes
        fine = account.fine * 2 > account.rows
        resolution = 0.001 if fine else moments.digits(self.plan.time)
        return converted(account, resolution, self.plan.stamp_is, self.plan.identity)
