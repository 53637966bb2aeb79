"""Files that another program holds with a lease, as a Samba server does for its clients.

Whoever has a lease is told that somebody wants the file, and gives it up at once, or within the
system's lease-break-time (45 s). So every file is tried first, and those that were held again when
all others are through: a folder of ten thousand held files is waited for as long as one.
"""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

# Not tuned: the first pause is for one that gives up at once; all together are half a second, so
# that files that stay held do not hold up the work: a later run finds them.
LEASE_PAUSES_S = (0.02, 0.1, 0.4)
HELD = "another program holds it"  # why a file with a lease is left out

File = TypeVar("File")
Made = TypeVar("Made")


def taken_later(
    held: list[File], take: Callable[[File], Made], *, check: Callable[[], None] = lambda: None
) -> Iterator[tuple[File, Made]]:
    """Those of the files that are given up meanwhile, each with what `take` makes of it; they leave
    `held`, in which at the end are those that are held still.

    `take` raises BlockingIOError for a file that is held. `check` is called before each pause and
    each file, and may raise to end this.
    """
    for pause_s in LEASE_PAUSES_S:
        if not held:
            return
        check()
        time.sleep(pause_s)
        for one in list(held):
            check()
            try:
                made = take(one)
            except BlockingIOError:
                continue
            held.remove(one)
            yield one, made
