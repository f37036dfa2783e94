"""The desk: one repository class for all that people do with postmortems."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from mortem.review.connection import engine_for
from mortem.review.deliveries import Deliveries
from mortem.review.policy import Policy, obstacles
from mortem.review.records import Incident, Person


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
        latest = self.latest(incident)
        return obstacles(
            self.policy,
            incident,
            latest.number if latest else 0,
            self.verdicts(incident),
            [comment for comment, _ in self.comments(incident)],
            contradictions,
        )

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
