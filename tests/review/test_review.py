"""Review: states move only along their path, policy holds, private stays private."""

import io
import itertools
import re
from datetime import UTC, date, datetime

import pytest

from mortem.errors import DeskRefused
from mortem.review.desk import Desk, migrate
from mortem.review.records import MOVES, STATES, Incident, Person
from review.conftest import TEXT

People = dict[str, Person]


def test_migrations_go_forward_and_back(url: str) -> None:
    migrate(url, "0001")
    migrate(url)
    migrate(url, "0001", back=True)
    migrate(url)
    migrate(url, "base", back=True)
    migrate(url)


def test_states_move_only_along_the_path(desk: Desk, people: People) -> None:
    way = {"draft": [], "in review": ["in review"], "approved": ["in review", "approved"]}
    way["published"] = ["in review", "approved", "published"]
    ann = people["ann"]
    for old, new in itertools.product(STATES, STATES):
        incident = desk.add_incident(ann, f"{old} to {new}")
        for step in way[old]:
            incident = desk.move(ann, incident, step)
        if (old, new) in MOVES:
            assert desk.move(ann, incident, new, "because").state == new
            last = desk.moves(incident)[-1]
            assert (last.old, last.new, last.mover_id, last.why) == (old, new, ann.id, "because")
        else:
            with pytest.raises(DeskRefused, match="cannot go"):
                desk.move(ann, incident, new)


def test_the_policy_holds(desk: Desk, people: People, incident: Incident) -> None:
    ann, rob, rea = people["ann"], people["rob"], people["rea"]
    with pytest.raises(DeskRefused, match="author does not review"):
        desk.ask_reviewer(ann, incident, "ann")
    for name in ("rob", "rea"):
        desk.ask_reviewer(ann, incident, name)
    incident = desk.move(ann, incident, "in review")
    with pytest.raises(DeskRefused, match="asked"):
        desk.give_verdict(people["vic"], incident, "approve")
    comment = desk.add_comment(rob, incident, 5, "Which users?")
    desk.give_verdict(rob, incident, "changes", "see my comment")
    assert desk.obstacles(incident, 2) == [
        "0 of 2 approvals of revision 1",
        "a reviewer asks for changes",
        "1 comment to resolve",
        "2 contradictions in the text",
    ]
    desk.save(rob, incident, TEXT.replace("of users", "of the active users"), 1)
    desk.resolve(ann, incident, comment.id)
    with pytest.raises(DeskRefused, match="somebody else approves it"):
        desk.give_verdict(rob, incident, "approve")
    desk.save(ann, incident, TEXT.replace("of users", "of all users"), 2)
    desk.give_verdict(rob, incident, "approve")
    desk.give_verdict(rea, incident, "approve")
    assert desk.obstacles(incident, 0) == []
    desk.save(ann, incident, TEXT + "\nOne more line.\n", 3)
    assert desk.obstacles(incident, 0) == ["0 of 2 approvals of revision 4"]


def test_comments_stay_on_their_text(desk: Desk, people: People, incident: Incident) -> None:
    desk.add_comment(people["rob"], incident, 5, "Which users?")
    desk.save(people["ann"], incident, "An opening line.\n\n" + TEXT, 1)
    [(comment, line)] = desk.comments(incident)
    assert (comment.line, comment.quote, line) == (5, "Checkout failed for 75 % of users.", 7)
    with pytest.raises(DeskRefused, match="no line 999"):
        desk.add_comment(people["rob"], incident, 999, "?")


def test_private_is_private_everywhere(desk: Desk, people: People) -> None:
    secret = desk.add_incident(
        people["ann"], "Secret leak", service="vault", private=True, text=TEXT + "\n"
    )
    desk.save(people["ann"], secret, TEXT + "\nxyzzy\n", 1)
    for name in ("rob", "vic"):
        viewer = people[name]
        assert desk.incidents(viewer) == []
        assert desk.incidents(viewer, search="xyzzy") == []
        assert desk.choices(viewer, "service") == []
        assert desk.actions(viewer) == []
        with pytest.raises(DeskRefused, match="there is no incident"):
            desk.incident(viewer, secret.slug)
    assert desk.incidents(None) == []
    desk.ask_reviewer(people["ann"], secret, "rob")
    assert desk.incidents(people["rob"], search="xyzzy") == [
        desk.incident(people["rob"], secret.slug)
    ]
    assert len(desk.incidents(people["ada"])) == 1


def test_search_and_filters(desk: Desk, people: People, incident: Incident) -> None:
    other = desk.add_incident(
        people["rob"], "DNS 100% down_", service="dns", began=datetime(2026, 1, 2, tzinfo=UTC)
    )
    vic = people["vic"]
    assert [i.slug for i in desk.incidents(vic, search="LOAD-test users")] == [incident.slug]
    assert desk.incidents(vic, search="load-test nowhere") == []
    assert [i.slug for i in desk.incidents(vic, search="100%")] == [other.slug]
    assert [i.slug for i in desk.incidents(vic, where={"service": "dns"})] == [other.slug]
    assert [i.slug for i in desk.incidents(vic, until=datetime(2026, 2, 1, tzinfo=UTC))] == [
        other.slug
    ]
    assert desk.choices(vic, "service") == ["dns", "store"]
    twin = desk.add_incident(people["ann"], "Checkout failed")
    assert twin.slug == "checkout-failed-2"


