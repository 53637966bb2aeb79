"""Old Office files to new ones, by LibreOffice where it is installed, in a folder thrown away."""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.formats.old_office import NOT_INSTALLED
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from ingest.taking_out import InnerFile, take_out
from storage.records import Verdict

PROGRAMS = ("soffice", "libreoffice")
PREFIX = "intramuros-converting-"  # of folders in the system's temporary one, mode 0700
STALE_S = 60  # a younger folder may be about to be locked
WRITTEN_MIB = 512  # the largest file that may be written
NEW_TYPES = ("docx", "pptx", "xlsx")


def find_libreoffice() -> Path | None:
    """The program that converts, itself rather than the script around it; None where there is
    none.

    The script starts a second process that would survive the end of the first.
    """
    for name in PROGRAMS:
        found = shutil.which(name)
        if found is not None:
            script = Path(found).resolve()
            program = script.with_name("soffice.bin")
            return program if program.is_file() else script
    return None


@contextmanager
def converted(
    path: Path,
    to: str,
    *,
    inner: InnerFile | None = None,
    sandbox: Sandbox,
    settings: IngestSettings,
    on_wait: Callable[[], None],
) -> Iterator[Path]:
    """The file at `path`, or the one in it, as "docx", "pptx" or "xlsx"; it is deleted with all
    else at the end.

    One in it is taken out by `sandbox`, whose children read and may write nothing. Then a child of
    its own runs LibreOffice with an empty profile, without macros, links or network, within the
    limits of reading; `on_wait` is called some twenty times a second, and what it raises ends the
    conversion.
    Raises UnreadableDocument: UNKNOWN_TYPE without LibreOffice, else DAMAGED, TOO_SLOW, TOO_LARGE,
    TOO_MUCH_MEMORY or PARSER_DIED; ValueError for another type.
    """
    if to not in NEW_TYPES:  # a child that read a hostile file says it, and it is part of a path
        raise ValueError(f"{to!r} is none of {', '.join(NEW_TYPES)}.")
    program = find_libreoffice()
    if program is None:
        raise UnreadableDocument(Verdict.UNKNOWN_TYPE, NOT_INSTALLED)
    with private_folder() as folder:
        if inner is not None:
            given = folder / "document"
            take_out(path, inner, given, sandbox=sandbox, settings=settings, on_wait=on_wait)
            path = given
        with Sandbox(
            "ingest.converting_child", memory_mib=settings.read_memory_mib, written_mib=WRITTEN_MIB
        ) as converting:
            converting.run(
                {
                    "program": str(program),
                    "path": str(path),
                    "to": to,
                    "folder": str(folder),
                },
                cpu_s=settings.read_cpu_s,
                wall_s=settings.read_wall_s,
                on_wait=on_wait,
            )
        yield _made(folder, to)


def _made(folder: Path, to: str) -> Path:
    """What was converted: a regular file at the one place for it, whatever else was written.

    Raises UnreadableDocument. A link would lead out of the folder.
    """
    made = folder / "made" / f"document.{to}"
    with suppress(OSError):
        if stat.S_ISDIR(made.parent.lstat().st_mode) and stat.S_ISREG(made.lstat().st_mode):
            return made
    raise UnreadableDocument(Verdict.DAMAGED, "LibreOffice made no file of it.")


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for nobody else, locked while it is used and deleted afterwards."""
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _sweep(parent: Path) -> None:
    """Delete what killed processes left behind: it has no lock, and holds documents."""
    for left in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            status = left.lstat()
            if status.st_uid != os.getuid() or time.time() - status.st_mtime < STALE_S:
                continue
            if (lock := _locked(left)) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)


def _locked(folder: Path) -> int | None:
    """An open descriptor that holds the folder's lock; None where somebody else has it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
