"""The commands of `ingest`, one a module."""
