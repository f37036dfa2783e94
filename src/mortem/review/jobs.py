"""Background work that survives a restart: a job is a row, and a stopped one runs again."""

import sqlalchemy as sa

from mortem.review import tables as t
from mortem.review.connection import made
from mortem.review.records import Incident, Job
from mortem.review.vault import Vault


class Jobs(Vault):
    """Jobs in the order in which they were asked for."""

    def add_job(self, incident: Incident, kind: str, detail: str = "") -> Job:
        """Ask for work; a waiting job of the same kind for the same incident serves both.

        `detail` is a path to read with the evidence; asking again without one keeps the last one.
        """
        with self.writing() as c:
            job_id = self.enqueue(c, incident.id, kind, detail)
        return self.job(job_id)

    def enqueue(
        self, c: sa.engine.Connection, incident_id: int, kind: str, detail: str = ""
    ) -> int:
        """The same, in the transaction of what makes the work needed; the job's id."""
        of = sa.and_(t.job.c.incident_id == incident_id, t.job.c.kind == kind)
        detail = detail or str(
            c.scalar(
                sa.select(t.job.c.detail)
                .where(of, t.job.c.detail != "")
                .order_by(t.job.c.id.desc())
                .limit(1)
            )
            or ""
        )
        waiting = c.scalar(sa.select(t.job.c.id).where(of, t.job.c.state == "waiting"))
        if waiting is not None:
            c.execute(sa.update(t.job).where(t.job.c.id == waiting).values(detail=detail))
            return int(waiting)
        row = {"incident_id": incident_id, "kind": kind, "detail": detail, "state": "waiting"}
        key = c.execute(sa.insert(t.job).values(created_at=self.now(), **row)).inserted_primary_key
        assert key is not None  # noqa: S101
        return int(key[0])

    def job(self, job_id: int) -> Job:
        """One job."""
        return self.one(Job, sa.select(t.job).where(t.job.c.id == job_id), "there is no such job")

    def jobs(self, incident: Incident) -> list[Job]:
        """An incident's jobs, newest first."""
        query = sa.select(t.job).where(t.job.c.incident_id == incident.id)
        return self.rows(Job, query.order_by(t.job.c.id.desc()))

    def take_job(self) -> Job | None:
        """The next waiting job, now running; None where there is none."""
        with self.writing() as c:
            query = sa.select(t.job).where(t.job.c.state == "waiting").order_by(t.job.c.id).limit(1)
            row = c.execute(query.with_for_update(skip_locked=True)).mappings().first()
            if row is None:
                return None
            c.execute(
                sa.update(t.job)
                .where(t.job.c.id == row["id"])
                .values(state="running", started_at=self.now(), share=0.0)
            )
            return made(Job, {**row, "state": "running"})

    def job_progress(self, job_id: int, share: float, message: str) -> None:
        """Say how far a job is (0-1), and with what it is busy."""
        with self.writing() as c:
            c.execute(
                sa.update(t.job)
                .where(t.job.c.id == job_id)
                .values(share=share, message=message[:500])
            )

    def finish_job(self, job_id: int, failure: str = "") -> None:
        """End a job, done or failed with a reason that people can read."""
        values = {
            "state": "failed" if failure else "done",
            "message": failure[:2000],
            "share": 1.0,
            "finished_at": self.now(),
        }
        with self.writing() as c:
            c.execute(sa.update(t.job).where(t.job.c.id == job_id).values(**values))

    def revive_jobs(self) -> int:
        """At start: jobs that ran when the desk was stopped wait again; how many."""
        with self.writing() as c:
            done = c.execute(
                sa.update(t.job)
                .where(t.job.c.state == "running")
                .values(state="waiting", started_at=None, share=0.0)
            )
            return int(done.rowcount)
