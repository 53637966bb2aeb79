"""Memory of the C library's allocator beside what is in use: few arenas, given back now and then.

glibc makes up to eight arenas a processor, one thread after the other gets the next, and what one
of them let go is of no use to the others. Pieces between others that stay are never given back.
After a load of 6,000 small documents 493 of the 876 MB of its arenas were free (November 2026).
"""

import ctypes
import os
import sys
import time
from collections.abc import Callable

from storage.processor import allowed_processors

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
# Beside `give_back`, two arenas instead of sixteen took 128 MB less after 6,000 small documents; of
# processor time 261 s instead of 259 until 5,500, one run each, on one core (November 2026).
FEWEST_ARENAS = 2

_given_back = float("-inf")  # when, of the process


def few_arenas() -> None:
    """Allow no more arenas than there are processors, two at least; for commands of ours alone.

    Those made before stay, and where there are more than eight already nothing changes. Does
    nothing where the C library is not glibc, or MALLOC_ARENA_MAX says how many.
    """
    if "MALLOC_ARENA_MAX" not in os.environ and (set_option := _of_glibc("mallopt")):
        set_option(_ARENA_MAX, max(FEWEST_ARENAS, allowed_processors()))


def give_back(*, at_most_every_s: float) -> None:
    """Give the pages that hold nothing back to the system, unless that was done just before.

    5 to 16 ms of processor time at 1 GB, of which 56 to 148 MB went back (November 2026); what is
    used again is zeroed anew. Does nothing where the C library is not glibc.
    """
    global _given_back
    now = time.monotonic()
    if now - _given_back >= at_most_every_s and (trim := _of_glibc("malloc_trim")):
        _given_back = now
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function that no other C library has."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
