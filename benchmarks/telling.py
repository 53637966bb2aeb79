"""What a benchmark says while it runs."""

import sys
import time

_STARTED = time.monotonic()


def tell(line: str) -> None:
    """One line on standard output, with the seconds since the start."""
    sys.stdout.write(f"[{time.monotonic() - _STARTED:6.0f} s] {line}\n")
    sys.stdout.flush()
