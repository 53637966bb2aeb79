"""Every PDF of the shared odd files that pdftotext reads is read by us, word by word."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import UnreadableDocument
from ingest.reading import read_file, reading_sandbox
from ingest.sandbox import Sandbox
from ingest.settings import IngestSettings
from storage.records import Page
from tests.ingest.libreoffice import words
from tests.required_tools import needs

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
PDFS = sorted(
    path for name in ("messy-pdf", "office") for path in (DATA / name / "documents").glob("*.pdf")
)
LEAST_RECALL = 0.97
# Where ours are fewer; docs/formats.md says why, file by file.
EXCEPTIONS = {
    "009-pdflatex-geotopo__GeoTopo-komprimiert": 0.96,
    "015-arabic__habibi": 0.6,
    "015-arabic__habibi-oneline-cmap": 0.6,
    "015-arabic__habibi-rotated": 0.6,
    "pdf__fake-bold-sample": 0.9,
    "pdf__layout-parser-paper-with-table": 0.96,
}
SETTINGS = IngestSettings(ocr=False)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PDFS, reason=f"{DATA} is not there"),
    needs("pdftotext", why="its reading is what ours is compared with"),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with reading_sandbox(SETTINGS) as sandbox:
        yield sandbox


def _texts(page: Page) -> Iterator[str]:
    yield page.text
    yield from (one.text for one in page.hidden)


def long_words(text: str) -> Counter[str]:
    """Words of two letters or more, those divided at the end of a line joined."""
    joined = re.sub(r"[-\u2010\u00ad]\n\s*", "", text)
    return Counter({word: count for word, count in words(joined).items() if len(word) > 1})


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_the_words_are_those_that_pdftotext_reads(path: Path, sandbox: Sandbox) -> None:
    ran = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=False)
    expected = ran.stdout.decode("utf-8", "replace")
    try:
        document = read_file(path, file_name=path.name, sandbox=sandbox, settings=SETTINGS)
        texts = [text for page in document.pages for text in _texts(page)]
    except UnreadableDocument:
        texts = []
    wanted, found = long_words(expected), long_words("\n".join(texts))
    missing = wanted - found
    least = EXCEPTIONS.get(path.stem, LEAST_RECALL)
    assert missing.total() <= (1 - least) * wanted.total(), missing.most_common(20)
