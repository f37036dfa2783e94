"""A desk with something in every state: for pictures, for the checks of every page, for load."""

import io
from pathlib import Path

from argon2 import PasswordHasher

from mortem.review import accounts
from mortem.review.desk import Desk
from mortem.review.policy import Policy
from mortem.review.records import Incident, Person
from mortem.web.options import WebOptions
from mortem.web.worker import Worker
from web.outage import files

PASSWORD = "correct horse battery"
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 3
ACCOUNTS = (
    ("ann", "Ann Okafor", "author"),
    ("rob", "Rob Ng", "reviewer"),
    ("rea", "Rea Silva", "reviewer"),
    ("vic", "Victoria Featherstonehaugh-Cholmondeley of the Reliability Guild", "viewer"),
)


def furnish(data: Path, url: str | None = None) -> tuple[str, ...]:
    """Fill an empty data folder; the addresses of every page worth a look, as an admin."""
    accounts._hasher = PasswordHasher(1, 8, 1)
    desk = Desk(data, url, Policy(approvals=2))
    ada = desk.set_up(desk.setup_token() or "", "ada", PASSWORD)
    people = {"ada": ada}
    for name, shown, role in ACCOUNTS:
        people[name] = desk.add_person(
            name, PASSWORD, role, shown=shown, email=f"{name}@example.org"
        )
    desk.add_token(ada, "ci", "read")
    reviewed = _published(desk, people)
    long = _long(desk, people)
    _broken(desk, people)
    desk.add_incident(people["ann"], "Search slow since the index moved", service="search")
    desk.close()
    of = [reviewed.slug, f"{reviewed.slug}/review", f"{reviewed.slug}/edit"]
    of += [f"{reviewed.slug}/{p}" for p in ("revisions", "revisions/2", "publish")]
    pages = [f"/incidents/{path}" for path in of]
    pages += [
        "/",
        "/?q=nothing-like-it",
        "/new",
        "/new/memory",
        "/actions",
        "/people",
        "/audit",
        "/account",
    ]
    pages += [f"/incidents/{long}", f"/incidents/{long}/edit", f"/incidents/{long}/review"]
    pages += [
        f"/incidents/{p}" for p in ("no-telemetry-in-it", "search-slow-since-the-index-moved")
    ]
    return (*pages, "/incidents/search-slow-since-the-index-moved/review", "/nope")


def _published(desk: Desk, people: dict[str, Person]) -> Incident:
    ann, worker = people["ann"], Worker(desk, WebOptions())
    incident = desk.add_incident(
        ann, "Checkout failed for three in four payments", service="payments", severity="SEV-1"
    )
    for name, text in files().items():
        desk.add_evidence(ann, incident, name, io.BytesIO(text.encode()))
    desk.add_job(incident, "analyse")
    job = desk.take_job()
    assert job
    worker.do(job)
    latest = desk.latest(incident)
    assert latest, desk.job(job.id).message
    text = latest.text.replace("[to fill: owner]", "rob").replace("[to fill: date]", "2026-06-01")
    desk.save(ann, incident, text, 1, "owners and dates")
    for name in ("rob", "rea"):
        desk.ask_reviewer(ann, incident, name)
    desk.move(ann, incident, "in review")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if "named the cause" in words)
    desk.add_comment(people["rob"], incident, line, "Who looked at the log, and how?")
    first = desk.add_comment(people["rea"], incident, line + 2, "Good that the time stands here.")
    desk.resolve(people["rea"], incident, first.id)
    incident = desk.incident(ann, incident.slug)
    desk.mark(people["rob"], incident, "length", True, "fits")
    desk.give_verdict(people["rob"], incident, "changes", "One question in the timeline.")
    desk.give_verdict(people["rea"], incident, "approve")
    return incident


def _long(desk: Desk, people: dict[str, Person]) -> str:
    text = f"# {LONG}\n\n## Issue Summary\n\n{LONG} `{LONG}`\n\n- [ ] {LONG} (due 2020-01-01)\n"
    incident = desk.add_incident(
        people["ann"], "pneumono", private=True, service=LONG[:120], severity="SEV-" + LONG[:12]
    )
    desk.save(people["ann"], incident, text, 0, LONG)
    desk.edit_incident(people["ann"], incident, title=LONG[:300], class_mode=True)
    desk.ask_reviewer(people["ann"], incident, "rob")
    return incident.slug


def _broken(desk: Desk, people: dict[str, Person]) -> None:
    incident = desk.add_incident(people["ann"], "No telemetry in it", severity="SEV-3")
    desk.add_evidence(people["ann"], incident, "notes.txt", io.BytesIO(b"\x00\x01nothing\n"))
    desk.add_job(incident, "analyse")
    job = desk.take_job()
    assert job
    Worker(desk, WebOptions()).do(job)
