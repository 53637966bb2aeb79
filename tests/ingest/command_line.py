"""What a command line of `ingest` printed, for tests that run one in their own process."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple


class Ran(NamedTuple):
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """The JSON objects of its lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Ingest = Callable[..., Ran]
