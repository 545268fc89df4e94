"""Run by Alembic, on the connection and in the transaction that `quiz.store.migrate` opened."""

from alembic import context

from quiz.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
