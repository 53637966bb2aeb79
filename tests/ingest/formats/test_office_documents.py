"""Every office file of the shared collection has a verdict, and its words are those that
LibreOffice reads in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.reading import ReadDocument, read_file, reading_sandbox
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.records import PageReading, Verdict
from tests.ingest.libreoffice import ALL_SHEETS, TEXT, convert, recall, shown_text
from tests.required_tools import needs

DOCUMENTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "office" / "documents"
HOW = {
    ".docx": TEXT, ".doc": TEXT, ".odt": TEXT, ".rtf": TEXT,
    ".xlsx": ALL_SHEETS, ".xls": ALL_SHEETS, ".csv": ALL_SHEETS, ".tsv": ALL_SHEETS,
    ".pptx": "pdf", ".ppt": "pdf",
}  # fmt: skip
LEAST_RECALL = 0.97
# What LibreOffice reads and we do not, with the reason; docs/formats.md says the same.
EXCEPTIONS = {
    "fake-power-point-malformed.pptx": 0.4,  # the text of a footer placeholder: repeated on slides
    "group-shapes-nested.pptx": 0.75,  # the reference runs the letters of two shapes together
    "stanley-cups-utf-16.csv": 0.93,  # LibreOffice takes the byte order mark for letters
    "stanley-cups-with-emoji.csv": 0.9,  # LibreOffice takes UTF-8 for Windows-1252
    "stanley-cups-with-emoji.tsv": 0.9,  # the same
}
SETTINGS = IngestSettings(ocr=False)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DOCUMENTS.is_dir(), reason=f"{DOCUMENTS} is not there"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with reading_sandbox(SETTINGS) as sandbox:
        yield sandbox


def files(*suffixes: str) -> list[Path]:
    return sorted(path for path in DOCUMENTS.glob("*") if path.suffix in suffixes)


def read(path: Path, sandbox: Sandbox) -> ReadDocument | UnreadableDocument:
    try:
        return read_file(path, file_name=path.name, sandbox=sandbox, settings=SETTINGS)
    except UnreadableDocument as refusal:
        return refusal


@pytest.mark.parametrize("path", files(*HOW, ".epub"), ids=lambda path: path.name)
def test_every_file_has_a_verdict_and_text_or_a_reason(path: Path, sandbox: Sandbox) -> None:
    document = read(path, sandbox)
    assert document.verdict not in (Verdict.PARSER_DIED, Verdict.FAILED)
    if isinstance(document, UnreadableDocument):
        assert document.detail
        return
    assert any(page.text for page in document.pages)
    unread = [page.number for page in document.pages if page.reading is PageReading.UNREAD]
    assert (document.verdict is Verdict.PARTLY_READ) == bool(unread)


@needs("soffice", why="its reading is what ours is compared with")
@pytest.mark.parametrize("suffix", HOW)
def test_the_words_are_those_that_libreoffice_reads(
    suffix: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    sources = files(suffix)
    expected: dict[str, str] = {}
    for made in convert(sources, HOW[suffix], tmp_path / "made"):
        # "name-Sheet 1.csv" belongs to the longest name that it starts with.
        stems = [path.stem for path in sources if made.stem.startswith(path.stem)]
        stem = max(stems, key=len)
        expected[stem] = expected.get(stem, "") + "\n" + shown_text(made)
    assert expected
    short = {}
    for path in sources:
        document = read(path, sandbox)
        if path.stem not in expected or not expected[path.stem].strip():
            continue
        texts = [p.text for p in document.pages] if isinstance(document, ReadDocument) else []
        found = recall(expected[path.stem], texts)
        if found < EXCEPTIONS.get(path.name, LEAST_RECALL):
            short[path.name] = (round(found, 3), document.verdict)
    assert not short
