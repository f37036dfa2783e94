"""Application logs with a JSON object on each line."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from mortem.sources import stamps, wording
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, loads, records, share
from mortem.sources.rows import LogLine, Note, Rejected, Row
from mortem.sources.zones import no_zone

_KEYS: Mapping[str, tuple[str, ...]] = {
    meaning: tuple(keys.split())
    for meaning, keys in {
        "at": "ts time timestamp @timestamp @t datetime date at t epoch asctime eventtime"
        " event_time logged_at created timemillis instant time_unix_nano timeunixnano",
        "level": "level severity levelname log.level lvl loglevel log_level @l level_name"
        " severitytext severity_text levelno priority status",
        "message": "msg message event short_message log text @m @mt body textpayload",
        "service": "service service.name app application service_name app_name appname component"
        " logger name logger_name loggername log.logger module",
        "instance": "instance pod pod_name kubernetes.pod_name kubernetes.pod.name host hostname"
        " host.name container instance_id node server worker",
        "version": "version release service.version app_version build git_sha commit",
        "exception": "exc_type exception_type error.type exception.type error_type err.type"
        " error.class exception.class error.kind exception_class error.name err.name thrown.name"
        " error_class",
        "traceback": "traceback exc_info exception stack stack_trace stacktrace error.stack"
        " error.stack_trace err.stack exc_text exception.stacktrace thrown @x error err",
        "request_id": "request_id requestid req_id x_request_id x-request-id rid req.id reqid"
        " http.request.id correlation_id correlationid trace_id traceid trace.id",
    }.items()
}
_ABOUT_PEOPLE = frozenset({"by", "author", "actor", "release", "ref", "sha", "user"})


class AppJson(EventReader):
    """Application logs as JSON lines, in the usual spellings.

    Taken: the time (`ts`, `time`, `timestamp`, `@timestamp`, epoch seconds to nanoseconds), the
    level (names, pino's and syslog's numbers), the message, and where present service, instance,
    version, exception with traceback, and request or trace id; nested objects and dotted names
    (ECS, pino) alike. A container runtime's wrapping (`{"log": "...", "time": ...}`) is taken off.
    A line without a readable time or without a message is rejected.
    """

    def score(self, head: Head) -> float:
        return 0.9 * share(head, _is_entry)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        zoneless = False
        for record in records(path, label):
            if isinstance(record, Rejected):
                yield record
                continue
            entry, lacks = _entry(record, label)
            zoneless = zoneless or bool(lacks)
            yield entry
        if zoneless:
            yield no_zone(label)


def _is_entry(fields: Fields) -> bool:
    fields = _lowered(_unwrapped(fields))
    if stamps.read(_pick(fields, "at")[1]) is None or _pick(fields, "message")[1] is None:
        return False
    if "status" in fields and fields.keys() & {"method", "request", "uri", "path", "url"}:
        key, value = _pick(fields, "level")
        return key not in ("", "status") and bool(wording.level(value, key))
    if _pick(fields, "level")[0] not in ("", "status"):
        return True
    return bool(_pick(fields, "service")[0]) and not fields.keys() & _ABOUT_PEOPLE


def _entry(record: Record, label: str) -> tuple[LogLine | Rejected, str]:
    fields = _lowered(_unwrapped(record.fields))
    stamp = stamps.read(_pick(fields, "at")[1])
    if stamp is None:
        return Rejected(label, record.line, "no readable time in the JSON"), ""
    message = _text(_pick(fields, "message")[1])
    trace = _text(_pick(fields, "traceback")[1])
    if not message and not trace:
        return Rejected(label, record.line, "no message in the JSON"), ""
    key, raw_level = _pick(fields, "level")
    level = wording.level(raw_level, key)
    named = _text(_pick(fields, "exception")[1]).rpartition(".")[2]
    error = named or (wording.exception(message, trace) if trace or level in wording.GRAVE else "")
    if not error and level in wording.GRAVE:
        error = wording.template(message)
    entry = LogLine(
        at=stamp.at,
        service=_text(_pick(fields, "service")[1]),
        instance=_text(_pick(fields, "instance")[1]),
        version="" if "short_message" in fields else _text(_pick(fields, "version")[1]),
        level=level,
        message=f"{message}\n{trace}".strip() if trace and trace not in message else message,
        exception=error,
        request_id=_text(_pick(fields, "request_id")[1]).strip("-"),
        source=label,
        line=record.line,
    )
    return entry, stamp.lacks


def _unwrapped(fields: Fields) -> Fields:
    """Without a container runtime's wrapping, with its time where the entry has none."""
    inner = fields.get("log", fields.get("message"))
    if isinstance(inner, str) and inner.lstrip().startswith("{"):
        parsed = loads(inner)
        if isinstance(parsed, dict):
            return {**fields, **parsed} if "log" not in parsed else parsed
    return fields


def _lowered(fields: Fields) -> Fields:
    return {key.lower(): value for key, value in fields.items()}


@lru_cache(maxsize=4096)
def _places(keys: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """For each meaning the keys that may hold it, of an object with these keys (nested: dotted)."""
    known = set(keys)
    return {
        meaning: tuple(name for name in names if name in known or name.partition(".")[0] in known)
        for meaning, names in _KEYS.items()
    }


def _pick(fields: Fields, meaning: str) -> tuple[str, Any]:
    """The first key with that meaning that holds something, and what it holds."""
    for key in _places(tuple(fields))[meaning]:
        value = fields.get(key)
        if value is None and "." in key:
            outer, _, inner = key.partition(".")
            nested = fields.get(outer)
            value = nested.get(inner) if isinstance(nested, dict) else None
        if value is not None and value != "" and not (isinstance(value, dict) and meaning == "at"):
            if isinstance(value, dict):
                value = value.get("name") or value.get("message") or value.get("stack")
            return key, value
    return "", None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    return str(value).rstrip("\n")
