"""Old Office files are converted by LibreOffice, within limits, and nothing is left behind."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ingest.conversion import PREFIX, STALE_S, converted, find_libreoffice
from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType
from ingest.reading import read_file, reading_sandbox
from ingest.settings import IngestSettings
from storage.records import Verdict
from tests.ingest.libreoffice import convert
from tests.ingest.made_compound import compound
from tests.ingest.made_docx import handbook
from tests.ingest.made_packages import (
    made_pptx,
    made_xlsx,
    rows_xml,
    sheet_xml,
    slide_xml,
    text_shape,
)
from tests.ingest.running_processes import commands_naming
from tests.required_tools import needs

SETTINGS = IngestSettings(ocr=False)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("temporary")]
needs_libreoffice = needs("soffice", why="it converts old Office files")


def wait_on() -> None:
    """Nothing to do meanwhile."""


@needs_libreoffice
@pytest.mark.parametrize(
    ("suffix", "media_type", "expected"),
    [
        ("doc", FileType.DOC, "Chaque salarié dispose de deux jours par semaine."),
        ("ppt", FileType.PPT, "vingt-cinq jours"),
        ("xls", FileType.XLS, "Paie | 12.5%"),
    ],
)
def test_old_files_are_read_as_what_they_are_converted_to(
    tmp_path: Path, temporary: Path, suffix: str, media_type: FileType, expected: str
) -> None:
    if suffix == "doc":
        given = handbook(tmp_path / "a.docx")
    elif suffix == "ppt":
        given = made_pptx(tmp_path / "a.pptx", [slide_xml(text_shape("vingt-cinq jours"))])
    else:
        rows = rows_xml([["Service", "Part"], ["Paie", 0.125]]).replace(
            'r="B2" s="0"', 'r="B2" s="1"'
        )
        given = made_xlsx(tmp_path / "a.xlsx", {"S": sheet_xml(rows)}, codes=["0.0%"])
    (path,) = convert([given], suffix, tmp_path / "old")
    assert path.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    with reading_sandbox(SETTINGS) as sandbox:
        document = read_file(path, file_name=path.name, sandbox=sandbox, settings=SETTINGS)
    assert expected in document.pages[0].text.split("\n")
    assert document.media_type == media_type
    assert document.verdict is Verdict.READ
    assert list(temporary.iterdir()) == []


def test_without_libreoffice_the_verdict_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_libreoffice() is None
    (tmp_path / "a.doc").write_bytes(compound("WordDocument"))
    with reading_sandbox(SETTINGS) as sandbox, pytest.raises(UnreadableDocument) as caught:
        read_file(tmp_path / "a.doc", file_name="a.doc", sandbox=sandbox, settings=SETTINGS)
    assert caught.value.verdict is Verdict.UNKNOWN_TYPE
    assert "LibreOffice" in caught.value.detail and "DOCX" in caught.value.detail


@needs_libreoffice
def test_a_file_that_libreoffice_cannot_open_is_damaged(tmp_path: Path, temporary: Path) -> None:
    (tmp_path / "a.doc").write_bytes(compound("WordDocument"))
    with reading_sandbox(SETTINGS) as sandbox, pytest.raises(UnreadableDocument) as caught:
        read_file(tmp_path / "a.doc", file_name="a.doc", sandbox=sandbox, settings=SETTINGS)
    assert caught.value.verdict is Verdict.DAMAGED
    assert list(temporary.iterdir()) == []


@needs_libreoffice
def test_a_conversion_that_takes_too_long_is_killed_with_all_it_started(
    tmp_path: Path, temporary: Path
) -> None:
    path = handbook(tmp_path / "a.docx")
    settings = IngestSettings().model_copy(update={"read_wall_s": 0.2})  # shorter than it starts
    started = time.monotonic()
    with (
        pytest.raises(UnreadableDocument) as caught,
        reading_sandbox(settings) as sandbox,
        converted(path, "docx", sandbox=sandbox, settings=settings, on_wait=lambda: time.sleep(0)),
    ):
        pytest.fail("LibreOffice starts in more than a fifth of a second")
    assert caught.value.verdict is Verdict.TOO_SLOW
    assert time.monotonic() - started < 10
    assert list(temporary.iterdir()) == []
    assert ended(str(temporary))


@needs_libreoffice
def test_what_the_caller_raises_ends_the_conversion(tmp_path: Path, temporary: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    path = handbook(tmp_path / "a.docx")
    with (
        pytest.raises(KeyboardInterrupt),
        reading_sandbox(SETTINGS) as sandbox,
        converted(path, "docx", sandbox=sandbox, settings=SETTINGS, on_wait=stop),
    ):
        pytest.fail("it was to be ended")
    assert list(temporary.iterdir()) == []
    assert ended(str(temporary))


def ended(folder: str) -> bool:
    """True once no such process is left: on a busy machine a killed one needs a moment to go."""
    ends = time.monotonic() + 5
    while running(folder) and time.monotonic() < ends:
        time.sleep(0.05)
    return not running(folder)


def running(folder: str) -> list[str]:
    """The commands of processes that work in the folder."""
    return [command for command in commands_naming(folder) if "soffice" in command]


def test_what_a_killed_process_left_is_deleted_unless_it_is_in_use(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = time.time() - STALE_S - 5
    for name in ("left", "used"):
        (temporary / f"{PREFIX}{name}").mkdir()
        (temporary / f"{PREFIX}{name}" / "document").write_text("confidential")
        os.utime(temporary / f"{PREFIX}{name}", (old, old))
    (temporary / "other").mkdir()
    (temporary / f"{PREFIX}young").mkdir()
    used = os.open(temporary / f"{PREFIX}used", os.O_RDONLY)
    fcntl.flock(used, fcntl.LOCK_EX)
    (tmp_path / "soffice").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    path = handbook(tmp_path / "a.docx")
    with (
        pytest.raises(UnreadableDocument),
        reading_sandbox(SETTINGS) as sandbox,
        converted(path, "docx", sandbox=sandbox, settings=SETTINGS, on_wait=wait_on),
    ):
        pytest.fail("the program makes nothing")
    os.close(used)
    assert sorted(path.name for path in temporary.iterdir()) == [
        f"{PREFIX}used", f"{PREFIX}young", "other",
    ]  # fmt: skip


@needs_libreoffice
def test_a_document_makes_libreoffice_ask_nobody(tmp_path: Path) -> None:
    """A linked picture is what a plain conversion fetches; ours does not, with or without a
    network to fetch it from."""
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        page = tmp_path / "a.html"
        page.write_text(f"<html><p>bonjour<img src='{address}/picture.png'></p></html>")
        convert([page], "docx", tmp_path / "plain")
        assert asked, "a plain conversion no longer fetches pictures: find another link"
        asked.clear()
        script = (
            "import sys; from pathlib import Path; from ingest.converting_child import answer;"
            "answer({'program': sys.argv[1], 'path': sys.argv[2], 'to': 'docx',"
            " 'folder': sys.argv[3]}, print)"
        )
        program = find_libreoffice()
        for place, shut in (("shut", ""), ("open", "import ctypes; ctypes.CDLL = lambda _: C();")):
            folder = tmp_path / place
            folder.mkdir()
            open_network = (
                "class C:\n    unshare = prctl = staticmethod(lambda *_: 0)\n" if shut else ""
            )
            subprocess.run(
                [sys.executable, "-c", f"{open_network}{shut}\n{script}", str(program), str(page),
                 str(folder)],
                check=True, timeout=120,
            )  # fmt: skip
            assert (folder / "made" / "document.docx").is_file()
            assert asked == [], place
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
