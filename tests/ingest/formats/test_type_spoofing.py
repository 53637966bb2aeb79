"""Every kind of file under the suffixes of others: what it holds decides (T11)."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import UnreadableDocument
from ingest.formats.file_type import FileType, detect
from ingest.formats.source import Source
from tests.ingest.formats.test_file_type import DOCX, EPUB, HTML, ODT, PDF, PPTX, RTF, XLSX
from tests.ingest.made_compound import compound
from tests.ingest.made_mails import mail


def picture(how: str) -> bytes:
    packed = BytesIO()
    Image.new("L", (8, 8), 200).save(packed, how)
    return packed.getvalue()


CONTENTS = {
    FileType.PDF: PDF,
    FileType.DOCX: DOCX,
    FileType.PPTX: PPTX,
    FileType.XLSX: XLSX,
    FileType.ODT: ODT,
    FileType.EPUB: EPUB,
    FileType.RTF: RTF,
    FileType.HTML: HTML,
    FileType.DOC: compound("WordDocument"),
    FileType.EML: mail().as_bytes(),
    FileType.PNG: picture("PNG"),
    FileType.JPEG: picture("JPEG"),
}
SUFFIXES = ("pdf", "docx", "xlsx", "odt", "txt", "md", "csv", "html", "eml", "png", "exe")
PROGRAMS = (b"MZ\x90\0\x03\0\0\0" + bytes(90), b"\x7fELF\x02\x01\x01" + bytes(90))
PAIRS = [(kind, suffix) for kind in CONTENTS for suffix in SUFFIXES if suffix != kind.name.lower()]
assert len(PAIRS) >= 30


@pytest.mark.parametrize(("kind", "suffix"), PAIRS, ids=lambda part: getattr(part, "name", part))
def test_a_false_suffix_changes_nothing(tmp_path: Path, kind: FileType, suffix: str) -> None:
    (tmp_path / "stored").write_bytes(CONTENTS[kind])
    assert detect(Source(tmp_path / "stored", f"a.{suffix}")) is kind


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("program", PROGRAMS, ids=["windows", "linux"])
def test_a_program_is_never_taken_for_a_document(
    tmp_path: Path, program: bytes, suffix: str
) -> None:
    (tmp_path / "stored").write_bytes(program)
    with pytest.raises(UnreadableDocument):
        detect(Source(tmp_path / "stored", f"a.{suffix}"))
