"""JSON access logs: nginx's escape=json, Caddy, Traefik, Envoy."""

import json

from benchmarks.simulate.clock import iso_local, utc_z
from benchmarks.simulate.record import Record, Writing

USER_FIELDS = {"login": ("remote_user", "user", "user_id", "remote_user"),
               "cookie": ("cookie_uid", "uid", "session_id", "cookie_session")}  # fmt: skip


def _write(entry: dict[str, object], writing: Writing) -> str:
    return json.dumps(entry, separators=(",", ":") if writing.style % 2 else (", ", ": "))


def nginx(record: Record, writing: Writing) -> str:
    """As people spell it in nginx's log_format."""
    if writing.width < 1:
        when: dict[str, object] = {"msec": f"{record.completion:.3f}"}
        if writing.style == 2:
            when = {"time": iso_local(record.completion, writing.tz, 3)}
    else:
        when = {
            "time_iso8601" if writing.style else "time_local": writing.iso(int(record.completion))
            if writing.style
            else writing.clf(int(record.completion))
        }
    entry: dict[str, object] = {**when, "remote_addr": record.address}
    if writing.identity != "none":
        name = USER_FIELDS[writing.identity][writing.style]
        entry[name] = record.login if record.login != "-" else ""
    if writing.style == 1 and record.http:
        entry |= {"request_method": record.method, "request_uri": record.path}
    else:
        entry["request"] = f"{record.method} {record.path} HTTP/1.1" if record.http else record.path
    text = writing.style == 0
    entry |= {
        "status": str(record.status) if text else record.status,
        "body_bytes_sent": str(record.size) if text else record.size,
        "request_time": f"{record.seconds:.3f}" if text else record.seconds,
        "http_referer": "", "http_user_agent": "" if record.agent == "-" else record.agent,
        "upstream_addr": record.upstreams, "upstream_status": record.upstream_statuses,
        "upstream_response_time": record.upstream_times, "request_id": record.request_id,
    }  # fmt: skip
    return _write(entry, writing)


def caddy(record: Record, writing: Writing) -> str:
    """Caddy 2's access log."""
    user = record.login if writing.identity == "login" and record.login != "-" else ""
    return json.dumps({
        "level": "error" if record.status >= 500 else "info",
        "ts": round(record.completion, 6), "logger": "http.log.access.log0",
        "msg": "handled request",
        "request": {
            "remote_ip": record.address, "remote_port": str(40000 + record.row % 20000),
            "client_ip": record.address, "proto": "HTTP/2.0", "method": record.method,
            "host": writing.site, "uri": record.path,
            "headers": {"User-Agent": [record.agent], "Accept": ["*/*"]},
            "tls": {"resumed": False, "version": 772, "cipher_suite": 4865, "proto": "h2",
                    "server_name": writing.site},
        },
        "bytes_read": 0, "user_id": user, "duration": record.seconds, "size": record.size,
        "status": record.status,
        "resp_headers": {"Server": ["Caddy"], "Content-Type": ["text/html; charset=utf-8"]},
    }, separators=(",", ":"))  # fmt: skip


def traefik(record: Record, writing: Writing) -> str:
    """Traefik's JSON access log: durations in nanoseconds, the start to the nanosecond."""
    start = utc_z(record.arrival, 6)[:-1] + "123Z"
    backend = f"10.0.1.{11 + record.backend}:8080"
    return json.dumps({
        "ClientAddr": f"{record.address}:{40000 + record.row % 20000}",
        "ClientHost": record.address, "ClientPort": str(40000 + record.row % 20000),
        "ClientUsername": record.login if writing.identity == "login" else "-",
        "DownstreamContentSize": record.size, "DownstreamStatus": record.status,
        "Duration": round(record.seconds * 1e9), "OriginDuration": round(record.seconds * 9.9e8),
        "OriginStatus": record.status, "Overhead": 41213, "RequestAddr": writing.site,
        "RequestContentSize": 0, "RequestCount": record.row + 1, "RequestHost": writing.site,
        "RequestMethod": record.method, "RequestPath": record.path, "RequestPort": "-",
        "RequestProtocol": "HTTP/2.0", "RequestScheme": "https", "RetryAttempts": 0,
        "RouterName": "store@docker", "ServiceAddr": backend, "ServiceName": "store@docker",
        "ServiceURL": f"http://{backend}", "StartLocal": iso_local(record.arrival, writing.tz, 6),
        "StartUTC": start, "entryPointName": "websecure", "level": "info", "msg": "",
        "request_User-Agent": record.agent, "time": iso_local(record.completion, writing.tz),
    }, separators=(",", ":"))  # fmt: skip


def envoy(record: Record, writing: Writing) -> str:
    """Envoy's JSON access log: milliseconds, and the start."""
    entry: dict[str, object] = {
        "start_time": utc_z(record.arrival), "method": record.method, "path": record.path,
        "protocol": "HTTP/2", "response_code": record.status, "response_flags": "-",
        "bytes_received": 0, "bytes_sent": record.size, "duration": round(record.seconds * 1000),
        "upstream_service_time": str(max(round(record.seconds * 1000) - 1, 0)),
        "x_forwarded_for": record.address, "user_agent": record.agent,
        "request_id": record.request_id, "authority": writing.site,
        "upstream_host": f"10.0.1.{11 + record.backend}:8080",
    }  # fmt: skip
    if writing.identity == "login":
        entry["user_id"] = None if record.login == "-" else record.login
    return _write(entry, writing)
