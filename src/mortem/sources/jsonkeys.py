"""Which key of a JSON access log means what, in the spellings servers and people use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mortem.sources import durations, stamps

# meaning -> flattened keys in lower case, the likelier first
KEYS: Mapping[str, tuple[str, ...]] = {
    "arrival": ("startutc", "startlocal", "start_time", "starttime", "request_creation_time",
                "requesttimeepoch", "time_start", "started_at", "received_at"),
    "time": ("msec", "time_msec", "ts", "time_iso8601", "@timestamp", "timestamp", "time",
             "time_local", "timelocal", "datetime", "date", "requesttime", "epoch", "t", "at",
             "event_time", "end_time", "time_end"),
    "request": ("request", "request_line", "requestline", "http_request"),
    "method": ("request_method", "method", "requestmethod", "http_method", "httpmethod", "verb",
               "request.method", "httprequest.requestmethod", "http.request.method", "http.method",
               "req.method", "cs-method", "request_verb"),
    "path": ("request_uri", "requestpath", "uri", "request.uri", "path", "request_path", "url",
             "requesturi", "request_url", "requesturl", "http_path", "request.url", "request.path",
             "httprequest.requesturl", "url.original", "url.path", "http.url", "http.target",
             "req.url", "resourcepath", "target", "cs-uri-stem", "rawpath"),
    "query": ("args", "query_string", "querystring", "query", "url.query"),
    "status": ("status", "downstreamstatus", "response_code", "status_code", "statuscode",
               "elb_status_code", "http_status", "response_status", "response.status",
               "httprequest.status", "http.response.status_code", "http.status_code",
               "res.statuscode", "code", "sc-status", "responsecode", "http_status_code"),
    "forwarded": ("x_forwarded_for", "http_x_forwarded_for", "x-forwarded-for", "xff",
                  "forwarded_for", "request_x-forwarded-for", "xforwardedfor",
                  "request.headers.x-forwarded-for"),
    "address": ("request.client_ip", "client_ip", "clienthost", "clientip", "remote_addr",
                "request.remote_ip", "remote_ip", "remoteaddr", "client:port", "clientaddr",
                "remoteip", "client_addr", "httprequest.remoteip", "source_ip", "source.ip",
                "src_ip", "client.ip", "client.address", "downstream_remote_address",
                "request.remote_addr", "ip", "sourceip", "client", "remote", "c-ip",
                "req.remoteaddress", "remote_address", "real_ip"),
    "agent": ("http_user_agent", "user_agent", "useragent", "request_user-agent",
              "request.headers.user-agent", "user-agent", "agent", "httprequest.useragent",
              "user_agent.original", "http.useragent", "req.headers.user-agent", "ua",
              "cs(user-agent)", "headers.user-agent"),
    "host": ("request.host", "http_host", "requesthost", "authority", "host", "server_name",
             "vhost", "domain_name", "domainname", ":authority", "url.domain"),
    "upstream": ("upstream_addr", "upstream_host", "serviceaddr", "target:port", "upstream",
                 "backend", "upstream_cluster", "target", "upstream_address"),
    "upstream_status": ("upstream_status", "originstatus", "target_status_code"),
    "request_id": ("request_id", "requestid", "x_request_id", "x-request-id", "req_id", "reqid",
                   "rid", "request_x-request-id", "trace_id", "traceid", "request.id", "req.id",
                   "resp_headers.x-request-id", "request.headers.x-request-id"),
    "seconds": ("request_time", "duration", "rt", "request_duration", "latency", "response_time",
                "responsetime", "responselatency", "elapsed", "took", "time_taken", "total_time",
                "req_time", "httprequest.latency", "event.duration", "http.duration", "timetaken",
                "elapsed_time", "processing_time", "request_processing", "time_elapsed",
                "response_duration", "reqtime", "request_latency"),
    "upstream_seconds": ("upstream_response_time", "upstream_time", "urt", "originduration",
                         "target_processing_time", "upstream_service_time"),
    "cookies": ("http_cookie", "cookie", "cookies", "request.headers.cookie",
                "request_cookie"),
}  # fmt: skip
USERS = ("user_id", "userid", "remote_user", "clientusername", "user", "uid", "username", "user.id",
         "user.name", "login", "account", "account_id", "accountid", "customer_id", "customerid",
         "customer", "member_id", "request.user_id", "auth_user", "x_user_id", "enduser.id",
         "usr.id", "request_x-user-id")  # fmt: skip
COOKIES = ("session_id", "sessionid", "session", "sid", "visitor_id", "visitor", "client_id",
           "anonymous_id", "device_id", "uid_got", "uid_set")  # fmt: skip
_UNITS = (
    ("ns", r"(?:_ns|nanos|nanoseconds|_nsec)$"),
    ("us", r"(?:_us|_usec|micros|microseconds)$"),
    ("ms", r"(?:_ms|_msec|millis|milliseconds|_?in_?ms|ms)$"),
    ("s", r"(?:_s|_sec|_secs|_seconds|seconds)$"),
)
_GO = re.compile(r"(?:[\d.]+h)?(?:[\d.]+m)?(?:[\d.]+(?:s|ms|us|µs|ns))?")

Flat = dict[str, tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Keys:
    """The paths (as DuckDB writes them) of each meaning in one file, and how to read them."""

    paths: Mapping[str, tuple[str, ...]]
    unit: str = ""  # of seconds: ns, us, ms, s, go (durations in words), or "" where unknown
    stamp_is: str = "completion"
    identity: str = ""
    cookie: str = ""
    said: str = ""
    parts: tuple[str, ...] = field(default=())  # durations to be added up (load balancers)


def flat(record: Mapping[str, Any], prefix: str = "", path: str = "$") -> Flat:
    """Every value of a record by its dotted key in lower case, with its path; a list's first."""
    out: Flat = {}
    for key, value in record.items():
        name = f"{prefix}{key.lower()}"
        quoted = key.replace("\\", "\\\\").replace('"', '\\"')
        here = f'{path}."{quoted}"'
        if isinstance(value, list) and value and not isinstance(value[0], dict | list):
            out[name] = (here + "[0]", value[0])
        elif isinstance(value, dict):
            out.update(flat(value, f"{name}.", here))
        else:
            out.setdefault(name, (here, value))
    return out


