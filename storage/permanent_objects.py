"""Objects that live as long as the process: libraries and weights, not looked through for garbage.

With torch, transformers and chromadb there are half a million of them. Python looks through all
whenever their number has grown by a quarter, which is some twenty times while they are imported
(6.5 s of processor time instead of 4.7), and later now and then in the midst of the work, 0.3 s
each time while every other thread waits (November 2026).
"""

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Blocks of memory more than at the last time; less is not worth what it costs: garbage that refers
# to itself, and is there at the end, is never freed.
_MUCH = 200_000


class _Within:
    """How many threads are making objects that stay, and the memory blocks when the last had."""

    lock = threading.Lock()
    threads = 0
    collecting = True
    blocks = 0


@contextmanager
def permanent() -> Iterator[None]:
    """Within, what is made is there to stay, such as imported libraries: nothing is collected.

    Where it was much, no later collection looks through what is there at the end.
    """
    with _Within.lock:
        if not _Within.threads:
            _Within.collecting = gc.isenabled()
            gc.disable()
        _Within.threads += 1
    try:
        yield
    finally:
        with _Within.lock:
            _Within.threads -= 1
            if not _Within.threads:
                _leave_alone()
                if _Within.collecting:
                    gc.enable()


def _leave_alone() -> None:
    blocks = sys.getallocatedblocks()
    if blocks - _Within.blocks > _MUCH:
        gc.freeze()
        _Within.blocks = blocks
