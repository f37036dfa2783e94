"""Which token of an access log means what: by its name, else by what its values look like."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mortem.sources.layout import Line, Shape, Signature

# role -> spellings, lower case, without a leading "$"
NAMES: dict[str, tuple[str, ...]] = {
    "seconds": (
        "rt", "request_time", "reqtime", "req_time", "request_duration", "duration", "took",
        "elapsed", "total_time", "latency", "response_time", "resp_time", "time_taken", "d", "dt",
        "requesttime", "time",
    ),
    "upstream_seconds": (
        "urt", "upstream_response_time", "upstream_time", "upstream_rt", "uprt", "upstream",
    ),
    "upstream_status": ("us", "ustatus", "upstream_status", "ups_status", "ups"),
    "upstream": ("ua", "upstream_addr", "uaddr", "upstream", "backend", "up", "upstream_host"),
    "msec": ("ts", "msec", "time_msec", "epoch", "timestamp", "t"),
    "request_id": (
        "rid", "request_id", "reqid", "req_id", "x_request_id", "x-request-id", "requestid", "id",
        "trace_id",
    ),
    "forwarded": ("xff", "x_forwarded_for", "x-forwarded-for", "http_x_forwarded_for", "fwd",
                  "forwarded_for", "client_ip", "real_ip", "xfwd"),
    "host": ("host", "vhost", "server_name", "http_host", "sn", "servername"),
    "agent": ("agent", "user_agent", "http_user_agent", "useragent", "ua"),
}  # fmt: skip
USERS = (
    "user_id", "userid", "uid", "user", "login", "account", "account_id", "customer",
    "customer_id", "member", "username", "usr", "remote_user",
)  # fmt: skip
COOKIES = ("session", "session_id", "sessionid", "sid", "sess", "visitor", "visitor_id",
           "client_id",
           "uid_got", "uid_set", "jsessionid", "phpsessid")  # fmt: skip

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("msec", r"\d{10}\.\d{3,6}"),
    ("decimal", r"(?:\d+\.\d{3,9}|-)(?:(?:, ?| : )(?:\d+\.\d{3,9}|-))*"),
    ("slashed", r"\d+/\d+"),
    ("spelled", r"\d+(?:\.\d+)?(?:ns|us|µs|ms|s)"),
    ("status", r"(?:[1-5]\d\d|-)(?:(?:, ?| : )(?:[1-5]\d\d|-))*"),
    ("hex", r"[0-9a-fA-F]{16,64}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    ("integer", r"\d+"),
    ("upstream", r"(?:unix:\S+|\S+:\d{2,5})(?:(?:, ?| : )(?:unix:\S+|\S+:\d{2,5}|\S+))*"),
    ("forwarded", r"(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:]+)(?:, ?\S+)*"),
    ("cookies", r"\S+=\S*(?:; ?\S+=.*)*"),
)
_COMPILED = tuple((name, re.compile(pattern, re.ASCII)) for name, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class Roles:
    """Which token (by its place behind the size) has which role.

    `last` is the pattern every value of the last token fits (a cut line fails it), or "".
    """

    places: dict[int, str] = field(default_factory=dict)
    seconds_kind: str = ""  # decimal, spelled, integer, or the unit of a named field
    identity: str = ""
    cookie: str = ""  # the cookie's name, where the user is one of several cookies in a field
    last: str = ""

    def place(self, role: str) -> int | None:
        """Where a role is found."""
        return next((place for place, name in self.places.items() if name == role), None)


def assign(signature: Signature, lines: Sequence[Line], user_field: str = "") -> Roles:
    """The roles of a signature's tokens, from the lines that have it."""
    columns = [[line.tokens[place].value for line in lines] for place in range(len(signature))]
    kinds = [_class(values) for values in columns]
    places: dict[int, str] = {}
    start = 0
    if signature[:2] == (Shape("quoted", ""),) * 2:
        places, start = {0: "referer", 1: "agent"}, 2
    for place in range(start, len(signature)):
        role = _by_name(signature[place].name, kinds[place])
        if not signature[place].name:
            role = _by_value(kinds[place], places, kinds, place)
        if role and role not in places.values():
            places[place] = role
    places = _longest_is_request(places, kinds, columns)
    identity, cookie = _user(signature, kinds, columns, places, user_field)
    seconds = next((place for place, role in places.items() if role == "seconds"), None)
    kind = "" if seconds is None else _unit(signature[seconds].name, kinds[seconds])
    return Roles(places, kind, identity, cookie, _last(kinds, columns))