def is_access(record: Mapping[str, Any]) -> float:
    """How surely a record is of an access log: 1.0, 0.4 where it may be an application's, or 0."""
    found = flat(record)
    has = {meaning for meaning in KEYS if any(key in found for key in KEYS[meaning])}
    asked = "method" in has or ("request" in has and " " in str(_value(found, "request")))
    if not (asked and "status" in has and has & {"time", "arrival"} and has & {"path", "request"}):
        return 0.0
    if not re.fullmatch(r"-?\d{1,3}", str(_value(found, "status")).strip() or "0"):
        return 0.0
    spoken = found.keys() & {"level", "severity", "levelname"} and found.keys() & {"msg", "message"}
    return 0.4 if spoken and not has & {"address", "forwarded"} else 1.0


def _value(found: Flat, meaning: str) -> Any:
    return next((found[key][1] for key in KEYS[meaning] if key in found), None)


def choose(records: Sequence[Mapping[str, Any]], user_field: str = "") -> Keys:
    """The keys of a file, from a sample of its records in their order."""
    flats = [flat(record) for record in records]
    paths: dict[str, tuple[str, ...]] = {}
    for meaning, spellings in KEYS.items():
        found = {
            key: next(f[key][0] for f in flats if key in f)
            for key in spellings
            if any(_is(meaning, f[key][1]) for f in flats if key in f)
        }
        if found:
            paths[meaning] = tuple(found.values())[:4]
    if key := _duration_key(flats):
        paths["seconds"] = (next(f[key][0] for f in flats if key in f),)
    if "arrival" in paths:
        paths["time"] = paths["arrival"]
    if "method" in paths:
        paths.pop("request", None)
    identity, cookie = _users(flats, paths, user_field)
    envoy = any("response_code" in f for f in flats)
    traefik = any("downstreamstatus" in f for f in flats)
    unit, said = _unit(flats, envoy, traefik)
    parts = ("request_processing_time", "target_processing_time", "response_processing_time")
    found_parts = tuple(
        next(f[p][0] for f in flats if p in f) for p in parts if any(p in f for f in flats)
    )
    stamp_is = "arrival" if "arrival" in paths else "completion"
    return Keys(
        paths, unit, stamp_is, identity, cookie, said, found_parts if len(found_parts) == 3 else ()
    )


