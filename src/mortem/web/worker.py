"""Work in the background: read an incident's evidence, compute its facts, draft its text."""

import logging
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mortem.errors import MortemError, NoOutage
from mortem.review.archive import unpacked_within
from mortem.review.desk import Desk
from mortem.review.records import Incident, Job, Person
from mortem.review.reminders import remind
from mortem.web.options import WebOptions

if TYPE_CHECKING:
    from mortem.facts import FactBook

log = logging.getLogger("mortem.web")
PAUSE = 0.5  # seconds between looks at the queue
REMIND_EVERY = 3600.0  # seconds


class Worker(threading.Thread):
    """Takes one job after the other; a job that a stop cut off runs again at the next start."""

    def __init__(self, desk: Desk, options: WebOptions) -> None:
        super().__init__(name="mortem-worker", daemon=True)
        self.desk, self.options = desk, options
        self._stopped = threading.Event()
        self._reminded = 0.0

    def run(self) -> None:
        """Work until told to stop."""
        self.desk.revive_jobs()
        while not self._stopped.is_set():
            job = self.desk.take_job()
            if job is not None:
                self.do(job)
            else:
                self._remind()
                self._stopped.wait(PAUSE)

    def stop(self) -> None:
        """Let the job in hand end (for 10 s at most), then stop."""
        self._stopped.set()
        if self.is_alive():
            self.join(timeout=10)

    def do(self, job: Job) -> None:
        """Do one job; what goes wrong is kept with it, in words."""
        try:
            if job.kind == "publish":
                publish(self.desk, self.options)
            else:
                analyse(self.desk, self.options, job)
            self.desk.finish_job(job.id)
        except MortemError as error:
            self.desk.finish_job(job.id, str(error))
        except Exception:
            log.exception("a job failed")
            self.desk.finish_job(job.id, "something failed here that should not; the log has it")

    def _remind(self) -> None:
        post = self.options.post
        if not (post.host or post.webhook) or time.monotonic() - self._reminded < REMIND_EVERY:
            return
        self._reminded = time.monotonic()
        try:
            remind(self.desk, post, datetime.now(UTC).date())
        except MortemError as error:
            log.warning("%s", error)


def analyse(desk: Desk, options: WebOptions, job: Job) -> None:
    """Facts, timeline and (where there is no text yet) a draft, from an incident's evidence.

    Raises MortemError where the evidence cannot be read.
    """
    from mortem.evidence.store import EvidenceStore
    from mortem.facts import seen
    from mortem.facts.ask import find_facts
    from mortem.facts.stored import to_text

    incident = desk.incident_by_id(job.incident_id)
    last = [0.0]

    def told(label: str, share: float) -> None:
        if time.monotonic() - last[0] > 0.3:
            last[0] = time.monotonic()
            desk.job_progress(job.id, 0.8 * share, f"reading {Path(label).name}")

    with tempfile.TemporaryDirectory(prefix="mortem-", dir=desk.data) as folder:
        for item in desk.evidence(incident):
            unpacked_within(desk.blob(item.sha256), item.path)
        desk.lay_out(incident, Path(folder))
        paths = [Path(folder)] if any(Path(folder).iterdir()) else []
        if job.detail:
            paths.append(allowed_path(options, job.detail))
        if not paths:
            raise NoOutage("there is no evidence yet: add the telemetry first")
        with EvidenceStore() as store:
            store.add(paths, told)
            desk.job_progress(job.id, 0.85, "computing the facts")
            book = find_facts(store)
    found = book.known("outage-window")
    window = dict(zip(("began", "ended"), seen(found), strict=True)) if found else {}
    desk.keep_facts(incident.id, to_text(book), zone=book.zone_name[:64], **window)
    _timeline(desk, incident, book)
    if found is not None and desk.latest(incident) is None:
        desk.job_progress(job.id, 0.95, "writing the draft")
        _draft(desk, incident, book)


def publish(desk: Desk, options: WebOptions) -> None:
    """Lay the blog out anew: every published incident that is not private, redacted.

    The new blog takes the old one's place at once; a stop in between leaves the old one.
    """
    import shutil

    from mortem.document.parse import parse
    from mortem.publish.site import Post, build, redacted
    from mortem.review.actions import names_in
    from mortem.web.checked import book_of

    people = desk.people()
    posts = []
    for incident in desk.every_incident():
        latest = desk.latest(incident)
        if incident.state == "published" and not incident.private and latest is not None:
            post = Post(incident.slug, parse(latest.text), book_of(incident))
            posts.append(redacted(post, names_in(latest.text, people)))
    site = options.site or desk.data / "site"
    aside = Path(tempfile.mkdtemp(prefix="site-", dir=desk.data))
    for name, data in build(posts, base=options.base + "/blog/" if options.base else "").items():
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_bytes(data)
    old = aside.with_name(aside.name + "-old")
    if site.exists():
        site.replace(old)
    aside.replace(site)
    shutil.rmtree(old, ignore_errors=True)


def _timeline(desk: Desk, incident: Incident, book: "FactBook") -> None:
    events = book.known("timeline")
    if events is not None:
        desk.replace_evidence_entries(
            incident.id,
            [(e["at"], str(e["what"]), str(e["kind"]), str(e["source"])) for e in events.items],
        )


def _draft(desk: Desk, incident: Incident, book: "FactBook") -> None:
    from mortem.draft.write import DraftOptions, write_draft

    author = (
        desk.person(incident.author_id)
        if incident.author_id is not None
        else Person(0, "", "", "", "admin", active=True)
    )
    text = write_draft(book, DraftOptions(title=incident.title))
    desk.save(author, incident, text, 0, "drafted from the evidence")


def allowed_path(options: WebOptions, text: str) -> Path:
    """A path that the server may read; refused where it lies outside the allowed folders."""
    from mortem.errors import NotAllowed

    path = Path(text).resolve()
    if not any(path.is_relative_to(folder.resolve()) for folder in options.readable):
        raise NotAllowed(
            f"the desk may not read {text!r}: start it with --readable for that folder"
        )
    return path


def wait_idle(desk: Desk, incident: Incident, timeout: timedelta) -> bool:
    """Wait until an incident has no job waiting or running; whether that came in time."""
    end = time.monotonic() + timeout.total_seconds()
    while time.monotonic() < end:
        if all(job.state in {"done", "failed"} for job in desk.jobs(incident)):
            return True
        time.sleep(0.1)
    return False
