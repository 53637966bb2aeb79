"""The child process that has LibreOffice convert a file: `python -m ingest.converting_child`.

Children that read may write nothing. LibreOffice has to, and this one starts it: within a folder
that its parent gives it and deletes. It parses nothing itself.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.sandboxed import JsonObject, Report, die_with_starter, serve
from storage.records import Verdict

RESTART = 81  # what LibreOffice exits with when it has set up a new profile
STARTS = 3
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
_FILTERS = {
    "docx": "MS Word 2007 XML",
    "pptx": "Impress MS PowerPoint 2007 XML",
    "xlsx": "Calc MS Excel 2007 XML",
}
_OPTIONS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
# No macros, no links followed, and a proxy that is not there, should anything be asked for.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>
"""
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "2"),
)
_PROXY = (
    ("ooInetProxyType", "1"),
    ("ooInetHTTPProxyName", "127.0.0.1"),
    ("ooInetHTTPProxyPort", "9"),
    ("ooInetHTTPSProxyName", "127.0.0.1"),
    ("ooInetHTTPSProxyPort", "9"),
)


def answer(task: JsonObject, report: Report) -> JsonObject:
    """The reply to `{"program": …, "path": …, "to": "docx", "folder": …}`, which says nothing: the
    converted file is where `ingest.conversion` looks for it."""
    folder, suffix = Path(task["folder"]), str(task["to"])
    given = folder / "document"  # LibreOffice puts locks beside what it opens
    if task["path"] != str(given):
        shutil.copyfile(task["path"], given)
    _write_profile(folder / "profile" / "user")
    code = RESTART
    for _ in range(STARTS):
        if code == RESTART:
            code = _run(task["program"], given, suffix, folder)
    made = folder / "made" / f"document.{suffix}"
    if not made.is_file():
        raise _refusal(code)
    return {}


def _run(program: str, given: Path, suffix: str, folder: Path) -> int:
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *_OPTIONS,
        "--convert-to",
        f"{suffix}:{_FILTERS[suffix]}",
        "--outdir",
        str(folder / "made"),
        str(given),
    ]
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "TZ": "UTC"}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
        check=False,
        preexec_fn=_shut_in,
    )
    return done.returncode


def _shut_in() -> None:
    """In the program's process before it starts: no life of its own, and no network.

    Where the kernel lets nobody make a network of their own, the profile alone keeps it away.
    """
    die_with_starter()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = [(f"/org.openoffice.Office.{path}", name, value) for path, name, value in _SETTINGS]
    items += (("/org.openoffice.Inet/Settings", name, value) for name, value in _PROXY)
    written = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in items
    )
    (folder / "registrymodifications.xcu").write_text(_PROFILE.format(written), encoding="utf-8")


def _refusal(code: int) -> UnreadableDocument:
    if code == -signal.SIGXCPU:
        return UnreadableDocument(
            Verdict.TOO_SLOW, "Converting it takes more processor time than is allowed."
        )
    if code < 0:
        name = signal.Signals(-code).name
        return UnreadableDocument(Verdict.PARSER_DIED, f"LibreOffice stopped with {name}.")
    return UnreadableDocument(Verdict.DAMAGED, "LibreOffice cannot open it: it may be damaged.")


if __name__ == "__main__":
    serve(answer)