def _class(values: Sequence[str]) -> str:
    """What nearly all values look like; "" where they look like nothing in particular."""
    told = [value for value in values if value not in ("-", "", "-,")]
    if not told:
        return "nothing"
    for name, pattern in _COMPILED:
        if sum(bool(pattern.fullmatch(value)) for value in told) >= 0.95 * len(told):
            return name
    return ""


def _by_name(name: str, kind: str) -> str:
    name = name.lower().lstrip("$")
    if not name:
        return ""
    bare = re.sub(r"_?(?:ns|us|µs|ms|sec|seconds|s)$", "", name)
    for role, spellings in NAMES.items():
        spelled = name in spellings or (role == "seconds" and bare in spellings)
        if spelled and _fits(role, kind):
            return role
    return ""


def _fits(role: str, kind: str) -> bool:
    """Whether values of a kind can have a role, so that `ua` may be either of its meanings."""
    match role:
        case "seconds":
            return kind in ("decimal", "spelled", "slashed", "integer", "status", "nothing")
        case "upstream_seconds":
            return kind in ("decimal", "spelled", "nothing")
        case "upstream_status":
            return kind in ("status", "integer", "nothing")
        case "msec":
            return kind == "msec"
        case "upstream":
            return kind in ("upstream", "forwarded", "nothing")
        case "forwarded":
            return kind in ("forwarded", "nothing")
        case _:
            return True


def _by_value(kind: str, places: dict[int, str], kinds: Sequence[str], place: int) -> str:
    taken = set(places.values())
    match kind:
        case "msec":
            return "msec"
        case "decimal" | "spelled" | "slashed":
            return "seconds" if "seconds" not in taken else "upstream_seconds"
        case "integer" | "status":
            if kind == "status" and taken & {"upstream", "upstream_seconds"}:
                return "upstream_status"
            others = [k for k in kinds if k in ("integer", "status", "decimal", "spelled")]
            return "seconds" if len(others) == 1 and place >= len(kinds) - 1 else ""
        case "upstream":
            return "upstream"
        case "forwarded":
            return "forwarded"
        case "hex":
            return "request_id"
        case _:
            return ""


def _longest_is_request(
    places: dict[int, str], kinds: Sequence[str], columns: Sequence[Sequence[str]]
) -> dict[int, str]:
    """Of two bare durations, the one that is always there and never shorter is the request's."""
    by_role = {role: place for place, role in places.items()}
    first, second = by_role.get("seconds"), by_role.get("upstream_seconds")
    if first is None:
        return places
    if second is None:
        # an upstream's time is missing where no upstream was asked; a request's never is
        if kinds[first] == "decimal" and _missing(columns[first]) > 0:
            return {**places, first: "upstream_seconds"}
        return places
    if kinds[first] == kinds[second] == "decimal":
        if _missing(columns[first]) and not _missing(columns[second]):
            return {**places, first: "upstream_seconds", second: "seconds"}
        pairs = list(zip(columns[first], columns[second], strict=True))
        shorter = sum(_number(a) < _number(b) - 0.0015 for a, b in pairs)
        longer = sum(_number(a) > _number(b) + 0.0015 for a, b in pairs)
        if shorter > 3 * longer and shorter > 3:
            return {**places, first: "upstream_seconds", second: "seconds"}
    return places