def _is(meaning: str, value: Any) -> bool:
    """Whether a value can have a meaning."""
    match meaning:
        case "time" | "arrival":
            return stamps.read(value) is not None
        case "request":
            return isinstance(value, str)
        case "seconds":
            return isinstance(value, int | float) or bool(re.match(r"\d", str(value)))
        case "address":
            return bool(re.match(r"[\d.]+|[0-9a-fA-F:]+", str(value)))
        case "status":
            return bool(re.fullmatch(r"-?\d{1,3}", str(value)))
        case _:
            return isinstance(value, str | int) and str(value) not in ("", "-")


def _users(
    flats: Sequence[Flat], paths: dict[str, tuple[str, ...]], wanted: str
) -> tuple[str, str]:
    if wanted:
        plain = wanted.lower().lstrip("$")
        for f in flats:
            for key, (path, _) in f.items():
                if plain in (key, key.rpartition(".")[2]) or key.endswith(f"cookie_{plain}"):
                    paths["user_id"] = (path,)
                    return (
                        f"{'cookie' if key.endswith('cookie_' + plain) else 'field'} {wanted}",
                        "",
                    )
        if "cookies" in paths:
            paths["user_id"] = paths["cookies"]
            return f"cookie {wanted}", wanted
        return "", ""
    best, count, word = "", 0, ""
    keys = [(key, "field") for key in USERS] + [(key, "cookie") for key in COOKIES]
    extra = sorted({key for f in flats for key in f if re.search(r"(?:^|\.)cookie_\w+$", key)})
    for key, kind in keys + [(key, "cookie") for key in extra]:
        told = sum(str(f[key][1]) not in ("", "-", "None") for f in flats if key in f)
        if told > count:
            best, count, word = key, told, kind
    if not best:
        return "", ""
    paths["user_id"] = (next(f[best][0] for f in flats if best in f),)
    if best in ("remote_user", "clientusername"):
        return "remote-user", ""
    written = re.sub(r"^.*cookie_", "", best) if word == "cookie" else best
    return f"{word} {written}", ""


def _duration_key(flats: Sequence[Flat]) -> str:
    """The key that says how long requests took, with or without a unit in its name; or ""."""
    found: dict[str, int] = {}
    for f in flats:
        for key, (_, value) in f.items():
            plain = re.sub(r"_?(?:ns|us|ms|msec|s|sec|secs|seconds|millis|nanos|micros)$", "", key)
            name = key if key in KEYS["seconds"] else plain
            if name in KEYS["seconds"] and _is("seconds", value):
                found.setdefault(key, KEYS["seconds"].index(name))
    return min(found, key=lambda key: (found[key], key), default="")


def _unit(flats: Sequence[Flat], envoy: bool, traefik: bool) -> tuple[str, str]:
    """The unit of the durations, and how it was told where the key does not say it."""
    key = _duration_key(flats)
    if not key:
        return "", ""
    values = [f[key][1] for f in flats if key in f and f[key][1] not in (None, "", "-")]
    texts = [str(value) for value in values]
    if texts and all(re.search(r"[a-zµ]", text) for text in texts):
        return "go", ""
    if traefik or key == "event.duration":
        return "ns", ""
    if envoy or key == "responselatency":
        return "ms", ""
    if key == "duration" and any("request.method" in f for f in flats):
        return "s", ""  # Caddy
    for unit, pattern in _UNITS:
        if re.search(pattern, key) and key not in KEYS["seconds"]:
            return unit, ""
    if key in ("request_time", "rt", "req_time", "reqtime") and any("." in t for t in texts):
        return "s", ""
    return _by_size(key, texts)


def _by_size(key: str, texts: Sequence[str]) -> tuple[str, str]:
    numbers = sorted(float(t) for t in texts if re.fullmatch(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", t))
    if not numbers:
        return "", ""
    middle, most = numbers[len(numbers) // 2], numbers[-1]
    fraction = any("." in t or "e" in t for t in texts)
    fits = [
        name
        for name, parts in durations.PER_SECOND.items()
        if 30e-6 <= (middle / parts or (1e-3 if name in ("ms", "s") else 0)) <= 10
        and most / parts <= 1800
        and not (fraction and name == "ns")
        and not (numbers[0] / parts < 2e-5 and name in ("ns", "us"))
        and not (fraction and name == "ms" and numbers[0] < 0.03)
    ]
    if fits == ["ms", "s"] and not fraction and most > 300:
        fits = ["ms"]
    if len(fits) == 1:
        return fits[0], f"`{key}` is read as {fits[0]}: in no other unit do its sizes make sense"
    return (
        "",
        f"`{key}` is a duration in no known unit: its sizes fit {' and '.join(fits) or 'none'}",
    )
