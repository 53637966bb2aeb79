"""Alembic migrations of the ledger, numbered and applied when it is opened."""
