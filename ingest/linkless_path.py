"""Opening what lies at a path in which no part is a link, whoever changes the folders meanwhile."""

import os
from pathlib import Path

# Of a folder on the way only its entries are looked up: what may be passed need not be readable.
_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC | getattr(os, "O_PATH", os.O_RDONLY)
_NO_LINK_AT_ALL = getattr(os, "O_NOFOLLOW_ANY", 0)  # macOS has one flag for all of this


def open_linkless(path: Path, flags: int) -> int:
    """A descriptor of what is at an absolute path; OSError where it, or a folder above it, is a
    link by now.

    O_NOFOLLOW alone looks at the last part: a folder that was walked and then replaced by a link
    would lead wherever that points.
    """
    flags |= os.O_CLOEXEC
    if _NO_LINK_AT_ALL:
        return os.open(path, flags | _NO_LINK_AT_ALL)
    folder = os.open(path.anchor, _FOLDER)
    try:
        for name in path.parts[1:-1]:
            inner = os.open(name, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(path.name or ".", flags | os.O_NOFOLLOW, dir_fd=folder)
    except OSError as error:
        error.filename = str(path)  # not one part of it
        raise
    finally:
        os.close(folder)
