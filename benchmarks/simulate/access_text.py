"""Text access logs: nginx and Apache."""

from benchmarks.simulate.record import Record, Writing

COOKIES = ("uid", "session", "user", "cookie_sid")


def _request(record: Record) -> str:
    if not record.http:
        return record.path or "-"
    return f"{record.method} {record.path} HTTP/{'2.0' if record.row % 3 else '1.1'}"


def _login(record: Record, writing: Writing) -> str:
    return record.login if writing.identity == "login" and record.http else "-"


def _referer(record: Record, writing: Writing) -> str:
    return "-" if record.row % 4 else f"https://{writing.site}/"


def nginx_combined(record: Record, writing: Writing) -> str:
    """Nginx's default: stamps are completions in whole seconds, no duration."""
    stamp = writing.clf(int(record.completion))
    return (
        f'{record.address} - {_login(record, writing)} [{stamp}] "{_request(record)}" '
        f'{record.status} {record.size} "{_referer(record, writing)}" "{record.agent}"'
    )


def nginx_named(record: Record, writing: Writing) -> str:
    """Combined with named fields behind it."""
    line = nginx_combined(record, writing)
    upstream = record.http and record.status not in {400, 408}
    times = record.upstream_times if upstream else "-"
    status = record.upstream_statuses if upstream else "-"
    if writing.style % 2:
        line += f" rt={record.seconds:.3f} uct=0.000 urt={times} us={status}".replace(", ", ",")
    else:
        where = record.upstreams if upstream else "-"
        line += f' rt={record.seconds:.3f} urt="{times}" us="{status}" ua="{where}"'
    if writing.width < 1:
        line += f" ts={record.completion:.3f}"
    if writing.identity == "cookie":
        line += f' {COOKIES[writing.style]}="{record.login}"'
    return f"{line} rid={record.request_id}" if writing.style != 3 else line


def nginx_bare(record: Record, writing: Writing) -> str:
    """Combined with the request time, and perhaps more, bare behind it."""
    line = nginx_combined(record, writing)
    if writing.style == 0:
        return f"{line} {record.seconds:.3f}"
    if writing.style == 1:
        return f'{line} "-" {record.seconds:.3f}'
    times = record.upstream_times.replace(", ", ",") if record.http else "-"
    if writing.style == 2:
        return f"{line} {record.seconds:.3f} {times}"
    return f'{line} "{record.address}" {record.seconds:.3f} {times} {record.request_id}'


def nginx_iso(record: Record, writing: Writing) -> str:
    """The stamp in ISO 8601, named fields, milliseconds in `ts=`."""
    stamp = writing.iso(int(record.completion))
    head = f"{record.address} - {_login(record, writing)} [{stamp}]"
    cookie = f" {COOKIES[writing.style]}={record.login}" if writing.identity == "cookie" else ""
    return (
        f'{head} "{_request(record)}" {record.status} {record.size} '
        f'"{_referer(record, writing)}" "{record.agent}" ts={record.completion:.3f} '
        f'rt={record.seconds:.3f} uct="0.000" urt="{record.upstream_times}" '
        f'us="{record.upstream_statuses}" ua="{record.upstreams}" rid={record.request_id}{cookie}'
    )


def apache_common(record: Record, writing: Writing) -> str:
    """Apache's common log format: the stamp is the arrival."""
    stamp = writing.clf(int(record.arrival))
    size = record.size or "-"
    login = _login(record, writing)
    return f'{record.address} - {login} [{stamp}] "{_request(record)}" {record.status} {size}'


def apache_combined(record: Record, writing: Writing) -> str:
    """Common with referer and agent."""
    line = apache_common(record, writing)
    return f'{line} "{_referer(record, writing)}" "{record.agent}"'


def apache_vhost(record: Record, writing: Writing) -> str:
    """Combined with the virtual host and its port in front."""
    return f"{writing.site}:443 {apache_combined(record, writing)}"
