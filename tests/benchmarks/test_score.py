"""Scoring: an answer that repeats the truth is right in all, and each wrong number is seen."""

from datetime import UTC, datetime
from typing import Any

import pytest
from benchmarks.simulate.case import make_case
from benchmarks.simulate.score import MAIN, score

from .test_truth import spec_of


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


def perfect(truth: dict[str, Any]) -> dict[str, Any]:
    found = truth["detection"]
    return {
        "evidence": {"rejected": truth["rejected_total"], "files": [
            {"path": f"x/{name}", "rejected": n} for name, n in truth["rejected"].items()]},
        "facts": {
            "outage-window": {"values": {"began": iso(truth["began"]), "ended": iso(truth["ended"]),
                                         "pauses": truth["pauses"]}},
            "affected-users": {"values": {k: truth[k] for k in
                                          ("affected", "met_errors", "active", "percent")}},
            "failed-requests": {"values": {k: truth[k] for k in
                                           ("failed", "too_slow", "total", "by_status")}},
            "detection": {"values": {"detected_at": iso(found["at"]), "how": found["how"]}},
            "suspect-changes": {"values": {"ranked": [{"ref": truth["blame"][0]}], "cleared": []}},
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    spec = spec_of(people="notes-jsonl", first="engineer", changes="jsonl", cause="release")
    return make_case(spec, tmp_path_factory.mktemp("case"))


def test_the_truth_itself_is_right(truth: dict[str, Any]) -> None:
    result = score(truth, perfect(truth))
    assert result.complaints == []
    assert result.marks == dict.fromkeys(MAIN, True)


@pytest.mark.parametrize(
    ("figure", "fact", "name", "wrong"),
    [
        ("percent", "affected-users", "percent", lambda v: v - 20),
        ("failed", "failed-requests", "failed", lambda v: v * 1.2),
        (
            "edges",
            "outage-window",
            "began",
            lambda v: iso(datetime.fromisoformat(v).timestamp() - 9),
        ),
        ("detection", "detection", "how", lambda v: "monitoring"),
        ("blame", "suspect-changes", "ranked", lambda v: [{"ref": "innocent"}, *v]),
        ("found", "outage-window", "began", lambda v: None),
    ],
)
def test_a_wrong_answer_is_a_miss(
    truth: dict[str, Any], figure: str, fact: str, name: str, wrong: Any
) -> None:
    facts = perfect(truth)
    values = facts["facts"][fact]["values"]
    values[name] = wrong(values[name])
    result = score(truth, facts)
    assert result.marks[figure] is False
    assert any(line.startswith((figure, "began")) for line in result.complaints)


def test_facts_that_do_not_exist_are_misses(truth: dict[str, Any]) -> None:
    result = score(truth, {"evidence": {}, "facts": {}})
    assert set(result.marks.values()) == {False}


def test_an_outage_where_there_is_none_is_a_miss() -> None:
    calm = {"outage": False, "rejected": {}, "rejected_total": 0}
    quiet = {"evidence": {"rejected": 0, "files": []}, "facts": {}}
    assert score(calm, quiet).marks == {"found": True, "blame": True, "rejected": True}
    quiet["facts"]["outage-window"] = {"values": {"began": "x"}}
    assert score(calm, quiet).marks["found"] is False
