"""Old Office files inside others: each is converted once, within limits, and read where it lies."""

import subprocess
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest import office_inside
from ingest.conversion import find_libreoffice
from ingest.errors import UnreadableDocument
from ingest.formats.conversions import Conversions
from ingest.formats.file_type import FileType
from ingest.formats.page_picture import page_picture
from ingest.formats.source import Source
from ingest.reading import ReadDocument, read_file, reading_sandbox
from ingest.settings import IngestSettings
from storage.records import PageReading, Verdict
from tests.ingest import made_docx
from tests.ingest.formats.test_pdf_attachments import carrying
from tests.ingest.formats.test_signed_file import signed
from tests.ingest.made_mails import attach, mail, msg
from tests.ingest.made_packages import made_xlsx, rows_xml, sheet_xml
from tests.ingest.made_pictures import docx_of, scan
from tests.ingest.stand_in_office import StandIn, old_file

SETTINGS = IngestSettings(ocr=False)
pytestmark = pytest.mark.usefixtures("temporary")
LABEL = "Attachment (pièce jointe): "


def docx(path: Path, *paragraphs: str) -> Path:
    """A document of those paragraphs, each on a page of its own."""
    end = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return made_docx.raw_docx(path, end.join(map(made_docx.paragraph, paragraphs)))


def read(
    tmp_path: Path, given: EmailMessage | bytes, *, settings: IngestSettings = SETTINGS
) -> ReadDocument:
    """The document; nothing is left of what it was converted to."""
    path = tmp_path / "given"
    path.write_bytes(given if isinstance(given, bytes) else given.as_bytes())
    with reading_sandbox(settings) as sandbox:
        found = read_file(path, file_name="given.eml", sandbox=sandbox, settings=settings)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    return found


def texts(document: ReadDocument) -> list[str]:
    """The pages but the first: their texts on one line, without the word for an attachment."""
    return [page.text.replace(LABEL, "").replace("\n", " / ") for page in document.pages[1:]]


@pytest.fixture
def contract(tmp_path: Path, office: StandIn) -> bytes:
    """A DOC that is converted to two pages."""
    made = docx(tmp_path / "contract.docx", "Deux jours.", "Trois semaines.")
    return office.prepare(old_file("doc", "contract"), made)


def test_attachments_of_a_mail_are_pages_where_they_stand(
    tmp_path: Path, office: StandIn, contract: bytes
) -> None:
    rows = sheet_xml(rows_xml([["Service", "Part"], ["Paie", 12]]))
    sheet = office.prepare(old_file("xls"), made_xlsx(tmp_path / "s.xlsx", {"Parts": rows}))
    message = attach(mail(), contract, "accord.doc")
    attach(message, b"Une note.", "note.txt")
    attach(message, sheet, "parts.xls")
    found = read(tmp_path, message)
    assert texts(found) == [
        "accord.doc / Deux jours.", "Trois semaines.", "note.txt / Une note.",
        "parts.xls / Parts / Service | Part / Paie | 12",
    ]  # fmt: skip
    assert (found.verdict, found.warnings, found.media_type) == (Verdict.READ, (), FileType.EML)
    assert office.asked == ["docx", "xlsx"]


def test_the_same_attachment_is_converted_once_however_often_it_comes(
    tmp_path: Path, office: StandIn, contract: bytes
) -> None:
    inner = attach(mail("Transmis"), contract, "copie.doc")
    message = attach(attach(mail(), contract, "a.doc"), contract, "b.doc")
    message.add_attachment(inner)
    found = read(tmp_path, message)
    assert [one for one in texts(found) if "Deux jours." in one] == [
        "a.doc / Deux jours.", "b.doc / Deux jours.", "copie.doc / Deux jours.",
    ]  # fmt: skip
    assert office.asked == ["docx"]


def test_files_are_found_however_they_are_wrapped(tmp_path: Path, contract: bytes) -> None:
    outlook = msg({0x0037: "Lettre"}, attachments=[{0x3707: "c.doc", 0x3701: contract}])
    portfolio = carrying(tmp_path / "p.pdf", {"d.doc": contract}, portfolio=True).read_bytes()
    inner = attach(mail("Interne"), signed(contract), "e.doc.p7m")
    message = attach(attach(mail(), outlook, "o.msg"), portfolio, "p.pdf")
    attach(message, inner.as_bytes(), "interne.eml")
    attach(message, signed(portfolio), "p.pdf.p7m")
    for given in (message, outlook, portfolio):
        found = read(tmp_path, given)
        said = [page.text for page in found.pages if "Deux jours." in page.text]
        assert len(said) == (4 if given is message else 1)
        assert found.verdict is Verdict.READ


def test_a_signed_file_is_converted_as_one_of_its_own_is(tmp_path: Path, contract: bytes) -> None:
    found = read(tmp_path, signed(contract))
    assert [page.text for page in found.pages] == ["Deux jours.", "Trois semaines."]
    assert (found.verdict, found.media_type) == (Verdict.READ, FileType.DOC)


def test_a_file_that_cannot_be_converted_costs_itself_alone(
    tmp_path: Path, contract: bytes
) -> None:
    message = attach(attach(mail(), old_file("ppt"), "plan.ppt"), contract, "accord.doc")
    found = read(tmp_path, message)
    assert texts(found)[:2] == ["plan.ppt", "accord.doc / Deux jours."]
    assert found.pages[1].reading is PageReading.UNREAD
    assert (found.verdict, found.unread_pages) == (Verdict.PARTLY_READ, (2,))
    (warning,) = found.warnings
    assert "plan.ppt was not read (damaged): LibreOffice cannot open it" in warning


