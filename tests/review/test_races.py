"""What happens between a look and a decision, and what many do at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from mortem.errors import DeskRefused
from mortem.review.desk import Desk
from mortem.review.records import Conflict, Incident, Person
from review.conftest import TEXT

People = dict[str, Person]
NEWER = TEXT.replace("75 %", "74 %")


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment; what each gave, or what it raised."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        waiting = [pool.submit(run, call) for call in calls]
        return [each.exception() or each.result() for each in waiting]


@pytest.fixture
def reviewed(desk: Desk, people: People, incident: Incident) -> Incident:
    for name in ("rob", "rea"):
        desk.ask_reviewer(people["ann"], incident, name)
    return desk.move(people["ann"], incident, "in review")


def test_an_approval_is_of_the_text_that_was_read(
    desk: Desk, people: People, reviewed: Incident
) -> None:
    desk.save(people["ann"], reviewed, NEWER, 1)
    with pytest.raises(DeskRefused, match="revision 2 is not the 1 that you saw"):
        desk.give_verdict(people["rob"], reviewed, "approve", revision=1)
    assert desk.verdicts(reviewed) == []
    desk.give_verdict(people["rob"], reviewed, "approve", revision=2)
    desk.save(people["ann"], reviewed, TEXT, 2)
    assert "0 of 2 approvals of revision 3" in desk.obstacles(reviewed, 0)


def test_a_text_saved_while_it_is_approved_is_not_approved(
    desk: Desk, people: People, reviewed: Incident
) -> None:
    for name in ("rob", "rea"):
        desk.give_verdict(people[name], reviewed, "approve")
    looked = []

    def judge(_: object) -> int:
        if not looked:  # the author saves after the first look, before the move
            looked.append(desk.save(people["ann"], reviewed, NEWER, 1))
        return 0

    with pytest.raises(DeskRefused, match="0 of 2 approvals of revision 2"):
        desk.advance(people["ann"], reviewed, "approved", judge)
    assert desk.incident(people["ann"], reviewed.slug).state == "in review"


def test_an_approved_text_cannot_be_saved_with_an_old_look(
    desk: Desk, people: People, reviewed: Incident
) -> None:
    desk.move(people["ann"], reviewed, "approved")
    assert reviewed.state == "in review", "the page was made before the move"
    with pytest.raises(DeskRefused, match="move it back to draft"):
        desk.save(people["ann"], reviewed, NEWER, 1)
    with pytest.raises(DeskRefused, match="not under review"):
        desk.give_verdict(people["rob"], reviewed, "approve")


def test_ticks_take_no_approval_away(desk: Desk, people: People, reviewed: Incident) -> None:
    for name in ("rob", "rea"):
        desk.give_verdict(people[name], reviewed, "approve", revision=1)
    action = desk.actions(people["ann"], incident=reviewed)[0][0]
    desk.tick(people["ann"], reviewed, action.key, True)
    desk.assign(
        people["ann"], reviewed, action.key, owner="rob", due="2027-01-01", kind="", link=""
    )
    latest = desk.latest(reviewed)
    assert latest
    assert latest.number == 3
    assert "owner: rob, due 2027-01-01" in latest.text
    assert desk.obstacles(reviewed, 0) == []
    for state in ("approved", "published"):
        desk.advance(people["ann"], reviewed, state, lambda _: 0)
    desk.tick(people["ann"], reviewed, action.key, False)
    assert desk.obstacles(reviewed, 0) == []


def test_publishing_leaves_work_in_the_same_moment(
    desk: Desk, people: People, reviewed: Incident
) -> None:
    for name in ("rob", "rea"):
        desk.give_verdict(people[name], reviewed, "approve")
    for state in ("approved", "published"):
        desk.advance(people["ann"], reviewed, state, lambda _: 0)
    assert [(job.kind, job.state) for job in desk.jobs(reviewed)] == [("publish", "waiting")]
    empty = desk.add_incident(people["ann"], "Empty")
    with pytest.raises(DeskRefused, match="no text yet"):
        desk.advance(people["ann"], empty, "in review", lambda _: 0)


def test_a_comment_stands_on_the_line_that_was_read(
    desk: Desk, people: People, incident: Incident
) -> None:
    desk.save(people["ann"], incident, "An opening line.\n\n" + TEXT, 1)
    for _ in range(2):  # a form sent twice
        desk.add_comment(people["rob"], incident, 5, "Which users?", revision=1)
    [(comment, line)] = desk.comments(incident)
    assert (comment.quote, line) == ("Checkout failed for 75 % of users.", 7)


def test_many_tick_at_once(desk: Desk, people: People, incident: Incident) -> None:
    desk.save(people["ann"], incident, TEXT + "- [ ] third\n- [ ] fourth\n", 1)
    keys = [action.key for action, _ in desk.actions(people["ann"])]
    assert len(keys) == 4
    gave = at_once(*(lambda k=k: desk.tick(people["ann"], incident, k, True) for k in keys))
    assert not [each for each in gave if isinstance(each, Exception)]
    latest = desk.latest(incident)
    assert latest
    assert latest.text.count("- [x]") == 4
    assert all(action.done for action, _ in desk.actions(people["ann"]))


def test_many_do_the_same_at_once(desk: Desk, people: People, incident: Incident) -> None:
    ann, rob = people["ann"], people["rob"]
    opened = at_once(*(lambda: desk.add_incident(ann, "At once") for _ in range(4)))
    assert {i.slug for i in opened if isinstance(i, Incident)} == {
        "at-once",
        *(f"at-once-{n}" for n in (2, 3, 4)),
    }
    asked = at_once(*(lambda: desk.ask_reviewer(ann, incident, "rob") for _ in range(4)))
    assert len({r.id for r in asked}) == 1  # type: ignore[attr-defined]
    marked = at_once(*(lambda: desk.mark(rob, incident, "length", True, "") for _ in range(4)))
    assert marked == [None] * 4
    said = at_once(*(lambda: desk.add_comment(rob, incident, 1, "Why?") for _ in range(4)))
    assert len({c.id for c in said}) == 1  # type: ignore[attr-defined]
    saved = at_once(*(lambda n=n: desk.save(ann, incident, TEXT + str(n), 1) for n in range(4)))
    assert sum(isinstance(each, Conflict) for each in saved) == 3


@pytest.mark.parametrize("odd", ["\u2028", "\x0c", "\x0b", "\x85", "\r"])
def test_odd_line_ends_move_no_task(
    desk: Desk, people: People, incident: Incident, odd: str
) -> None:
    desk.save(people["ann"], incident, f"# One{odd}two\n\n- [ ] first\n- [ ] second\n", 1)
    second = desk.actions(people["ann"])[1][0]
    saved = desk.tick(people["ann"], incident, second.key, True)
    assert "- [ ] first\n- [x] second" in saved.text
    comment = desk.add_comment(
        people["rob"], incident, saved.text.split("\n").index("- [x] second") + 1, "?"
    )
    assert comment.quote == "- [x] second"


@pytest.mark.parametrize("owner", [r"\1", r"\g<9>", "a\n- [ ] forged", "x" * 500])
def test_an_owner_is_only_a_name(
    desk: Desk, people: People, incident: Incident, owner: str
) -> None:
    key = desk.actions(people["ann"])[0][0].key
    desk.assign(people["ann"], incident, key, owner=owner, due="2026-12-24", kind="", link="")
    assert len(desk.actions(people["ann"])) == 2, "no task was added through a name"
