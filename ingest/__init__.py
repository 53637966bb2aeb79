"""Ingest: from a file to pages, and from pages to chunks that can be found."""

import storage  # noqa: F401 - silences the libraries before any module here imports one
