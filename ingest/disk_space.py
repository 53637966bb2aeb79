"""Room on the disk: nothing new is taken in below a reserve, so that reading goes on."""

import errno
import shutil
from pathlib import Path

from storage.errors import NoRoom

RESERVE_MIB = 256  # for the ledger's log, an index being written, logs and temporary files


def ensure_space(home: Path) -> None:
    """Raises NoRoom where the disk of `home` has less than `RESERVE_MIB` left."""
    free_mib = shutil.disk_usage(home).free >> 20
    if free_mib < RESERVE_MIB:
        raise NoRoom(
            f"Only {free_mib} MiB are free on the disk of {home}; "
            f"nothing new is taken in below {RESERVE_MIB} MiB.",
            hint="Make room; queued documents then go on. Asking questions still works.",
        )


def disk_full(home: Path, error: OSError) -> NoRoom | None:
    """What to raise where `error` means that the disk, or its quota, had no room; else None.

    That a file may not be so long is a limit of this process (`ulimit -f`) or of the disk.
    """
    if error.errno == errno.EFBIG:
        return NoRoom(
            f"A file in {home} may not become as large as it has to.",
            hint="Raise the limit (ulimit -f), or use a disk that holds larger files.",
        )
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    return NoRoom(f"The disk of {home} is full.", hint="Make room, and add the files again.")
