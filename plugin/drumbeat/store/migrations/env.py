"""Alembic's environment: migrations run on the connection that `store.database` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from drumbeat.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
