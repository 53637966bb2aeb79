"""Run by Alembic: the migrations act on the connection that `upgrade` hands over."""

from alembic import context

from storage.conversation_tables import conversations

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=conversations.metadata,  # of the other tables too
    render_as_batch=True,
)
context.run_migrations()
