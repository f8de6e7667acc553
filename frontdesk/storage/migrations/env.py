"""Alembic's entry: runs on the connection that `frontdesk.storage.database.migrate` hands over."""

from alembic import context

import frontdesk.storage.insight_models  # noqa: F401  all tables
from frontdesk.storage.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
