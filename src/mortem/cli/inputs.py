"""Evidence as the commands take it: their shared options, the settings, a progress bar."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mortem import settings as settings_module
from mortem.errors import BadSettings
from mortem.settings import Settings
from mortem.timespan import Timespan

if TYPE_CHECKING:
    from mortem.document import Document
    from mortem.evidence.store import EvidenceStore
    from mortem.facts import FactBook
    from mortem.facts.question import Inquiry

Choices = Mapping[str, Any]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Evidence that has been read, what is asked of it, and the settings both come from."""

    store: "EvidenceStore"
    inquiry: "Inquiry"
    settings: Settings


class Zone(click.ParamType[tzinfo]):
    """A zone by its IANA name or as an offset."""

    name = "zone"

    def convert(self, value: Any, param: Any, ctx: Any) -> tzinfo:
        """The zone; click reports what is none."""
        if isinstance(value, tzinfo):
            return value
        try:
            return settings_module.zone_of(value)
        except BadSettings as error:
            self.fail(str(error), param, ctx)


def evidence_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how evidence is read; they reach the command as keywords."""
    options = (
        click.option("--tz", type=Zone(), help="Zone to write in: Africa/Kigali, or +02:00."),
        click.option("--window", metavar="BEGAN/ENDED", help="The outage, set by hand (RFC 3339)."),
        click.option("--min-duration", type=click.FloatRange(min=0, min_open=True), metavar="S",
                     help="Seconds an outage must last to be one."),
        click.option("--slow-after", type=click.FloatRange(min=0, min_open=True), metavar="S",
                     help="Seconds from which a request is too slow (5)."),
        click.option("--user-field", metavar="NAME", help="Field or cookie that names a user."),
        click.option("--service", multiple=True, metavar="NAME", help="A service's name."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


NAMES = ("tz", "window", "min_duration", "slow_after", "user_field", "service")


@contextmanager
def gather(paths: Sequence[Path | str], choices: Choices) -> Iterator[Gathered]:
    """Open the evidence in `paths` with the options of `evidence_options` and the settings.

    The settings are those found from the first path upwards, else from the working folder.
    """
    from mortem.evidence.store import EvidenceStore

    found = settings_for(paths)
    inquiry = settings_module.inquiry(
        found,
        zone=choices.get("tz"),
        window=_window(choices.get("window"), choices.get("tz")),
        slow_after=choices.get("slow_after"),
        min_duration=choices.get("min_duration"),
        services=tuple(choices.get("service") or ()),
    )
    with EvidenceStore(settings_module.scope(found, choices.get("user_field"))) as store:
        with progress() as told:
            store.add(list(paths), told)
        yield Gathered(store, inquiry, found)


def facts(paths: Sequence[Path | str], choices: Choices) -> "FactBook":
    """Read the evidence and answer every question."""
    from mortem.facts.ask import find_facts

    with gather(paths, choices) as gathered:
        return find_facts(gathered.store, gathered.inquiry)


def facts_of(gathered: Gathered, choices: Choices) -> "Callable[[Document], FactBook]":
    """The facts in the zone a document is written in (its front matter's `zone`), unless `--tz`.

    Each zone is computed once.
    """
    from mortem.facts.ask import find_facts

    books: dict[str, FactBook] = {}

    def book(document: "Document") -> "FactBook":
        zone = "" if choices.get("tz") else str(document.front.get("zone") or "")
        if zone not in books:
            written = _zone_or(zone, gathered.inquiry.zone)
            books[zone] = find_facts(gathered.store, replace(gathered.inquiry, zone=written))
        return books[zone]

    return book


def _zone_or(name: str, otherwise: tzinfo | None) -> tzinfo | None:
    """The zone called `name`; the other where none is (a rule objects to such names)."""
    try:
        return settings_module.zone_of(name) if name else otherwise
    except BadSettings:
        return otherwise


def settings_for(paths: Sequence[Path | str]) -> Settings:
    """The settings nearest to the first path that exists, else to the working folder."""
    for each in paths:
        path = Path(each)
        if str(each) != "-" and path.exists():
            found = settings_module.load(path if path.is_dir() else path.parent)
            if found.path is not None:
                return found
            break
    return settings_module.load(Path.cwd())


def _window(text: str | None, zone: tzinfo | None) -> Timespan | None:
    if not text:
        return None
    try:
        began, ended = (datetime.fromisoformat(part.strip()) for part in text.split("/"))
        local = zone or UTC
        began, ended = (
            at if at.tzinfo else at.replace(tzinfo=local) for at in (began, ended)
        )  # fmt: skip
        return Timespan(began, ended)
    except ValueError as error:
        raise BadSettings(
            f"--window {text!r} is no stretch of time ({error}); write "
            "2026-11-23T04:07:45+00:00/2026-11-23T04:08:47+00:00"
        ) from error


@contextmanager
def progress() -> Iterator[Progress]:
    """A callback that draws a bar on stderr: in a terminal only, and after a second of work."""
    if not sys.stderr.isatty():
        yield _silent
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.close()


def _silent(label: str, share: float) -> None:
    """Show nothing: nobody is looking."""


class _Bar:
    """A progress bar with the time left, made when the work has lasted a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._drawn: Any = None
        self._task: Any = None

    def show(self, label: str, share: float) -> None:
        """Draw the share done (0-1) of what `label` names."""
        if self._drawn is None and time.monotonic() - self._began < 1:
            return
        if self._drawn is None:
            self._open()
        self._drawn.update(self._task, description=label, completed=share)

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("reading {task.description}"), BarColumn(), TaskProgressColumn(),
            TimeRemainingColumn(), TextColumn("left"),
        )  # fmt: skip
        self._drawn = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._drawn.add_task("", total=1.0)
        self._drawn.start()

    def close(self) -> None:
        """Take the bar away."""
        if self._drawn is not None:
            self._drawn.stop()
