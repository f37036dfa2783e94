"""What a scenario is: one way to break the store, and how it is mended."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mortem.registry import Part

if TYPE_CHECKING:
    from mortem.lab.scene import Scene


@dataclass(frozen=True, slots=True)
class Rubric:
    """How a reader of a postmortem tells whether it got the cause and the measures right.

    Each entry is (what it is about, regular expressions of which one must be met). `wrong` are
    suppositions that, stated as the cause, are wrong.
    """

    cause: tuple[tuple[str, tuple[str, ...]], ...]
    fix: tuple[str, ...]
    prevention: tuple[tuple[str, tuple[str, ...]], ...]
    wrong: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Scenario(Part):
    """One way to break the store. The docstring says what one learns, without giving it away.

    `shows_in` names where the outage can be seen (access log, app log, probe, alerts, clients),
    `expects` the alerts of which at least one fires at full scale (empty: none may), `needs` the
    servers it cannot do without.
    """

    hard: ClassVar[int] = 2  # 1 easy, 2 middling, 3 hard
    component: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    shows_in: ClassVar[tuple[str, ...]] = ("access log", "app log", "alerts")
    expects: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[tuple[str, ...]] = ("nginx", "postgres")
    history: ClassVar[int] = 20_000  # old loyalty entries in the database
    calm: ClassVar[float] = 3.0  # users a second before
    busy: ClassVar[float] = 8.0  # users a second during the outage and the verification
    lifetime: ClassVar[float | None] = None  # seconds the first certificate is valid, unscaled
    small_disk: ClassVar[int] = 0  # MiB of a small disk for a tablespace; 0: none
    settings: ClassVar[Mapping[str, str]] = {}  # of the store's instances, from the beginning
    healer: ClassVar[str] = "development"  # the team that can mend it
    rubric: ClassVar[Rubric]

    def possible(self) -> str:
        """Why it cannot run on this machine; empty where it can."""
        return ""

    @abstractmethod
    async def break_it(self, scene: "Scene") -> None:
        """Inject the fault, and say in `scene.diary` what it is."""

    @abstractmethod
    async def mend_it(self, scene: "Scene", by: str) -> None:
        """Remove the fault, as the team `by` would."""

    @abstractmethod
    async def respond(self, scene: "Scene") -> None:
        """What scripted responders do, from the first alert until they have mended it."""

    async def clue(self, scene: "Scene") -> str:
        """What the team that can mend it finds when it looks: a check that really ran."""
        return "We look into it."

    hints: ClassVar[tuple[str, ...]] = ()
