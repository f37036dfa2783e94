"""The language of incidents, read from lexicon.txt beside this file."""

import re
from functools import lru_cache
from importlib.resources import files

_USES = re.compile(r"\{([a-z_]+)\}")


def words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that ignores case; it may use the lexicon's fragments as {name}."""
    return re.compile(_filled(pattern), re.I)


@lru_cache(maxsize=1)
def _sets() -> dict[str, str]:
    """Every set as one pattern: its lines are alternatives."""
    sets: dict[str, list[str]] = {}
    current: list[str] = []
    text = (files("mortem.check.reading") / "lexicon.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        opened = re.fullmatch(r"\[(\w+)(?: \*)?\]", line)
        if opened:
            current = sets.setdefault(opened[1], [])
        elif line and not line.startswith("#"):
            current.append(line)
    return {name: _either(lines) for name, lines in sets.items()}


def _either(lines: list[str]) -> str:
    r"""Any of the lines. Those that begin at a word's edge share one \b, which saves most tries."""
    edged = [line[2:] for line in lines if line.startswith(r"\b")]
    free = [line for line in lines if not line.startswith(r"\b")]
    parts = _grouped(free)
    if edged:
        parts.append(r"\b(?:" + "|".join(_grouped(edged)) + ")")
    return "(?:" + "|".join(parts) + ")"


def _grouped(lines: list[str]) -> list[str]:
    """The lines with those that begin with the same letter under that letter, for speed."""
    by_letter: dict[str, list[str]] = {}
    other = []
    for line in lines:
        if re.match(r"[a-z](?![?*+{])", line) and "|" not in _outside(line):
            by_letter.setdefault(line[0], []).append(line[1:])
        else:
            other.append(line)
    return [f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items()] + other


def _outside(pattern: str) -> str:
    """What of a pattern stands in no bracket."""
    kept, depth = [], 0
    for char in pattern:
        depth += (char in "([") - (char in ")]")
        if not depth:
            kept.append(char)
    return "".join(kept)


def _filled(pattern: str) -> str:
    return _USES.sub(lambda match: _filled(_sets()[match[1]]), pattern)


@lru_cache(maxsize=64)
def phrases(name: str) -> re.Pattern[str]:
    """A set of the lexicon, as one pattern."""
    return words(_sets()[name])


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
