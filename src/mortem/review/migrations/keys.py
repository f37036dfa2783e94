"""A foreign key as every step writes it."""

import sqlalchemy as sa


def key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """`column` of `table` refers to `other`.id and goes with it."""
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
