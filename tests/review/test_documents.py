"""Texts: every save is a revision, nothing is lost, and tasks follow."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.errors import DeskRefused
from mortem.review.actions import tasks_in
from mortem.review.anchors import moved_line
from mortem.review.desk import Desk
from mortem.review.documents import differences
from mortem.review.records import Conflict, Incident, Person, Revision
from review.conftest import TEXT

People = dict[str, Person]


def test_a_save_is_a_revision_with_a_diff(desk: Desk, people: People, incident: Incident) -> None:
    saved = desk.save(people["ann"], incident, TEXT.replace("75 %", "74 %"), 1, "recounted")
    assert isinstance(saved, Revision)
    assert (saved.number, saved.why, saved.author_id) == (2, "recounted", people["ann"].id)
    old, new = desk.revisions(incident)
    assert [line for line in differences(old, new) if line[0] in "+-"] == [
        "-Checkout failed for 75 % of users.",
        "+Checkout failed for 74 % of users.",
    ]
    same = desk.save(people["ann"], incident, saved.text, 2)
    assert same == saved


def test_two_who_save_at_once_get_a_merge_not_an_overwrite(
    desk: Desk, people: People, incident: Incident
) -> None:
    first = TEXT.replace("# Checkout failed\n", "# Checkout failed for most\n", 1)
    second = TEXT.replace("75 %", "74.96 %")
    assert isinstance(desk.save(people["ann"], incident, first, 1), Revision)
    conflict = desk.save(people["rob"], incident, second, 1)
    assert isinstance(conflict, Conflict)
    assert conflict.clean
    assert "for most" in conflict.merged
    assert "74.96 %" in conflict.merged
    third = desk.save(people["rob"], incident, TEXT.replace("75 %", "70 %"), 1)
    assert isinstance(third, Conflict)
    merged = desk.save(people["rob"], incident, conflict.merged, conflict.theirs.number)
    assert isinstance(merged, Revision)
    clash = desk.save(people["ann"], incident, first.replace("75 %", "71 %"), 2)
    assert isinstance(clash, Conflict)
    assert not clash.clean
    assert "<<<<<<< yours" in clash.merged


def test_no_acknowledged_save_is_lost_among_many_writers(
    desk: Desk, people: People, incident: Incident
) -> None:
    def write(number: int) -> str:
        line = f"Line of writer {number}."
        base, text = 1, f"{TEXT}\n{line}\n"
        while True:
            saved = desk.save(people["rob"], incident, text, base)
            if isinstance(saved, Revision):
                return line
            base, text = saved.theirs.number, f"{saved.theirs.text}\n{line}\n"

    with ThreadPoolExecutor(8) as pool:
        lines = list(pool.map(write, range(12)))
    latest = desk.latest(incident)
    assert latest
    assert all(line in latest.text for line in lines)
    assert [r.number for r in desk.revisions(incident)] == list(range(1, 14))


def test_ticking_works_both_ways(desk: Desk, people: People, incident: Incident) -> None:
    desk.save(people["ann"], incident, TEXT + "\n", 1)
    (first, _), (second, _) = desk.actions(people["ann"])
    assert (first.task, first.kind, first.owner, first.due) == (
        "load-test checkout",
        "prevent",
        "store team",
        "2026-12-01",
    )
    assert second.kind == "detect"
    text = desk.tick(people["ann"], incident, first.key, True).text
    assert "- [x] prevent: load-test checkout" in text
    assert [a.done for a, _ in desk.actions(people["ann"])] == [False, True]
    desk.save(people["ann"], incident, text.replace("[x]", "[ ]"), 3)
    assert not any(a.done for a, _ in desk.actions(people["ann"]))
    with pytest.raises(DeskRefused, match="not in the text"):
        desk.tick(people["ann"], incident, "nonsense", True)


def test_what_the_board_knows_survives_a_save(
    desk: Desk, people: People, incident: Incident
) -> None:
    desk.save(people["ann"], incident, TEXT + "\n", 1)
    key = next(a.key for a, _ in desk.actions(people["ann"]) if a.kind == "detect")
    desk.assign(
        people["ann"],
        incident,
        key,
        owner="sre",
        due="2026-12-24",
        kind="detect",
        link="https://t.example/1",
    )
    desk.save(people["ann"], incident, TEXT.replace("75 %", "74 %"), 2)
    kept = next(a for a, _ in desk.actions(people["ann"]) if a.key == key)
    assert (kept.owner, kept.due, kept.link) == ("sre", "2026-12-24", "https://t.example/1")
    for wrong in ({"due": "soon"}, {"kind": "hope"}, {"link": "javascript:alert(1)"}):
        good = {"owner": "", "due": "", "kind": "", "link": ""}
        with pytest.raises(DeskRefused):
            desk.assign(people["ann"], incident, key, **(good | wrong))


def test_tasks_in_code_are_no_tasks() -> None:
    text = "- [ ] one\n```\n- [ ] not a task\n```\n1. [x] two [^fact]\n"
    assert [(task.text, task.done) for task in tasks_in(text)] == [("one", False), ("two", True)]


LINES = st.lists(
    st.text("abcdefgh ", min_size=3, max_size=12), min_size=1, max_size=12, unique=True
)


@given(LINES, LINES, st.data())
def test_a_line_is_found_where_it_moved(
    old: list[str], more: list[str], data: st.DataObject
) -> None:
    more = [f"new {line}" for line in more]
    line = data.draw(st.integers(1, len(old)))
    at = data.draw(st.integers(0, len(old)))
    new = [*old[:at], *more, *old[at:]]
    moved = moved_line("\n".join(old), "\n".join(new), line)
    assert moved is not None
    assert new[moved - 1] == old[line - 1]


def test_a_line_that_is_gone_has_no_place() -> None:
    assert moved_line("one\ntwo words here\nthree", "one\nthree", 2) is None
    assert moved_line("one\ntwo words here\nthree", "zero\none\ntwo words there\nthree", 2) == 3
