"""What a line of a text access log is made of, token by token.

The beginning is the common log format of every server (`[vhost] address ident user [time]
"request" status size`); behind it come tokens: quoted or bare, named (`rt=0.004`) or not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

_ITEM = r"[^\s\"\[\],]+(?:,[^\s\"\[\],]+)*"
BARE = rf"{_ITEM}(?:(?:,| :) (?![A-Za-z_]+=){_ITEM})*"  # "10.0.0.1:80, 10.0.0.2:80" is one value
_NAME = r"[A-Za-z_$][\w.$-]*"

_HEAD = re.compile(
    r"(?P<before>\S+ \S+ .*?) ?\[(?P<time>[^\]\"]{17,45})\] "
    r'"(?P<request>.*?)" (?P<status>\d{3}) (?P<size>\d+|-)(?P<rest>(?: .*)?)$',
    re.ASCII | re.DOTALL,
)
_TOKEN = re.compile(
    rf' (?:(?P<qname>{_NAME})[=:])?"(?P<quoted>(?:[^"\\]|\\.)*)"(?=\s|$)'
    rf"| (?P<name>{_NAME})=(?P<value>{BARE}|)(?=\s|\"?$)"
    r"| \[(?P<bracket>[^\]]*)\](?=\s|$)"
    rf"| (?P<bare>{BARE})(?=\s|\"?$)",
    re.ASCII | re.DOTALL,
)
_LOOSE = re.compile(r' "(?P<referer>.*?)" "(?P<agent>.*)"(?P<rest>(?: [^"]*)?)$', re.DOTALL)
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%]*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


class Token(NamedTuple):
    """One value behind the size: how it is written, its name or "", and what it says."""

    kind: str  # quoted, bare, bracket
    name: str
    value: str


class Shape(NamedTuple):
    """A token without its value."""

    kind: str
    name: str


Signature = tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One record, split. `user` is "-" where the server knew none."""

    host: str
    address: str
    user: str
    time: str
    request: str
    status: str
    tokens: tuple[Token, ...]

    @property
    def signature(self) -> Signature:
        """How its tokens are written."""
        return tuple(Shape(token.kind, token.name) for token in self.tokens)


def split(text: str) -> Line | str:
    """The record a line holds, or in words why it holds none."""
    found = _HEAD.match(text)
    if found is None:
        return _why_not(text)
    before = _before(found["before"])
    tokens = _tokens(found["rest"])
    if tokens is None:
        return "the line is cut: a quotation does not end"
    if before is None:
        return "no access log line: no address before the time"
    host, address, user = before
    return Line(host, address, user, found["time"], found["request"], found["status"], tokens)


def _why_not(text: str) -> str:
    if _CONTROL.search(text):
        return "no access log line: binary bytes"
    if re.match(r"\S+ \S+ .*?\[", text) or _ADDRESS.match(text):
        return "the line is cut"
    return "no access log line"


def _before(text: str) -> tuple[str, str, str] | None:
    """Host, address and user from what stands before the time; users may hold spaces."""
    parts = text.split(" ")
    host = ""
    named = len(parts) > 3 and not _ADDRESS.fullmatch(parts[0])
    if named and (_ADDRESS.fullmatch(parts[1]) or parts[2] == "-"):
        host, parts = parts[0], parts[1:]
    if len(parts) < 2:
        return None
    user = " ".join(parts[2:]).strip() or "-"
    return host, parts[0].rstrip(","), "-" if user == '""' else user.strip('"')


def _tokens(rest: str) -> tuple[Token, ...] | None:
    out: list[Token] = []
    place, rest = 0, rest.rstrip()
    while place < len(rest):
        found = _TOKEN.match(rest, place)
        if found is None:
            return _tokens(rest[:-1]) if rest[place:] == '"' else _loose(rest)
        if found["quoted"] is not None:
            out.append(Token("quoted", found["qname"] or "", found["quoted"]))
        elif found["name"] is not None:
            out.append(Token("bare", found["name"], found["value"]))
        elif found["bracket"] is not None:
            out.append(Token("bracket", "", found["bracket"]))
        else:
            out.append(Token("bare", "", found["bare"]))
        place = found.end()
    return tuple(out)


def _loose(rest: str) -> tuple[Token, ...] | None:
    """Referer and agent with quotes inside that nobody escaped; None where they do not end."""
    found = _LOOSE.match(rest)
    if found is None:
        return None
    behind = _tokens(found["rest"]) if '"' not in found["rest"] else None
    if behind is None:
        return None
    return (
        Token("quoted", "", found["referer"]), Token("quoted", "", found["agent"]), *behind,
    )  # fmt: skip


def samples(lines: Iterable[str]) -> list[Line]:
    """The records among some lines."""
    return [line for text in lines if isinstance(line := split(text), Line)]
