"""The schema's steps, forward and back, run by Alembic."""
