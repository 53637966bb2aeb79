"""Every way in: web chat, library, page viewer, HTTP API and the `assistant` command."""

import storage  # noqa: F401 - silences the libraries before any module here imports one
