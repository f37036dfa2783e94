"""What mortem.toml may say: one table of settings, read only by the faces.

The nearest `mortem.toml`, or `pyproject.toml` with a `[tool.mortem]` table, counts, looking from
the folder at hand upwards; in one folder mortem.toml goes first. Files are not merged. In
mortem.toml the keys may stand at the top or under `[tool.mortem]`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mortem.errors import BadSettings
from mortem.timespan import Timespan

if TYPE_CHECKING:
    from mortem.evidence.store import Scope
    from mortem.facts.question import Inquiry

FILE = "mortem.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that mortem.toml may say.

    `name` is the key (`check.select` stands in the table `[check]`), `default` what holds without
    it, `help` its meaning and unit; `kind` what a value must be: text, number, texts (a list), or
    table (names to texts).
    """

    name: str
    default: Any
    help: str
    kind: str = "text"


SETTINGS: tuple[Setting, ...] = (
    Setting("title", "", "What the incident is called; the draft's title."),
    Setting("id", "", "The incident's number or name in your tracker."),
    Setting("severity", "", "How grave it is, in your own scale, such as `SEV-2`."),
    Setting("zone", "", "The zone to write times in: a name (`Africa/Kigali`) or an offset."),
    Setting("services", (), "The names of your services, as people write them.", "texts"),
    Setting("user_field", "", "The field or cookie that says who a user is (else: found)."),
    Setting("routes", {}, "Names for groups of paths: name = regular expression.", "table"),
    Setting("ignore_addresses", (), "Addresses or networks that are no people's.", "texts"),
    Setting("ignore_agents", (), "Parts of user agents that are no people's.", "texts"),
    Setting("slow_after", 5.0, "Seconds from which a request is too slow.", "number"),
    Setting("min_duration", None, "Seconds an outage must last (else: by the evidence).", "number"),
    Setting("check.select", (), "Rules or categories to run; none means all.", "texts"),
    Setting("check.ignore", (), "Rules or categories to leave out.", "texts"),
    Setting("check.exclude", (), "Files or folders not to check, as glob patterns.", "texts"),
    Setting("check.rules", {}, 'Per rule: "off", "info", "warning" or "error".', "table"),
)
_KNOWN = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force: `settings["check.select"]`. `path` is their file, None without one."""

    values: Mapping[str, Any] = field(default_factory=dict)
    path: Path | None = None

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name, _KNOWN[name].default)


def load(start: Path) -> Settings:
    """The nearest settings, looking from `start` (a file or folder) upwards; else the defaults.

    Raises BadSettings where the file is not TOML, or says what mortem does not know.
    """
    here = start.absolute()
    for folder in (here, *here.parents):
        for name in (FILE, "pyproject.toml"):
            path = folder / name
            found = _tables(path) if path.is_file() else None
            if found is not None:
                return Settings(dict(_checked(found, path)), path)
    return Settings()


def _tables(path: Path) -> dict[str, Any] | None:
    """What the file says of mortem; None for a pyproject.toml that says nothing of it."""
    import tomllib

    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} is not TOML: {error}") from error
    except OSError as error:
        raise BadSettings(f"{path} cannot be read: {error.strerror}") from error
    tool = told.get("tool", {}) if path.name == "pyproject.toml" else told.pop("tool", {})
    ours: dict[str, Any] | None = tool.get("mortem")
    return ours if path.name == "pyproject.toml" else {**told, **(ours or {})}


def _checked(told: Mapping[str, Any], path: Path, table: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in told.items():
        name = f"{table}{key}"
        if name in _KNOWN:
            yield name, _value(_KNOWN[name], value, path)
        elif isinstance(value, dict) and any(known.startswith(f"{name}.") for known in _KNOWN):
            yield from _checked(value, path, f"{name}.")
        else:
            raise BadSettings(f"{path} sets {name!r}, which mortem does not know{_nearest(name)}")


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, _KNOWN, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; it knows {', '.join(_KNOWN)}"


def _value(setting: Setting, value: Any, path: Path) -> Any:
    kinds = {
        "text": ("a text", _is_text),
        "number": ("a number of seconds, above 0", _is_seconds),
        "texts": ("a list of texts", _are_texts),
        "table": ("a table of texts", lambda v: isinstance(v, dict) and _are_texts([*v.values()])),
    }
    wanted, fits = kinds[setting.kind]
    if not fits(value):
        raise BadSettings(f"{path}: {setting.name} must be {wanted}, not {value!r}")
    return tuple(value) if setting.kind == "texts" else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_OFFSET = re.compile(r"(?:(?:utc|gmt|z)\s*)?([+-\u2212])\s*(\d{1,2})(?::?([0-5]\d))?", re.I)


def zone_of(text: str) -> tzinfo:
    """The zone a person names: IANA (`Africa/Kigali`) or an offset (`+02:00`, `UTC+2`, `Z`).

    Raises BadSettings, with the nearest names, where there is no such zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    wanted = text.strip()
    if wanted.lower() in {"z", "utc", "gmt"}:
        return ZoneInfo("UTC")
    offset = _OFFSET.fullmatch(wanted)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    try:
        return ZoneInfo(wanted)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        names = {name.lower(): name for name in sorted(available_timezones())}
        if wanted.lower() in names:
            return ZoneInfo(names[wanted.lower()])
        raise BadSettings(
            f"no time zone is called {text!r}; {_near_zone(wanted, names)}"
        ) from error


def _near_zone(wanted: str, names: Mapping[str, str]) -> str:
    if wanted.isalpha() and wanted.isupper() and len(wanted) <= 5:
        return "abbreviations are ambiguous: write 'America/Los_Angeles' or '-08:00'"
    from difflib import get_close_matches

    cities = {name.rpartition("/")[2].lower(): name for name in names.values()}
    close = get_close_matches(wanted.lower().replace(" ", "_"), [*names, *cities], n=2, cutoff=0.6)
    found = dict.fromkeys(names.get(each) or cities[each] for each in close)
    if found:
        return f"did you mean {' or '.join(map(repr, found))}?"
    return "write 'Africa/Kigali' or '+02:00'"


def scope(settings: Settings, user_field: str | None = None) -> "Scope":
    """Whose requests count, for the evidence store; an argument goes before the file."""
    from mortem.evidence.store import Scope

    return Scope(
        user_field=user_field or settings["user_field"] or None,
        route_groups=tuple(settings["routes"].items()),
        ignore_addresses=settings["ignore_addresses"],
        ignore_agents=settings["ignore_agents"],
    )


def inquiry(
    settings: Settings,
    *,
    zone: tzinfo | None = None,
    window: Timespan | None = None,
    slow_after: float | None = None,
    min_duration: float | None = None,
    services: tuple[str, ...] = (),
) -> "Inquiry":
    """What was decided about the incident; an argument goes before the file."""
    from mortem.facts.question import Inquiry

    named = settings["zone"]
    return Inquiry(
        zone=zone or (zone_of(named) if named else None),
        window=window,
        min_duration=min_duration or settings["min_duration"],
        slow_after=slow_after or settings["slow_after"],
        services=services or settings["services"],
    )
