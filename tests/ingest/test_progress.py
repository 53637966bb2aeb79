import io
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.batch_report import BatchReport, pace, summary_lines
from ingest.file_tree import LeftOut, Omission
from ingest.progress import JsonProgress, LineProgress, progress_for
from ingest.progress_bar import BarProgress
from ingest.sync_plan import FolderAction, FolderChange, SyncPlan
from storage.locking import Owner, Trouble
from storage.records import JobState, Verdict
from tests.ingest.parsing_jobs import JOB

NOW = datetime(2026, 11, 21, tzinfo=UTC)
READ = replace(
    JOB,
    id=1,
    state=JobState.DONE,
    source="/docs/a.txt",
    requested_by="operator",
    pages_done=1,
    pages_total=1,
    verdict=Verdict.READ,
    document_id="d",
    created=NOW,
    finished=NOW,
)
FULL = Trouble("no-room", "The disk is full.", "Make room.")
HOSTILE = replace(
    READ,
    id=2,
    state=JobState.FAILED,
    source="/docs/\x1b[31m\nread: /docs/[red]fake\u202e.pdf",
    verdict=Verdict.ENCRYPTED,
    detail="It asks for a password.",
)


def report() -> BatchReport:
    made = BatchReport(documents=2)
    made.add(READ)
    made.add(HOSTILE)
    made.left_out[Omission.HIDDEN] = 3
    return made


def test_lines_tell_every_document_and_the_whole() -> None:
    stream = io.StringIO()
    progress = LineProgress(stream)
    progress.left_out(LeftOut(Path("/docs/pipe"), Omission.SPECIAL))
    progress.left_out(LeftOut(Path("/docs/.git"), Omission.HIDDEN))
    progress.finished(READ)
    progress.finished(HOSTILE)
    progress.end(report())
    shown = "/docs/\\x1b[31m\\x0aread: /docs/[red]fake\\u202e.pdf"
    assert stream.getvalue().splitlines() == [
        "left out (special-file): /docs/pipe",
        "read: /docs/a.txt",
        f"encrypted: {shown}: It asks for a password.",
        "1 of 2 documents are searchable (1 encrypted, 1 read).",
        "Not searchable: 1",
        f"  encrypted: {shown}: It asks for a password.",
        "Left out: 3 hidden",
    ]


def test_json_is_one_object_a_line_with_names_as_they_are() -> None:
    stream = io.StringIO()
    progress = JsonProgress(stream)
    progress.left_out(LeftOut(Path("/docs/.git"), Omission.HIDDEN))
    running = replace(READ, state=JobState.RUNNING, verdict=None, pages_done=1, pages_total=9)
    progress.reading(running)
    progress.reading(running)
    progress.reading(replace(running, pages_done=2))
    progress.finished(HOSTILE)
    progress.end(report())
    assert stream.getvalue().isascii()
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [event["event"] for event in events] == [
        "left-out",
        "reading",
        "reading",
        "document",
        "summary",
    ]
    assert events[2] == {
        "event": "reading",
        "source": "/docs/a.txt",
        "pages_done": 2,
        "pages_total": 9,
    }
    assert events[3]["source"] == HOSTILE.source
    assert (events[3]["verdict"], events[3]["searchable"]) == ("encrypted", False)
    assert events[4]["verdicts"] == {"encrypted": 1, "read": 1}
    assert (events[4]["documents"], events[4]["searchable"]) == (2, 1)
    assert events[4]["left_out"] == {"hidden": 3}


