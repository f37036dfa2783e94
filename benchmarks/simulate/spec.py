"""What a case is made of: its factors, which of them fit together, and a covering plan of cases."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import combinations

FACTORS: Mapping[str, tuple[str, ...]] = {
    "mode": (
        "errors-one-route",
        "errors-all",
        "errors-some-users",
        "errors-one-backend",
        "slow",
        "silence",
        "ramp",
        "two-bumps",
        "timeouts",
    ),
    "scale": ("exercise", "hours", "day", "days", "thin"),
    "dialect": (
        "nginx-combined",
        "nginx-named",
        "nginx-bare",
        "nginx-iso",
        "apache-common",
        "apache-combined",
        "apache-vhost",
        "json-nginx",
        "json-caddy",
        "json-traefik",
        "json-envoy",
    ),
    "zone": ("UTC", "+02:00", "Africa/Kigali", "America/New_York", "Asia/Kolkata"),
    "identity": ("login", "cookie", "none"),
    "rotation": ("one", "gz", "zst", "bz2"),
    "alerts": ("none", "lines", "one", "wrapped", "api-v2", "grafana"),
    "metrics": ("none", "by-name", "response"),
    "changes": ("none", "jsonl", "github", "git-log"),
    "cause": ("release", "none"),
    "people": ("none", "slack-zip", "slack-folder", "notes-jsonl", "notes-md"),
    "first": ("monitoring", "engineer", "customer", "nobody"),
    "logs": ("none", "app-json", "app-plain", "nginx-error", "postgres", "all"),
    "garbage": ("none", "some"),
}
CONTROLS = (
    "background",
    "bots-only",
    "scanner",
    "quiet-night",
    "blip",
    "probes-at-start",
    "slow-report",
    "metrics-gap",
)
TIMED = {"nginx-named", "nginx-bare", "nginx-iso", "json-nginx", "json-caddy", "json-traefik",
         "json-envoy"}  # fmt: skip
THIN_MODES = {"errors-all", "silence", "two-bumps", "timeouts"}
CAN_COOKIE = {"nginx-named", "nginx-iso", "json-nginx"}


@dataclass(frozen=True, slots=True)
class Spec:
    """One case. `control` is empty for an outage, else what happens instead of one."""

    name: str
    seed: int
    mode: str
    scale: str
    dialect: str
    zone: str
    identity: str
    rotation: str
    alerts: str
    metrics: str
    changes: str
    cause: str
    people: str
    first: str
    logs: str
    garbage: str
    control: str = ""

    @property
    def timed(self) -> bool:
        """Whether the access log says how long a request took."""
        return self.dialect in TIMED


Choice = dict[str, str]


def fits(choice: Choice) -> bool:
    """Whether these levels (some may be missing yet) can occur together in one case."""
    return not any(clash(choice) for clash in CLASHES)


def _untold(choice: Choice) -> bool:
    """Answers of 200 without a duration say nothing; agents and cookies need their field."""
    mode, dialect = choice.get("mode"), choice.get("dialect")
    if dialect is None:
        return False
    if mode == "slow" and dialect not in TIMED:
        return True
    if mode == "errors-one-backend" and dialect in {"apache-common", "apache-combined"}:
        return True
    return choice.get("identity") == "cookie" and dialect not in CAN_COOKIE


def _out_of_scale(choice: Choice) -> bool:
    """A handful of requests tells nobody; a change of the clock needs hours around it."""
    mode, scale = choice.get("mode"), choice.get("scale")
    if scale == "thin":
        return mode not in THIN_MODES | {None}
    if scale != "exercise":
        return False
    blind = mode == "silence" and choice.get("metrics") == "none"
    return blind or choice.get("zone") == "America/New_York"


def _unseen(choice: Choice) -> bool:
    """Who notices first, and who is to blame, must be able to leave a trace."""
    first, alerts, people = choice.get("first"), choice.get("alerts"), choice.get("people")
    if choice.get("cause") == "release" and choice.get("changes") == "none":
        return True
    if first == "monitoring":
        return alerts == "none"
    if first == "nobody":
        return people not in {None, "none"} or alerts not in {None, "none"}
    return first is not None and people == "none"


CLASHES = (_untold, _out_of_scale, _unseen)


def _pairs(choice: Choice) -> set[tuple[str, str, str, str]]:
    return {(a, choice[a], b, choice[b]) for a, b in combinations(sorted(choice), 2)}


def all_pairs() -> set[tuple[str, str, str, str]]:
    """Every pair of levels of two factors that fits."""
    pairs = set()
    for a, b in combinations(sorted(FACTORS), 2):
        for x in FACTORS[a]:
            for y in FACTORS[b]:
                if fits({a: x, b: y}):
                    pairs.add((a, x, b, y))
    return pairs


def _candidate(rng: random.Random, seed_pair: tuple[str, str, str, str]) -> Choice | None:
    a, x, b, y = seed_pair
    choice: Choice = {a: x, b: y}
    rest = [name for name in FACTORS if name not in choice]
    rng.shuffle(rest)
    for name in rest:
        levels = [level for level in FACTORS[name] if fits({**choice, name: level})]
        if not levels:
            return None
        choice[name] = rng.choice(levels)
    return choice if fits(choice) else None


def cover(seed: int, count: int) -> tuple[list[Choice], float]:
    """`count` choices that cover as many pairs of levels as a greedy search finds, and the share.

    The first round names every mode once, so that even a few cases show each of them.
    """
    rng = random.Random(seed)
    left = all_pairs()
    total = len(left)
    chosen: list[Choice] = []
    modes = list(FACTORS["mode"])
    for number in range(count):
        want = modes[number % len(modes)]
        best: Choice | None = None
        best_new = -1
        open_pairs = sorted(pair for pair in left if pair[2:] == ("mode", want)) or sorted(left)
        for _ in range(60):
            pair = rng.choice(open_pairs) if open_pairs else ("mode", want, "zone", "UTC")
            found = _candidate(rng, pair)
            if found is None or (found["mode"] != want and len(open_pairs) > 200):
                continue
            new = len(_pairs(found) & left)
            if new > best_new:
                best, best_new = found, new
        if best is None:
            continue
        left -= _pairs(best)
        chosen.append(best)
    return chosen, 1 - len(left) / total


def plan(seed: int, outages: int, controls: int) -> tuple[list[Spec], float]:
    """The cases of a run and the share of pairs of levels they cover. Same seed, same cases."""
    choices, covered = cover(seed, outages)
    rng = random.Random(seed + 1)
    specs = []
    for number, choice in enumerate(choices, 1):
        name = f"{number:02d}-{choice['mode']}"
        specs.append(Spec(name=name, seed=rng.randrange(1 << 30), **choice))
    calm, _ = cover(seed + 2, controls)
    for number, choice in enumerate(calm):
        what = CONTROLS[number % len(CONTROLS)]
        fitted = Spec(name=f"c{number + 1:02d}-{what}", seed=rng.randrange(1 << 30), **choice)
        specs.append(_as_control(fitted, what))
    return specs, covered


def _as_control(spec: Spec, what: str) -> Spec:
    scale = {"blip": "hours", "quiet-night": "day", "probes-at-start": "hours"}.get(what)
    scale = scale or ("hours" if spec.scale in {"thin", "exercise"} else spec.scale)
    dialect = spec.dialect
    if what in {"slow-report"} and dialect not in TIMED:
        dialect = "nginx-named"
    if what in {"bots-only", "probes-at-start"} and dialect == "apache-common":
        dialect = "apache-combined"  # without agents nobody can tell a crawler
    cookie = spec.identity == "cookie" and dialect not in CAN_COOKIE
    identity = "login" if cookie else spec.identity
    return replace(
        spec, control=what, mode="none", scale=scale, dialect=dialect, identity=identity,
        cause="none",
    )  # fmt: skip


def describe(spec: Spec) -> str:
    """One line: what this case is."""
    parts = asdict(spec)
    skip = {"name", "seed", "control" if not spec.control else "mode"}
    return " ".join(f"{key}={value}" for key, value in parts.items() if key not in skip)
