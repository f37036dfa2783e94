"""The desk: one repository class for all that people do with postmortems."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from mortem.errors import DeskRefused
from mortem.review.connection import engine_for
from mortem.review.deliveries import Deliveries
from mortem.review.policy import Policy, obstacles
from mortem.review.records import Incident, Person, Revision


class Desk(Deliveries):
    """Incidents, their texts, reviews, tasks and evidence, in one database and one folder.

    `url` is an SQLAlchemy URL (`postgresql+psycopg://…`); None is SQLite in the data folder.
    Opening brings the schema up to date.
    """

    def __init__(self, data: Path, url: str | None = None, policy: Policy | None = None) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self.url = url or f"sqlite:///{data / 'desk.sqlite'}"
        self.policy = policy or Policy()
        migrate(self.url)
        self.engine = engine_for(self.url)

    def close(self) -> None:
        """Give the database's connections back."""
        self.engine.dispose()

    def obstacles(self, incident: Incident, contradictions: int) -> list[str]:
        """What stands between a postmortem and its approval."""
        return obstacles(
            self.policy,
            incident,
            {revision.number for revision in self.alike(incident)},
            self.verdicts(incident),
            self.all_comments(incident),
            contradictions,
        )

    def advance(
        self,
        by: Person,
        incident: Incident,
        new: str,
        judge: Callable[[Revision], int],
        why: str = "",
    ) -> Incident:
        """Move an incident where policy lets it; no text and no verdict can come in between.

        `judge` counts the contradictions of a text. Raises DeskRefused with what stands in the way.
        """

        def policy(c: Connection, old: str) -> None:
            latest = self.latest(incident)
            if latest is None and new != "draft":
                raise DeskRefused("there is no text yet: write it first")
            if latest is not None and new in {"approved", "published"}:
                stops = self.obstacles(incident, judge(latest))
                if stops:
                    raise DeskRefused(f"not yet {new}: {'; '.join(stops)}")
            if "published" in {old, new}:
                self.enqueue(c, incident.id, "publish")

        latest = self.latest(incident)
        if latest is not None:
            judge(latest)  # outside the transaction, which would keep others waiting for it
        return self.move(by, incident, new, why, policy)

    def names_for(self, incident: Incident, viewer: Person) -> dict[int, str]:
        """The name under which a viewer sees each person, by id.

        In class mode author and reviewers are hidden from each other; admins see everybody.
        """
        names = {person.id: person.shown for person in self.people()}
        if not incident.class_mode or viewer.role == "admin":
            return names
        hidden = {r.person_id: r.alias for r in self.reviewers(incident)}
        if incident.author_id is not None:
            hidden[incident.author_id] = "the author"
        hidden.pop(viewer.id, None)
        return names | hidden


def migrate(url: str, to: str = "head", *, back: bool = False) -> None:
    """Bring a database's schema to a revision ("head", "base", or an id), forward or back."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    (command.downgrade if back else command.upgrade)(config, to)