def _missing(values: Sequence[str]) -> int:
    return sum(value.startswith("-") or not value for value in values)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _unit(name: str, kind: str) -> str:
    if kind in ("spelled", "decimal", "slashed"):
        if kind == "decimal" and name.lower().endswith("_ms"):
            return "ms"
        return kind
    for ending in ("ns", "us", "ms"):
        if name.lower().endswith("_" + ending) or name.lower().endswith(f"time{ending}"):
            return ending
    return "integer"


def _user(
    signature: Signature,
    kinds: Sequence[str],
    columns: Sequence[Sequence[str]],
    places: dict[int, str],
    wanted: str,
) -> tuple[str, str]:
    """Where the user is named; adds the role, and gives the identity in words and the cookie."""
    names = [shape.name.lower().lstrip("$") for shape in signature]
    if wanted:
        plain = wanted.lower().lstrip("$")
        for place, name in enumerate(names):
            if name in (plain, f"cookie_{plain}"):
                places[place] = "user_id"
                return (f"cookie {wanted}" if name != plain else f"field {wanted}"), ""
        for place in range(len(kinds)):
            if any(re.search(rf"(?:^|; ?){re.escape(wanted)}=", v) for v in columns[place]):
                places[place] = "user_id"
                return f"cookie {wanted}", wanted
        return "", ""
    for spellings, word in ((USERS, "field"), (COOKIES, "cookie")):
        for place, name in enumerate(names):
            known = name in spellings or (word == "cookie" and name.startswith("cookie_"))
            if known and place not in places and kinds[place] != "nothing":
                places[place] = "user_id"
                return f"{word} {name.removeprefix('cookie_')}", ""
    return _cookie(signature, kinds, columns, places)


def _cookie(
    signature: Signature,
    kinds: Sequence[str],
    columns: Sequence[Sequence[str]],
    places: dict[int, str],
) -> tuple[str, str]:
    """The user's cookie in a quoted field of cookies (`"sid=4f1; theme=dark"`), where most have it.

    Adds the role, and gives the identity in words and the cookie's name.
    """
    for place, shape in enumerate(signature):
        if shape.kind != "quoted" or kinds[place] != "cookies" or place in places:
            continue
        told = [value for value in columns[place] if value not in ("-", "")]
        names = Counter(
            pair.partition("=")[0] for value in told for pair in re.split(r"; ?", value)
        )
        for name in (*USERS, *COOKIES):
            for spelled, number in sorted(names.items()):
                if spelled.lower() == name and number >= 0.5 * len(columns[place]):
                    places[place] = "user_id"
                    return f"cookie {spelled}", spelled
    return "", ""


def _last(kinds: Sequence[str], columns: Sequence[Sequence[str]]) -> str:
    """A pattern (for Python and Rust) for the last token that a shortened value would miss."""
    if not kinds:
        return ""
    told = Counter(len(value) for value in columns[-1] if value not in ("-", ""))
    usual = _usual(told)
    if kinds[-1] == "hex" and usual:
        return rf"-|[0-9a-fA-F-]{{{usual}}}"
    if kinds[-1] in ("decimal", "msec"):
        ends = Counter(len(value.rpartition(".")[2]) for value in columns[-1] if "." in value)
        if digits := _usual(ends):
            one = rf"(?:[0-9]+\.[0-9]{{{digits}}}|-)"
            return rf"{one}(?:(?:, ?| : ){one})*"
    return ""


def _usual(counts: Counter[int]) -> int:
    """The number that nearly all have; 0 where there is none."""
    number, count = next(iter(counts.most_common(1)), (0, 0))
    return number if count >= 0.8 * counts.total() else 0


def complete(value: str, last: str) -> bool:
    """Whether the last token of a line is whole, by the pattern of all others."""
    return re.fullmatch(last, value) is not None
