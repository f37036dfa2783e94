import re

import pytest

from mortem.lab import scenarios
from mortem.lab.scenario import Scenario
from mortem.lab.servers import NAMES
from mortem.registry import discover

ALL = discover(scenarios, Scenario)
WANTED = {
    "checkout",
    "lock",
    "typo",
    "port",
    "nofile",
    "pay",
    "reload",
    "tls",
    "leak",
    "index",
    "surge",
    "pgdown",
    "disk",
    "control",
}
# words that would give the answer away in a listing
SPOILERS = r"deadlock|second connection|index|certificate|open files|upstream|ModuleNotFound|tablespace|memory"


def test_the_scenarios_are_there() -> None:
    assert set(ALL) >= WANTED


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_scenario_says_what_one_learns_and_gives_nothing_away(name: str) -> None:
    text = ALL[name].manual()
    assert "earn" in text
    assert not re.search(SPOILERS, text, re.IGNORECASE)


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_scenario_can_be_graded(name: str) -> None:
    scenario = ALL[name]
    assert 1 <= scenario.hard <= 3
    assert set(scenario.needs) <= set(NAMES)
    if scenario.kind == "none":
        return
    assert len(scenario.hints) == 3
    assert scenario.component
    assert len(scenario.rubric.prevention) >= 2
    patterns = [p for what, *groups in scenario.rubric.cause for group in groups for p in group]
    patterns += [
        p for _, group in (*scenario.rubric.prevention, *scenario.rubric.wrong) for p in group
    ]
    for pattern in (*patterns, *scenario.rubric.fix):
        re.compile(pattern)