def test_only_those_who_may_change_it(desk: Desk, people: People, incident: Incident) -> None:
    bob = desk.add_person("bob", "correct horse battery", "author")
    for other in (people["vic"], bob):
        with pytest.raises(DeskRefused):
            desk.save(other, incident, "mine now", 1)
        with pytest.raises(DeskRefused):
            desk.move(other, incident, "in review")
    assert desk.save(people["rob"], incident, TEXT + "\n\n", 1)


def test_class_mode_hides_names(desk: Desk, people: People, incident: Incident) -> None:
    incident = desk.edit_incident(people["ann"], incident, class_mode=True)
    drawn = desk.draw_reviewers(people["ann"], incident, 2)
    assert len({r.person_id for r in drawn}) == 2
    assert people["ann"].id not in {r.person_id for r in drawn}
    reviewer = desk.person(drawn[0].person_id)
    assert desk.names_for(incident, people["ann"])[reviewer.id] == drawn[0].alias
    assert desk.names_for(incident, reviewer)[people["ann"].id] == "the author"
    assert desk.names_for(incident, reviewer)[reviewer.id] == reviewer.shown


def test_evidence_is_kept_by_content(desk: Desk, people: People, incident: Incident) -> None:
    for path in ("logs/access.log", "logs/copy.log"):
        item = desk.add_evidence(people["ann"], incident, path, io.BytesIO(b"line\n"))
    assert desk.blob(item.sha256).read_bytes() == b"line\n"
    assert len([p for p in desk.vault.rglob("*") if p.is_file()]) == 1
    desk.lay_out(incident, desk.data / "laid")
    assert (desk.data / "laid/logs/copy.log").read_bytes() == b"line\n"
    for path in ("../up", "/etc/passwd", "a/../../b", "", "c:\\x", "a\nb"):
        with pytest.raises(DeskRefused, match="no path"):
            desk.add_evidence(people["ann"], incident, path, io.BytesIO(b""))
    with pytest.raises(DeskRefused, match="more than 3 bytes"):
        desk.add_evidence(people["ann"], incident, "big", io.BytesIO(b"four"), most=3)
    assert len([p for p in desk.vault.rglob("*") if p.is_file()]) == 1


def test_jobs_survive_a_restart(desk: Desk, incident: Incident) -> None:
    job = desk.add_job(incident, "analyse")
    assert desk.add_job(incident, "analyse") == job
    taken = desk.take_job()
    assert taken
    assert (taken.id, taken.state) == (job.id, "running")
    assert desk.take_job() is None
    assert desk.revive_jobs() == 1
    again = desk.take_job()
    assert again
    desk.finish_job(again.id, "no access log")
    assert (desk.job(job.id).state, desk.job(job.id).message) == ("failed", "no access log")


def test_a_folder_named_once_is_read_again(desk: Desk, incident: Incident) -> None:
    first = desk.add_job(incident, "analyse", "/srv/telemetry")
    desk.take_job()
    desk.finish_job(first.id)
    assert desk.add_job(incident, "analyse").detail == "/srv/telemetry"
    assert desk.add_job(incident, "analyse", "/srv/more").detail == "/srv/more"
    assert desk.add_job(incident, "publish").detail == ""


def test_overdue_tasks_are_reminded_of_once_a_day(
    desk: Desk, people: People, incident: Incident
) -> None:
    desk.save(people["ann"], incident, TEXT + "\n", 1)
    assert desk.overdue(date(2026, 12, 1)) == []
    [(action, incident_id)] = desk.overdue(date(2026, 12, 2))
    assert incident_id == incident.id
    desk.reminded(action, date(2026, 12, 2))
    assert desk.overdue(date(2026, 12, 2)) == []
    assert len(desk.overdue(date(2026, 12, 3))) == 1


def test_no_address_tells_of_a_private_incident(desk: Desk, people: dict[str, Person]) -> None:
    """Whoever opens one of the same title gets the address they would get without it."""
    ann, rob = people["ann"], people["rob"]
    private = [desk.add_incident(ann, "Secret leak", private=True).slug for _ in range(3)]
    assert len(set(private)) == 3
    assert all(re.fullmatch(r"secret-leak-[0-9a-f]{10}", slug) for slug in private)
    assert desk.add_incident(rob, "Secret leak").slug == "secret-leak"
    assert desk.add_incident(rob, "Secret leak").slug == "secret-leak-2"
    assert len(desk.add_incident(ann, "x" * 300, private=True).slug) <= 120
    public = desk.add_incident(ann, "Was public")
    hidden = desk.edit_incident(ann, public, private=True)
    assert re.fullmatch(r"was-public-[0-9a-f]{10}", hidden.slug)
    assert desk.edit_incident(ann, hidden, private=True, title="t").slug == hidden.slug
    assert desk.add_incident(rob, "Was public").slug == "was-public"
    assert desk.edit_incident(ann, hidden, private=False).slug == hidden.slug
