"""Find keys, tokens and passwords in a line, with the detectors of detect-secrets.

Only detectors that know a secret by its shape are used; those that go by entropy or by a keyword
take commit ids and prose for secrets. The library takes a third of a second to import, so a line
goes to it only where a cheap look says that it might hold one.
"""

import importlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from mortem.check.phrases import expressions
from mortem.check.place import lines_of

DETECTORS = (
    "artifactory", "aws", "azure_storage_key", "basic_auth", "cloudant", "discord",
    "github_token", "gitlab_token", "ibm_cos_hmac", "jwt", "mailchimp", "npm", "openai",
    "private_key", "pypi_token", "sendgrid", "slack", "square_oauth", "stripe",
    "telegram_token", "twilio",
)  # fmt: skip
_MAYBE = expressions(
    r"PRIVATE KEY|PuTTY-User-Key|hooks\.slack\.com|_authToken|[sr]k_live|npm_|pypi-AgE|sq0",
    r"AccountKey=|cloudant",
    r"://[^\s/:@]+:[^\s/@]+@",
    r"eyJ[\w-]{8}",
    r"(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|A3T)[A-Z0-9]",
    r"gh[pousr]_",
    r"xox[a-z]-",
    r"\bgl(?:agent-|cbt-|dt-|ft-|imt-|oas-|pat-|ptt-|rt-|soat-)",
    r"SG\.\w",
    r"sk-\w",
    r"AKC\w",
    r"\d{8,10}:[\w-]{35}",
    r"[MNO][\w-]{23,25}\.",
    r"aws.{0,20}(?:key|pwd|pw|password|pass|token)",
    r"\bcos[_-]",
    r"[0-9a-z]{32}-us\d",
    r"\b(?:AC|SK)[a-z0-9]{32}",
    flags=0,
)
_DIGEST = re.compile(r"(?<!\w)[0-9a-f]{40}(?:[0-9a-f]{24})?(?!\w)")
_ASSIGNED = re.compile(
    r"(?<![A-Za-z])(?P<name>pass(?:word|wd|phrase)?|pwd|secret(?:[_-]?key)?|api[_-]?key|"
    r"(?:access|auth|bearer|api|refresh|secret)[_-]?token|access[_-]?key|client[_-]?secret|"
    r"private[_-]?key|authorization)[\"'`]?\s*(?P<sign>=>|:=|=|:)\s*"
    r"(?:(?:Bearer|Basic)\s+)?(?P<quote>[\"'`]?)(?P<value>[^\s\"'`,;&<>()\[\]{}|]{8,})",
    re.I,
)
_WORDS = ("pass", "pwd", "secret", "token", "key", "authori", "bearer", "basic")
_BEARER = re.compile(r"\b(?:Bearer|Basic)\s+(?P<value>[A-Za-z0-9._~+/=-]{16,})")
_MASKED = re.compile(
    r"[*x\u2022.]{3,}|\$|%|example|sample|redact|changeme|placeholder|your|dummy|secret|password|"
    r"^<|hidden|masked|removed|snip|null|none|true|false|undefined|not[-_]?set|required|^env",
    re.I,
)


def secrets(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Each secret in a text: its line and columns (from 0), its end, and what kind it is.

    What is masked or plainly an example ('****', '$TOKEN', 'user:password@') is none.
    """
    shaped = bool(_MAYBE.search(_DIGEST.sub("", text)))
    lower = text.lower()
    named = any(word in lower for word in _WORDS)
    if shaped or named:
        for number, line in enumerate(lines_of(text)):
            yield from ((number, *each) for each in _in_line(line, shaped, named))


def _in_line(line: str, shaped: bool, named: bool) -> Iterator[tuple[int, int, str]]:
    found = dict[int, tuple[int, str]]()
    if shaped and _MAYBE.search(_DIGEST.sub("", line)):
        for kind, value in _known_shapes(line):
            start = line.find(value)
            if start >= 0 and not _plainly_none(kind, value):
                found.setdefault(start, (start + len(value), kind))
    lower = line.lower() if named else ""
    if any(word in lower for word in _WORDS):
        for pattern, kind in ((_ASSIGNED, "password or key"), (_BEARER, "token")):
            for match in pattern.finditer(line):
                start, end = match.span("value")
                taken = any(s <= start < e for s, (e, _) in found.items())
                if _random(match["value"]) and not taken:
                    found.setdefault(start, (end, kind))
    yield from ((start, end, kind) for start, (end, kind) in sorted(found.items()))


def _known_shapes(line: str) -> Iterator[tuple[str, str]]:
    for detector in _detectors():
        for value in detector.analyze_string(line):
            if value:
                yield detector.secret_type, value


@lru_cache(maxsize=1)
def _detectors() -> tuple[Any, ...]:
    found = []
    for name in DETECTORS:
        module = importlib.import_module(f"detect_secrets.plugins.{name}")
        found += [
            thing()
            for thing in vars(module).values()
            if isinstance(thing, type)
            and thing.__module__ == module.__name__
            and hasattr(thing, "secret_type")
            and hasattr(thing, "analyze_string")
        ]
    return tuple(found)


def _plainly_none(kind: str, value: str) -> bool:
    return kind != "Private Key" and bool(_MASKED.search(value))


def _random(value: str) -> bool:
    """Whether a value looks chosen by a machine, or by a person who was told to add a digit."""
    kinds = (r"[a-z]", r"[A-Z]", r"\d", r"[^\w]")
    mixed = sum(bool(re.search(kind, value)) for kind in kinds)
    enough = mixed >= 3 or (mixed >= 2 and len(value) >= 16)
    return enough and bool(re.search(r"\d", value)) and not _MASKED.search(value)
