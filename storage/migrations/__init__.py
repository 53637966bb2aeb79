"""Alembic migrations of the ledger, numbered and applied when it is opened."""

import logging

# Before Alembic is imported: it tells of its plugins as they load, and of every migration.
logging.getLogger("alembic").setLevel(logging.WARNING)
