"""Text that an old recognition put under a scan and misread is recognised again."""

from pathlib import Path

import pytest

from ingest.formats.pdf import read_pdf
from ingest.formats.scan_layer import is_misread, misread_share, reads_better
from ingest.formats.source import Source
from ingest.page_examination import examined
from ingest.recognition import merged
from ingest.remarks import RemarkKind, remark
from storage.page_findings import PageWarning
from storage.records import Page, PageReading
from tests.ingest.made_pdfs import PARAGRAPH, canvas, draw_picture, picture_of

GOOD = " ".join(PARAGRAPH * 2)
BAD = GOOD.replace("ti", "t;").replace("s ", "~ ").replace("ss", "s|").replace("é", "^c").replace(
    "oi", "oI"
)  # fmt: skip


def layered(path: Path, text: str, *, scan: bool = True, mode: int = 3) -> Page:
    """The only page: a scan of the paragraph with that text under it."""
    drawing = canvas(path)
    if scan:
        draw_picture(drawing, picture_of(PARAGRAPH * 2))
    layer = drawing.beginText(72, 760)
    layer.setFont("Helvetica", 12)
    layer.setTextRenderMode(mode)
    for start in range(0, len(text), 70):
        layer.textLine(text[start : start + 70])
    drawing.drawText(layer)
    drawing.save()
    raw = read_pdf(Source.at(path), max_pages=9).pages[0]
    return examined(Page(1, raw.text, raw.reading, warnings=raw.warnings))


def test_a_misread_layer_is_to_be_recognised_and_a_good_one_is_read(tmp_path: Path) -> None:
    bad, good = layered(tmp_path / "a", BAD), layered(tmp_path / "b", GOOD)
    assert (bad.reading, bad.warnings) == (PageReading.UNREAD, (PageWarning.UNSURE,))
    assert bad.text  # kept where nothing recognises it
    assert (good.reading, good.warnings) == (PageReading.TEXT, ())


def test_a_layer_that_is_read_is_said_to_be_another_programs(tmp_path: Path) -> None:
    for name, text, said in (("a", GOOD, True), ("b", BAD, False)):
        layered(tmp_path / name, text)
        warnings = read_pdf(Source.at(tmp_path / name), max_pages=9).warnings
        assert (remark(RemarkKind.SCAN_LAYERS, pages="1") in warnings) is said
    layered(tmp_path / "c", GOOD, scan=False, mode=0)
    assert read_pdf(Source.at(tmp_path / "c"), max_pages=9).warnings == ()


def test_what_is_drawn_with_ink_or_under_no_scan_is_never_recognised(tmp_path: Path) -> None:
    assert layered(tmp_path / "a", BAD, mode=0).reading is PageReading.TEXT
    assert layered(tmp_path / "b", BAD, scan=False, mode=0).reading is PageReading.TEXT


def test_of_the_layer_and_what_is_recognised_now_the_better_is_kept() -> None:
    page = Page(1, BAD, PageReading.UNREAD, warnings=(PageWarning.UNSURE,))
    read = merged(page, GOOD, PageReading.OCR, 90.0)
    assert (read.text, read.reading, read.warnings) == (GOOD, PageReading.OCR, ())
    for worse in (BAD, GOOD[:50], ""):
        kept = merged(page, worse, PageReading.OCR, 90.0)
        assert (kept.text, kept.warnings) == (BAD, (PageWarning.UNSURE,))


@pytest.mark.parametrize(
    "text",
    [
        "Art. L. 561-10 : l’établissement n°12 (SIRET 732 829 320 00074) a versé 1 200,50 € le "
        "1er mars, soit +3,5 % ; cf. www.exemple.fr, a@b.fr, ISO-27001, R2-D2 et la loi n° 78-17. "
        * 3,
        "The company’s Form 10-K (Item 1A) reports $1.2bn of revenue at 31/12/2025, up 3.5% — see "
        "Note 12 to the U.S. GAAP statements and https://example.org/a_b?c=d for the 1st half. "
        * 3,
    ],
)
def test_amounts_codes_and_addresses_are_not_misread(text: str) -> None:
    assert misread_share(text) < 0.02


def test_misread_letters_are_noticed_and_few_words_say_nothing() -> None:
    assert is_misread(BAD) and not is_misread(GOOD)
    assert misread_share("re~ort~ v;mc1 oIérati,ns") == 0
    assert reads_better(GOOD, BAD) and not reads_better(BAD, BAD)
