from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.manifest import Allowed, Manifest, read_manifest
from storage.errors import BadInput
from tests.ingest.adding import write

ALLOWED = Allowed({"policies", "staff"}.__contains__, {"hr", "legal", "*"}.__contains__)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "sub/é b.txt"):
        write(tmp_path / name, name)
    return tmp_path


def read(folder: Path, text: str | bytes, *, collection: str = "policies") -> Manifest:
    path = folder / "files.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_manifest(path, collection=collection, allowed=ALLOWED)


def faults(folder: Path, text: str, *, collection: str = "policies") -> list[tuple[int, str, str]]:
    found = read(folder, text, collection=collection)
    return [(one.line, one.column, one.found) for one in found.faults]


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_says_all_there_is_to_say_of_a_file(
    folder: Path, separator: str, mark: str, end: str
) -> None:
    lines = [
        ["path", "Title", "collection", "readers", "effective_date", "source_url"],
        ["a.txt", '"Thé, café; ""eau"""', "staff", "hr | legal", "2026-02-28", "https://x.org/a?b"],
        ["", "", "", "", "", ""],
        ["sub/é b.txt", "", "", "", "", ""],
    ]
    text = mark + end.join(separator.join(line) for line in lines) + end
    found = read(folder, text)
    assert found.faults == ()
    first, second = found.rows
    assert (first.line, first.path, first.title) == (2, folder / "a.txt", 'Thé, café; "eau"')
    assert (first.collection, first.readers) == ("staff", {"hr", "legal"})
    assert (first.effective_date, first.source_url) == ("2026-02-28", "https://x.org/a?b")
    assert (second.line, second.path) == (4, folder / "sub" / "é b.txt")
    assert (second.collection, second.readers) == ("policies", None)
    assert (second.effective_date, second.source_url) == (None, None)


def test_every_bad_cell_is_named_with_its_line(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "a.txt")
    text = (
        "path,collection,readers,effective_date,source_url\n"
        "missing.txt,,,,\n"
        "a.txt,nowhere,hr|typo,31/01/2026,ftp://x\n"
        "sub,,,2026-02-30,http://\n"
        "link.txt,,,,\n"
        "\n"
        '"sub/é b.txt",,,,,more\n'
        ",,hr,,\n"
    )
    assert faults(folder, text) == [
        (2, "path", "missing.txt"),
        (3, "collection", "nowhere"),
        (3, "readers", "hr|typo"),
        (3, "effective_date", "31/01/2026"),
        (3, "source_url", "ftp://x"),
        (4, "path", "sub"),
        (4, "effective_date", "2026-02-30"),
        (4, "source_url", "http://"),
        (5, "path", "link.txt"),
        (7, "extra", "more"),
        (8, "path", ""),
    ]


def test_a_line_is_counted_as_an_editor_counts_it(folder: Path) -> None:
    text = 'title,path\n"two\nlines",a.txt\nx,missing.txt\n'
    assert faults(folder, text) == [(4, "path", "missing.txt")]


def test_a_file_may_be_listed_once_for_each_collection(folder: Path) -> None:
    text = "path,collection\na.txt,\na.txt,staff\nsub/../a.txt,policies\n"
    found = read(folder, text)
    assert [(one.line, one.column) for one in found.faults] == [(4, "path")]
    assert "line 2" in found.faults[0].expected


def test_two_files_whose_names_are_spelled_alike_are_one_row_too_many(folder: Path) -> None:
    """They would be one document, with the readers of whichever row comes last."""
    for name in ("x\x01.txt", "x\\x01.txt"):
        (folder / name).write_text(name)
    found = read(folder, "path,readers\nx\x01.txt,hr\nx\\x01.txt,\n")
    assert [(one.line, one.column) for one in found.faults] == [(3, "path")]


def test_a_row_needs_a_collection_from_somewhere(folder: Path) -> None:
    assert faults(folder, "path\na.txt\n", collection="") == [(2, "collection", "")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "lists no file"),
        (b"path\n", "lists no file"),
        (b"file,title\na.txt,x\n", "'file'"),
        (b"title\nx\n", "no path"),
        (b"path,path\na.txt,b\n", "twice"),
        (b"path\nd\xe9j\xe0.txt\n", "not UTF-8: byte 6 is 0xe9"),
        (b'path\n"a.txt" x\n', "line 2"),
    ],
)
def test_what_is_no_manifest_is_refused_with_the_reason(
    folder: Path, text: bytes, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        read(folder, text)


def test_a_manifest_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(BadInput, match="larger than 64 MiB"):
        read_manifest(Path("/dev/zero"), collection="policies", allowed=ALLOWED)


def test_a_manifest_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.csv cannot be read: No such file"):
        read_manifest(folder / "none.csv", collection="policies", allowed=ALLOWED)


@given(st.text(max_size=200))
def test_whatever_stands_in_it_is_a_manifest_or_a_clear_refusal(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        found = read(folder, f"path,title\n{text}".encode("utf-8", "replace"))
    except BadInput:
        return
    assert all(fault.line >= 2 for fault in found.faults)


def test_columns_may_be_named_with_spaces_as_people_write_them(folder: Path) -> None:
    found = read(folder, "path;Effective date;Source  URL\na.txt;2026-02-28;https://x.org/a\n")
    assert (found.faults, found.rows[0].effective_date) == ((), "2026-02-28")
    assert found.rows[0].source_url == "https://x.org/a"


def test_folders_between_backslashes_are_said_to_need_slashes(folder: Path) -> None:
    (fault,) = read(folder, "path\nsub\\a.txt\n").faults
    assert fault.expected == "a file that is there; with / between folders, not \\"
    (other,) = read(folder, "path\nsub/missing.txt\n").faults
    assert other.expected == "a file that is there"