@pytest.mark.parametrize(
    "makes",
    [
        "mkdir -p $out; ln -s {secret} $out/document.$to; exit 0",
        "ln -s {secret.parent} $out; exit 0",
        "mkdir -p $out/document.$to; exit 0",
    ],
    ids=["a link", "a link to a folder", "a folder"],
)
def test_a_program_that_was_taken_over_leads_to_no_other_file(
    tmp_path: Path, office: StandIn, contract: bytes, makes: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    secret = docx(tmp_path / "elsewhere" / "document.docx", "Salaires de tous.")
    office.act(makes.format(secret=secret))
    found = read(tmp_path, attach(mail(), contract, "accord.doc"))
    assert "accord.doc was not read (damaged)" in found.warnings[0]
    assert "Salaires" not in str(found.pages)
    for alone in (contract, signed(contract)):
        with pytest.raises(UnreadableDocument) as caught:
            read(tmp_path, alone)
        assert caught.value.verdict is Verdict.DAMAGED
    assert secret.is_file()


def test_the_child_that_may_write_parses_no_file() -> None:
    script = (
        "import sys, ingest.converting_child;"
        "print(*(name for name in sys.modules if name.startswith('ingest.formats')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []


def test_without_libreoffice_it_is_an_unread_page_that_says_so(
    tmp_path: Path, contract: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_libreoffice() is None
    found = read(tmp_path, attach(mail(), contract, "accord.doc"))
    assert (texts(found), found.verdict) == (["accord.doc"], Verdict.PARTLY_READ)
    (warning,) = found.warnings
    assert "accord.doc was not read (unknown-type)" in warning
    assert "LibreOffice is installed" in warning
    with pytest.raises(UnreadableDocument) as caught:
        read(tmp_path, signed(contract))
    assert caught.value.verdict is Verdict.UNKNOWN_TYPE
    assert "LibreOffice is installed" in caught.value.detail


def test_a_conversion_that_takes_too_long_costs_its_file_alone(
    tmp_path: Path, office: StandIn, contract: bytes
) -> None:
    office.act("exec sleep 600")
    settings = SETTINGS.model_copy(update={"read_wall_s": 3})
    started = time.monotonic()
    found = read(tmp_path, attach(mail(), contract, "accord.doc"), settings=settings)
    assert time.monotonic() - started < 60
    assert "accord.doc was not read (too-slow)" in found.warnings[0]
    assert "Bonjour à tous." in found.pages[0].text


@pytest.mark.parametrize(
    ("limit", "amount", "verdict"),
    [
        ("MOST_CONVERTED", 1, "too-large"),
        ("TIMES_A_FILE", 0, "too-slow"),
        ("WRITTEN_MIB", 0, "too-large"),
    ],
)
def test_what_all_of_a_document_take_together_is_bounded(
    tmp_path: Path,
    office: StandIn,
    contract: bytes,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    amount: int,
    verdict: str,
) -> None:
    monkeypatch.setattr(office_inside, limit, amount)
    other = office.prepare(old_file("doc", "other"), docx(tmp_path / "o.docx", "Un autre."))
    message = attach(attach(mail(), contract, "a.doc"), other, "b.doc")
    found = read(tmp_path, message)
    left = [name for name in ("a.doc", "b.doc") if f"{name} was not read" in str(found.warnings)]
    assert left == (["b.doc"] if limit == "MOST_CONVERTED" else ["a.doc", "b.doc"])
    assert all(f"({verdict})" in warning for warning in found.warnings)
    assert len(office.asked) == {"MOST_CONVERTED": 1, "TIMES_A_FILE": 0, "WRITTEN_MIB": 2}[limit]


def test_pages_that_break_a_limit_of_the_mail_cost_the_converted_files_alone(
    tmp_path: Path, contract: bytes
) -> None:
    message = attach(attach(mail(), contract, "accord.doc"), b"Une note.", "note.txt")
    found = read(tmp_path, message, settings=SETTINGS.model_copy(update={"max_pages": 3}))
    assert texts(found) == ["accord.doc", "note.txt / Une note."]
    assert "accord.doc was not read (too-many-pages)" in found.warnings[0]


def test_what_it_is_converted_to_has_the_limits_of_an_archive(
    tmp_path: Path, office: StandIn
) -> None:
    bomb = made_docx.raw_docx(
        tmp_path / "bomb.docx", made_docx.paragraph("x"), more={"word/a.bin": bytes(401 << 20)}
    )
    message = attach(mail(), office.prepare(old_file("doc", "bomb"), bomb), "bombe.doc")
    found = read(tmp_path, message)
    assert "bombe.doc was not read (too-large)" in found.warnings[0]


def test_a_picture_in_a_converted_file_is_found_by_its_place(
    tmp_path: Path, office: StandIn
) -> None:
    made = docx_of(tmp_path / "scan.docx", [(scan("pièce"), 16.0, 22.0)])
    content = office.prepare(old_file("doc", "scan"), made)
    message = attach(attach(mail(), b"note", "note.txt"), content, "scan.doc")
    found = read(tmp_path, message)
    assert texts(found)[-1] == "scan.doc › Picture (image) 1, page 1"
    (tmp_path / "made").mkdir()
    (prepared,) = office.folder.glob("*.docx")
    prepared.rename(tmp_path / "made" / prepared.stem)
    at_hand = Conversions(tmp_path / "made")
    source = Source(message.as_bytes(), "a.eml", conversions=at_hand)
    place = (1, int(page_place(source)[-1]))
    assert page_picture(source, place).width > 500


def page_place(source: Source) -> tuple[int, ...]:
    """Where the only picture of a mail is."""
    from ingest.formats.eml_file import read_eml

    (place,) = (
        page.place for page in read_eml(source, max_pages=9).pages if page.pages_back is not None
    )
    assert place is not None
    return place
