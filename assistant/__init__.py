"""Assistant: from a question to evidence, and from evidence to an answer that is cited."""

import storage  # noqa: F401 - silences the libraries before any module here imports one
