"""What a draft keeps to itself: names of people, addresses, e-mails, tokens, cookies, user ids.

What is taken out of a quotation leaves a mark in brackets, as an editor would: `[address]`.
"""

import ipaddress
import re
from collections.abc import Iterable

from mortem.facts import FactBook

_ROLE = re.compile(
    r"\b(team|support|dev\w*|engineer\w*|on-?call|manager|lead|dba|sre|ops|operations|admin\w*|"
    r"release|bot|ci|cd|customer\w*|client|user|help ?desk|desk|service|monitor\w*|security|"
    r"network\w*|database|platform|infra\w*|backend|frontend|payments?|responder|commander|"
    r"officer|analyst|vendor|provider|deploy\w*|system|pipeline|github|gitlab|jenkins|argo\w*|"
    r"noc|it|qa|sysadmin\w*|store|checkout|shop|technician|specialist|expert|staff)\b",
    re.I,
)
_TAKEN_OUT = (
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"), "[token]"),
    (re.compile(r"\b(?:gh[pousr]|xox[abposr]|sk|pk|glpat)[-_][\w-]{8,}"), "[token]"),
    (re.compile(r"\bAKIA[0-9A-Z]{12,}"), "[token]"),
    (
        re.compile(
            r"(?i)\b(?:token|password|passwd|secret|api[-_]?key|session(?:[-_]?id)?|sid|"
            r"cookie|authorization|bearer|sessid|phpsessid|jsessionid|csrf\w*|uid|auth)"
            r"\s*[=:]\s*(?:bearer\s+)?[^\s;,&\"'”]+"
        ),
        "[token]",
    ),
    (re.compile(r"(?i)\bbearer\s+[\w.~+/=-]{8,}"), "[token]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (
        re.compile(r"(?i)\buser(?:s|\s+id)?\s*[#:=]?\s*\w*\d[\w-]*(?!\s*%)(?![\w,.]*\s+of\b)"),
        "[user]",
    ),
    (re.compile(r"\bu\d{3,}\b"), "[user]"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I), "[id]"),
    (re.compile(r"\b(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[A-Za-z0-9+_-]{32,}={0,2}"), "[token]"),
    (re.compile(r"\b\d(?:[ -]?\d){12,18}\b"), "[number]"),
    (re.compile(r"(?<!\w)\+\d{1,3}(?:[ ()-]{0,2}\d){7,12}(?![\w:])"), "[phone]"),
)
_ADDRESS4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d+)?(?![\w]|\.\d)")
_ADDRESS6 = re.compile(r"(?<![\w:])\[?((?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4})\]?(?::\d+)?")
_CALLED = re.compile(
    r"(?i:\b(?:pag(?:e|ed|ing)|ping(?:ed|ing)?|call(?:ed|ing)|ask(?:ed|ing)?|t(?:old|elling)"
    r"|thanks|"
    r"thank you|thx|cc|hey|hi|hello|messag(?:ed|ing)|woke|invit(?:ed|ing)|looped in|brought in)\s+)"
    r"([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b|(?<=[a-z,] )([A-Z][a-z]{2,})(?= from (?:[A-Z]|the ))"
    r"|(?<![\w@])@([\w.-]+\w)"
)


def looks_like_a_role(name: str) -> bool:
    """Whether a display name is a role, a team or a machine rather than a person."""
    name = name.partition("@")[0] or name  # of an e-mail address, who and not where
    return bool(_ROLE.search(name.replace("_", " ").replace("-", " ")) or _ROLE.search(name))


def without_secrets(text: str) -> str:
    """The text without addresses, e-mails, tokens, cookies and ids of users."""
    for pattern, mark in _TAKEN_OUT:
        text = pattern.sub(mark, text)
    return without_addresses(text)


def without_addresses(text: str) -> str:
    """The text without network addresses, as SQL is shown: the rest of it must stay as it is."""
    text = _ADDRESS4.sub("[address]", text)
    return _ADDRESS6.sub(lambda m: "[address]" if _is_address(m[1]) else m[0], text)


def _is_address(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6 and len(text) > 2
    except ValueError:
        return False


class Discretion:
    """Who may be named. With `names` people are named as the record does; secrets never are."""

    def __init__(self, book: FactBook, *, names: bool = False) -> None:
        self.names = names
        people = {who for who in _authors(book) if who and not looks_like_a_role(who)}
        words = {
            part
            for who in people
            for part in re.split(r"[\s._-]+", who.partition("@")[0])
            if len(part) > 2 and not part.isdigit()
        }
        capital = {word[0].upper() + word[1:] for word in words}  # of a handle, too
        known = sorted(people | capital, key=lambda n: (-len(n), n))
        self._spoken = (
            re.compile(
                rf"(?i)(\b(?:by|from|thanks(?: to)?|thx|cc|ping|ask)\s+|@)(?:{_any(words)})(?!\w)"
            )
            if words
            else None
        )
        self._known = re.compile(rf"(?<!\w)@?(?:{_any(known)})(?!\w)") if known else None

    def person(self, who: str, otherwise: str = "an engineer") -> str:
        """How to call the author of something: the role, or the name where names are wanted."""
        if not who:
            return otherwise
        if self.names or looks_like_a_role(who):
            return without_secrets(who)
        return otherwise

    def text(self, text: str) -> str:
        """Text of the record, fit to print."""
        text = without_secrets(" ".join(text.split()))
        if self.names:
            return text
        if self._known:
            text = self._known.sub("[a colleague]", text)
        if self._spoken:
            text = self._spoken.sub(lambda m: f"{m[1].rstrip('@')}[a colleague]", text)
        return _CALLED.sub(_unnamed, text)


def _any(names: Iterable[str]) -> str:
    """A pattern of any of the names, the longest first."""
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))


def _unnamed(found: re.Match[str]) -> str:
    name = found[1] or found[2] or found[3]
    if looks_like_a_role(name) or name in ("All", "Team", "Everyone", "here", "channel"):
        return found[0]
    start = found[0][: found.start(1) - found.start()] if found[1] else ""
    return f"{start}[a colleague]"


def _authors(book: FactBook) -> Iterable[str]:
    for event in book.facts["timeline"].items if "timeline" in book.facts else []:
        if event["kind"] in ("message", "change"):
            yield event["who"]
    for key in ("assumptions", "escalations"):
        fact = book.known(key)
        for item in fact.items if fact else []:
            yield item.get("by") or ""
    detection = book.known("detection")
    if detection and detection["how"] != "monitoring":
        yield detection["by"] or ""
