"""How Alembic reaches the database: by the URL that the desk hands over."""

from alembic import context

from mortem.review.connection import engine_for
from mortem.review.tables import metadata

engine = engine_for(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
