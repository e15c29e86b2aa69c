"""How Alembic reaches the base: the connection is handed to it, already in a transaction."""

from alembic import context

from backoffice.database.base import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction holds every revision
    render_as_batch=True,
)
context.run_migrations()
