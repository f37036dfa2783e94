"""Reviews, tasks, timelines, background work and webhook calls."""

import sqlalchemy as sa
from alembic import op

from mortem.review.migrations.keys import key
from mortem.review.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    _make_action()
    _make_comment()
    _make_delivery()
    _make_entry()
    _make_job()
    _make_reviewer()
    _make_rubric()
    _make_verdict()


def downgrade() -> None:
    """One step back."""
    for table in (
        "verdict",
        "rubric",
        "reviewer",
        "job",
        "entry",
        "delivery",
        "comment",
        "action",
    ):
        op.drop_table(table)


def _make_action() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.String(length=10), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        key("action", "incident_id", "incident"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("incident_id", "key", name=op.f("uq_action_incident_id_key")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_incident_id"), ["incident_id"], unique=False)


def _make_comment() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("resolver_id", sa.Integer(), nullable=True),
        key("comment", "incident_id", "incident"),
        key("comment", "person_id", "person"),
        key("comment", "resolver_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_resolver_id"), ["resolver_id"], unique=False)


def _make_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        key("delivery", "incident_id", "incident"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("digest", name=op.f("uq_delivery_digest")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_incident_id"), ["incident_id"], unique=False)


def _make_entry() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=False),
        key("entry", "editor_id", "person"),
        key("entry", "incident_id", "incident"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_editor_id"), ["editor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_incident_id"), ["incident_id"], unique=False)


def _make_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        key("job", "incident_id", "incident"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)


def _make_reviewer() -> None:
    op.create_table(
        "reviewer",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(length=40), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        key("reviewer", "incident_id", "incident"),
        key("reviewer", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer")),
        sa.UniqueConstraint(
            "incident_id", "person_id", name=op.f("uq_reviewer_incident_id_person_id")
        ),
    )
    with op.batch_alter_table("reviewer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviewer_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviewer_person_id"), ["person_id"], unique=False)


def _make_rubric() -> None:
    op.create_table(
        "rubric",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=60), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        key("rubric", "incident_id", "incident"),
        key("rubric", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
        sa.UniqueConstraint(
            "incident_id",
            "person_id",
            "requirement",
            name=op.f("uq_rubric_incident_id_person_id_requirement"),
        ),
    )
    with op.batch_alter_table("rubric", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rubric_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rubric_person_id"), ["person_id"], unique=False)


def _make_verdict() -> None:
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        key("verdict", "incident_id", "incident"),
        key("verdict", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_verdict_person_id"), ["person_id"], unique=False)
