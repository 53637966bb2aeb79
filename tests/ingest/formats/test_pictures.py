"""Pictures beside the text of a document: which become pages, and what is said of the others."""

from pathlib import Path

import docx
import pytest

from ingest.formats.page_picture import page_picture
from ingest.formats.pictures import LEAST_CM2
from ingest.formats.source import Source
from storage.page_findings import PageWarning
from storage.records import PageReading, Verdict
from tests.ingest.made_docx import TYPES, raw_docx
from tests.ingest.made_packages import made_odf, odf_part, repacked
from tests.ingest.made_pictures import MAKERS, NAMED, docx_of, html_of, plain, scan
from tests.ingest.reading_formats import parsed, refusal

SCANS = [(scan(text), 16.0, 22.0) for text in ("premier", "second", "troisième")]
METAFILE = b"\x01\0\0\0" + bytes(200)
UNREAD = (PageReading.UNREAD, (PageWarning.PICTURE,))


@pytest.mark.parametrize("kind", MAKERS)
def test_scans_beside_text_are_pages_after_those_of_the_text(kind: str, tmp_path: Path) -> None:
    path = MAKERS[kind](tmp_path / f"a.{kind}", SCANS)
    first, *pictures = parsed(path).pages
    assert (first.text, first.reading) == ("Annexes", PageReading.TEXT)
    assert [(page.reading, page.warnings) for page in pictures] == [UNREAD] * 3
    assert [page.label for page in pictures] == [
        f"Picture (image) {number}, page 1" for number in (1, 2, 3)
    ]
    drawn = [page_picture(Source.at(path), page.place or ()) for page in pictures]
    assert len({picture.pgm for picture in drawn}) == 3
    assert all(picture.height > picture.width > 500 for picture in drawn)


@pytest.mark.parametrize("kind", [kind for kind in MAKERS if kind not in NAMED])
def test_a_page_of_pictures_alone_is_that_of_its_first(kind: str, tmp_path: Path) -> None:
    file = parsed(MAKERS[kind](tmp_path / f"a.{kind}", SCANS[:2], heading=""))
    assert [(page.reading, page.warnings) for page in file.pages] == [UNREAD] * 2
    assert [page.label for page in file.pages] == ["", "Picture (image) 1, page 1"]
    assert file.pages[0].place != file.pages[1].place


@pytest.mark.parametrize("kind", MAKERS)
def test_logos_and_what_is_shown_again_are_no_pages(kind: str, tmp_path: Path) -> None:
    pictures = [(plain(900, 300), 4.0, 1.4), (plain(30, 600), 5.0, 9.0), SCANS[0], SCANS[0]]
    file = parsed(MAKERS[kind](tmp_path / f"a.{kind}", pictures))
    assert len(file.pages) == 2
    assert not file.warnings


@pytest.mark.parametrize("kind", MAKERS)
def test_pictures_that_nothing_can_draw_are_counted_and_warned_of(
    kind: str, tmp_path: Path
) -> None:
    if kind == "docx":  # its maker takes pictures alone
        made = docx_of(tmp_path / "a.docx", [SCANS[0]])
        repacked(made, {"word/media/image1.png": METAFILE})
    elif kind == "rtf":
        made = tmp_path / "a.rtf"
        made.write_bytes(rb"{\rtf1 Annexes\par{\pict\wmetafile8\picwgoal9000\pichgoal9000 01}}")
    else:
        made = MAKERS[kind](tmp_path / f"a.{kind}", [(METAFILE, 12.0, 8.0)])
    file = parsed(made)
    (page,) = file.pages
    assert (page.reading, page.warnings) == (PageReading.TEXT, (PageWarning.PICTURE,))
    assert file.warnings == (
        "1 picture is not read: drawn in a format that is not recognised, too large, or not in "
        "the file.",
    )


def test_pictures_follow_the_pages_that_word_laid_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Une.")
    for content, *_ in SCANS[:2]:
        document.add_page_break()
        (tmp_path / "a.png").write_bytes(content)
        document.add_picture(str(tmp_path / "a.png"))
    document.add_page_break()
    document.add_paragraph("Quatre.")
    document.save(str(tmp_path / "a.docx"))
    file = parsed(tmp_path / "a.docx")
    assert [(page.text, page.reading) for page in file.pages] == [
        ("Une.", PageReading.TEXT), ("", PageReading.UNREAD), ("", PageReading.UNREAD),
        ("Quatre.", PageReading.TEXT),
    ]  # fmt: skip