@pytest.mark.parametrize("bar", [False, True])
def test_what_the_process_that_does_the_work_waits_for_is_told(
    bar: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = BarProgress() if bar else LineProgress()
    progress.waiting(Owner(7, "server", "", FULL))
    progress.waiting(Owner(7, "server", ""))
    progress.end(BatchReport())
    told = capsys.readouterr()
    for line in ("Process 7 waits: The disk is full. Make room.", "Process 7 works again."):
        assert line in (told.out if bar else told.err)


def test_json_says_sparingly_how_many_files_were_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    progress = JsonProgress(stream)
    progress.looking(10, 1)
    assert stream.getvalue() == ""
    monkeypatch.setattr("ingest.progress.LOOKING_S", 0.0)
    progress.looking(1200, 30)
    event = {"event": "looking", "looked_at": 1200, "to_read": 30}
    assert json.loads(stream.getvalue()) == event


def test_the_bar_says_how_many_files_were_looked_at_until_all_were(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    bar = BarProgress()
    bar.looking(1200, 30)
    time.sleep(0.3)
    assert "1,200 looked at, 30 to read" in capsys.readouterr().out
    bar.taken(30)
    capsys.readouterr()
    time.sleep(0.5)
    assert "looked at" not in capsys.readouterr().out
    bar.end(report())


def test_json_has_events_of_waiting_and_working_again() -> None:
    stream = io.StringIO()
    progress = JsonProgress(stream)
    progress.waiting(Owner(7, "server", "", FULL))
    progress.waiting(Owner(7, "server", ""))
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [
        {
            "event": "waiting",
            "pid": 7,
            "code": "no-room",
            "message": "The disk is full.",
            "hint": "Make room.",
        },
        {"event": "working", "pid": 7},
    ]


def test_the_bar_shows_failures_as_printable_lines_and_no_markup(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    progress = BarProgress()
    progress.taken(2)
    progress.reading(replace(HOSTILE, file_name="\x1b]0;title\x07.pdf", pages_total=3))
    progress.finished(READ)
    progress.finished(HOSTILE)
    progress.remark("No group may read it yet.")
    progress.end(report())
    out = capsys.readouterr().out
    assert "[red]fake\\u202e.pdf" in out
    assert "\x1b[31m\n" not in out and "\x1b]0;" not in out
    assert "No group may read it yet." in out
    assert out.rstrip().endswith("Left out: 3 hidden")


def test_what_was_read_in_part_is_told_with_or_without_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    partly = replace(READ, verdict=Verdict.PARTLY_READ, detail="Not read: page 2.")
    made = BatchReport(documents=1)
    made.add(partly)
    for progress in (BarProgress(), LineProgress()):
        progress.finished(partly)
        progress.end(made)
        out = capsys.readouterr().out
        assert "partly-read: /docs/a.txt: Not read: page 2." in out
        assert "Partly read: 1; some of their pages cannot be found: see ingest report" in out


def test_without_a_terminal_there_is_no_bar() -> None:
    assert type(progress_for(as_json=False)) is LineProgress
    assert type(progress_for(as_json=True)) is JsonProgress


def test_a_batch_is_complete_where_all_is_searchable_and_nothing_was_closed_to_us() -> None:
    assert BatchReport().complete
    assert not report().complete
    closed = BatchReport(documents=1)
    closed.add(READ)
    assert closed.complete
    closed.left_out[Omission.LINK] = 1
    assert closed.complete
    closed.left_out[Omission.UNREADABLE] = 1
    assert not closed.complete
    waiting = BatchReport(documents=1)
    assert not waiting.complete


@pytest.mark.parametrize("documents", [0, 3])
def test_the_summary_of_a_batch_without_verdicts_says_so(documents: int) -> None:
    stream = io.StringIO()
    LineProgress(stream).end(BatchReport(documents=documents))
    searchable = ["0 of 3 documents are searchable.", "Queued, and without a verdict yet: 3"]
    expected = searchable if documents else ["No document was found."]
    assert stream.getvalue().splitlines() == expected


def test_one_document_is_spoken_of_as_one_and_what_waits_is_counted() -> None:
    one = BatchReport(documents=1)
    one.add(READ)
    assert summary_lines(one) == ["1 of 1 document is searchable (1 read)."]
    interrupted = BatchReport(documents=4)
    interrupted.add(READ)
    assert summary_lines(interrupted) == [
        "1 of 4 documents are searchable (1 read).",
        "Queued, and without a verdict yet: 3",
    ]


def test_what_is_done_to_a_folder_is_told_with_printable_names_and_counted() -> None:
    moved = FolderChange(FolderAction.MOVED, "/d/b\n.txt", "/d/\x1b[2Ja.txt", "id")
    made = BatchReport(folder=SyncPlan((moved,), unchanged=7))
    lines, objects = io.StringIO(), io.StringIO()
    for progress in (LineProgress(lines), JsonProgress(objects)):
        progress.changed(moved)
        progress.end(made)
    assert lines.getvalue().splitlines() == [
        "moved: /d/\\x1b[2Ja.txt -> /d/b\\x0a.txt",
        "1 moved; 7 unchanged.",
    ]
    change, summary = (json.loads(line) for line in objects.getvalue().splitlines())
    assert (change["action"], change["source"], change["former"]) == (
        "moved",
        "/d/b\n.txt",
        "/d/\x1b[2Ja.txt",
    )
    assert (summary["changes"]["moved"], summary["unchanged"]) == (1, 7)


def test_the_pace_counts_files_pages_and_chunks_a_second() -> None:
    made = BatchReport(pages=30, chunks=60, started=time.monotonic() - 10)
    made.verdicts[Verdict.READ] = 5
    assert pace(made) == "0.5 files, 3.0 pages, 6.0 chunks a second"


def test_the_bar_shows_the_pace(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    progress = BarProgress()
    progress.taken(2)
    progress.finished(READ)
    progress.pace(BatchReport(pages=30, chunks=60, started=time.monotonic() - 10))
    time.sleep(0.3)
    progress.end(report())
    assert "3.0 pages, 6.0 chunks a second" in capsys.readouterr().out
