"""The language of incidents, read from lexicon.txt beside this file."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from mortem.check.phrases import Expression, Phrases, parted

_USES = re.compile(r"\{([a-z_]+)\}")
_MANY = 60  # a fragment of more lines is filled in one line at a time


def words(*patterns: str) -> Phrases:
    """Patterns that ignore case; they may use the lexicon's fragments as {name}."""
    return Phrases(lambda: _made(patterns))


def phrases(name: str) -> Phrases:
    """A set of the lexicon."""
    return Phrases(lambda: _made(_in_order(_sets()[name])))


def _made(sources: Iterable[str]) -> list[Expression]:
    return [_expression(each) for source in sources for each in _spread(source)]


@lru_cache(maxsize=2048)
def _expression(source: str) -> Expression:
    return Expression(_filled(source))


@lru_cache(maxsize=1)
def _sets() -> dict[str, list[str]]:
    """The lines of every set and fragment."""
    sets: dict[str, list[str]] = {}
    current: list[str] = []
    text = Path(__file__).with_name("lexicon.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        opened = re.fullmatch(r"\[(\w+)(?: \*)?\]", line) if line.startswith("[") else None
        if opened:
            current = sets.setdefault(opened[1], [])
        elif line and not line.startswith("#"):
            current.append(line)
    return sets


def _in_order(lines: Iterable[str]) -> list[str]:
    """Lines that may match within a word, then those at a word's edge; letters before the rest."""
    return sorted(lines, key=lambda line: (line.startswith(r"\b"), not _lettered(line)))


def _lettered(line: str) -> bool:
    bare = line.removeprefix(r"\b")
    return re.match(r"[a-z](?![?*+{])", bare) is not None and not ("|" in bare and parted(bare))


def _spread(source: str) -> Iterable[str]:
    """A pattern that hardly is more than a long fragment, as one pattern for each of its lines."""
    used = _USES.search(source)
    if used and len(_USES.sub("", source)) < 12 and len(_flat(used[1])) > _MANY:
        rest = source.replace(f"(?:{used[0]})", used[0])
        return [rest.replace(used[0], f"(?:{line})") for line in _flat(used[1])]
    return (source,)


@lru_cache(maxsize=64)
def _flat(name: str) -> tuple[str, ...]:
    """The lines of a fragment; one that is itself a fragment as the lines of that."""
    found: list[str] = []
    for line in _in_order(_sets()[name]):
        nested = _USES.fullmatch(line)
        found += _flat(nested[1]) if nested else (line,)
    return tuple(found)


@lru_cache(maxsize=64)
def _either(name: str) -> str:
    return "(?:" + "|".join(_in_order(_sets()[name])) + ")"


def _filled(pattern: str) -> str:
    return _USES.sub(lambda match: _filled(_either(match[1])), pattern)


SERVICE = phrases("service")
TROUBLE = phrases("trouble")
SYMPTOM = phrases("symptom")
UNABLE = phrases("unable")
SAW = phrases("saw")
CAUSE = phrases("cause")
NO_CAUSE = phrases("no_cause")
DETECTED = phrases("detected")
BY_MONITORING = phrases("by_monitoring")
BY_CUSTOMER = phrases("by_customer")
BY_ENGINEER = phrases("by_engineer")
INVESTIGATED = phrases("investigated")
ASSUMED = phrases("assumed")
MISLED = phrases("misled")
SOUND = phrases("sound")
ESCALATED = phrases("escalated")
HANDED = phrases("handed")
RESOLVED = phrases("resolved")
LED_TO = phrases("led_to")
CHANGED = phrases("changed")