def test_pictures_that_old_versions_of_word_drew_are_found(tmp_path: Path) -> None:
    body = (
        '<w:p xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships"><w:r><w:t>Annexe</w:t><w:pict>'
        '<v:shape style="width:468pt;height:600pt"><v:imagedata r:id="rId7"/></v:shape>'
        "</w:pict></w:r></w:p>"
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId7" Target="media/a.png" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/image"/></Relationships>'
    )
    more = {"word/_rels/document.xml.rels": rels.encode(), "word/media/a.png": SCANS[0][0]}
    made = raw_docx(tmp_path / "a.docx", body, more=more)
    png = '<Default Extension="png" ContentType="image/png"/></Types>'
    repacked(made, {"[Content_Types].xml": TYPES.replace("</Types>", png).encode()})
    assert [page.reading for page in parsed(made).pages] == [PageReading.TEXT, PageReading.UNREAD]


def test_floating_pictures_of_rtf_are_found_and_those_of_its_header_are_not(
    tmp_path: Path,
) -> None:
    picture = rf"{{\pict\picwgoal9000\pichgoal12000\pngblip {SCANS[0][0].hex()}}}"
    shape = rf"{{\shp{{\*\shpinst{{\sp{{\sn pib}}{{\sv {picture}}}}}}}}}"
    binary = rb"{\pict\picwgoal9000\pichgoal12000\jpegblip\bin%d " % len(scan("x", "JPEG"))
    text = rf"{{\rtf1\ansi{{\header{shape}{picture}}}Texte{shape}\par ".encode()
    (tmp_path / "a.rtf").write_bytes(text + binary + scan("x", "JPEG") + rb"}\par Fin}")
    file = parsed(tmp_path / "a.rtf")
    assert [page.text for page in file.pages] == ["Texte\n\nFin", "", ""]
    for page in file.pages[1:]:
        assert page_picture(Source.at(tmp_path / "a.rtf"), page.place or ()).width > 500


@pytest.mark.parametrize("is_behind", [False, True])
def test_pictures_in_headers_are_no_pages(is_behind: bool, tmp_path: Path) -> None:
    """Also where the body shows the same picture, which is one."""
    (tmp_path / "a.png").write_bytes(SCANS[0][0])
    document = docx.Document()
    header = document.sections[0].header.paragraphs[0]
    header.add_run("Tête").add_picture(str(tmp_path / "a.png"))
    document.add_paragraph("Texte")
    if is_behind:
        document.add_picture(str(tmp_path / "a.png"))
    document.save(str(tmp_path / "a.docx"))
    frame = (
        '<draw:frame svg:width="16cm" svg:height="22cm"><draw:image xlink:href="a.png"/>'
        "</draw:frame>"
    )
    styles = odf_part(
        '<office:master-styles><style:master-page style:name="Standard"><style:header>'
        f"<text:p>Tête{frame}</text:p></style:header></style:master-page></office:master-styles>"
    )
    more = {"styles.xml": styles, "a.png": SCANS[0][0]}
    body = f"<text:p>Texte{frame if is_behind else ''}</text:p>"
    for made in (tmp_path / "a.docx", made_odf(tmp_path / "a.odt", "text", body, more=more)):
        file = parsed(made)
        assert [page.text for page in file.pages] == ["Tête\n\nTexte", *[""] * is_behind]
        assert not file.warnings


def test_pictures_that_are_not_in_an_html_file_are_counted(tmp_path: Path) -> None:
    images = "<img src='a.png'><img src='a.png'><img src='https://x.example/b.png'>"
    icons = "<img src='c.png' width=16 height=16><img alt='sans adresse'>"
    (tmp_path / "a.html").write_text(f"<!DOCTYPE html><body><p>Texte</p>{images}{icons}</body>")
    file = parsed(tmp_path / "a.html")
    assert file.warnings[0].startswith("2 pictures are not read:")
    assert file.pages[0].warnings == (PageWarning.PICTURE,)


def test_a_document_has_no_more_pages_with_its_pictures_than_are_allowed(tmp_path: Path) -> None:
    path = docx_of(tmp_path / "a.docx", SCANS)
    assert len(parsed(path, max_pages=4).pages) == 4
    refused = refusal(path, max_pages=3)
    assert refused.verdict is Verdict.TOO_MANY_PAGES
    assert "pictures" in refused.detail


def test_what_is_shown_larger_than_a_logo_is_read(tmp_path: Path) -> None:
    for height, pages in ((LEAST_CM2 / 5 - 0.1, 1), (LEAST_CM2 / 5 + 0.1, 2)):
        path = html_of(tmp_path / "a.html", [(plain(300, 300), 5.0, round(height, 2))])
        assert len(parsed(path).pages) == pages
