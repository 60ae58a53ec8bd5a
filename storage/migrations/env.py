"""Alembic's environment: migrations run within the transaction of the connection they are given.

That transaction was begun by `storage.engine` (BEGIN IMMEDIATE on SQLite): a failed migration leaves nothing.
"""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
