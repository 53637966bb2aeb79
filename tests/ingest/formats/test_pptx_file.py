"""What is taken out of a presentation, and what is left out with a word about it."""

from pathlib import Path

from storage.records import PageReading, Verdict
from tests.ingest.made_packages import (
    CHART,
    DIAGRAM,
    DRAWING,
    SLIDE,
    made_pptx,
    relations,
    slide_xml,
    text_shape,
)
from tests.ingest.reading_formats import headings, lines, parsed, refusal

TITLE = text_shape("Congés payés", place='type="title"')


def frame(inside: str) -> str:
    return (
        "<p:graphicFrame><p:nvGraphicFramePr/><a:graphic><a:graphicData>"
        f"{inside}</a:graphicData></a:graphic></p:graphicFrame>"
    )


def table(*rows: tuple[str, ...], marks: str = "") -> str:
    written = "".join(
        "<a:tr>"
        + "".join(
            f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"
            for text in row
        )
        + "</a:tr>"
        for row in rows
    )
    return frame(f"<a:tbl><a:tblPr {marks}/>{written}</a:tbl>")


def test_a_slide_is_a_page_with_its_title_first_as_heading(tmp_path: Path) -> None:
    before = text_shape("Une boîte dessinée avant")
    body = text_shape("vingt-cinq jours\nœuvre", place='idx="1"')
    slides = [slide_xml(before + TITLE + body), slide_xml(text_shape("Fin"))]
    file = parsed(made_pptx(tmp_path / "a.pptx", slides))
    assert lines(file) == [
        ["Congés payés", "Une boîte dessinée avant", "• vingt-cinq jours", "• œuvre"],
        ["Fin"],
    ]
    assert headings(file) == [[(1, "Congés payés")], []]
    assert file.title == "Congés payés"
    assert file.warnings == ()


def test_lists_breaks_groups_and_alternatives(tmp_path: Path) -> None:
    numbered = text_shape("un\ndeux", own='<a:buAutoNum type="arabicPeriod"/>')
    plain = text_shape("sans puce", place='idx="1"', own="<a:buNone/>")
    broken = text_shape("avant").replace("</a:r>", "</a:r><a:br/><a:r><a:t>après</a:t></a:r>")
    group = (
        "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>" + text_shape("dans le groupe")
        + "<p:grpSp><p:nvGrpSpPr/>" + text_shape("dedans") + "</p:grpSp></p:grpSp>"
    )  # fmt: skip
    chosen = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
        f'2006"><mc:Choice Requires="x">{text_shape("neuf")}</mc:Choice>'
        f"<mc:Fallback>{text_shape('vieux')}</mc:Fallback></mc:AlternateContent>"
    )
    file = parsed(
        made_pptx(tmp_path / "a.pptx", [slide_xml(numbered + plain + broken + group + chosen)])
    )
    assert lines(file) == [
        [
            "1. un", "2. deux", "sans puce", "avant", "après", "dans le groupe", "dedans", "neuf",
        ]
    ]  # fmt: skip


def test_tables_charts_and_diagrams_are_read(tmp_path: Path) -> None:
    marked = table(("Service", "Jours"), ("Paie", "deux"), marks='firstRow="1"')
    chart = frame(f'<c:chart xmlns:c="{CHART}" r:id="rId7"/>')
    diagram = frame(f'<dgm:relIds xmlns:dgm="{DIAGRAM}" r:dm="rId8"/>')
    paragraph = f'<a:p xmlns:a="{DRAWING}"><a:r><a:t>%s</a:t></a:r></a:p>'
    more = {
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("rId7", "chart", "../charts/chart1.xml"), ("rId8", "diagramData", "../d/data1.xml")
        ),
        "ppt/charts/chart1.xml": f'<c:chartSpace xmlns:c="{CHART}"><c:chart><c:title><c:tx><c:rich>'
        + paragraph % "Ventes 2025"
        + "</c:rich></c:tx></c:title><c:plotArea><c:v>17</c:v></c:plotArea></c:chart>"
        "</c:chartSpace>",
        "ppt/d/data1.xml": f'<dgm:dataModel xmlns:dgm="{DIAGRAM}"><dgm:pt><dgm:t>'
        + paragraph % "Demander"
        + "</dgm:t></dgm:pt></dgm:dataModel>",
    }
    file = parsed(made_pptx(tmp_path / "a.pptx", [slide_xml(marked + chart + diagram)], more=more))
    assert lines(file) == [["Service | Jours", "Paie | deux", "Ventes 2025", "Demander"]]


def test_notes_stand_under_a_heading_and_comments_are_counted(tmp_path: Path) -> None:
    more = {
        "ppt/slides/_rels/slide1.xml.rels": relations(
            ("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"),
            ("rId2", "comments", "../comments/comment1.xml"),
        ),
        "ppt/notesSlides/notesSlide1.xml": slide_xml(
            text_shape("1", place='type="sldNum"') + text_shape("À dire.", place='type="body"'),
            root="notes",
        ),
        "ppt/comments/comment1.xml": f'<p:cmLst xmlns:p="{SLIDE}"><p:cm><p:text>secret</p:text>'
        "</p:cm><p:cm><p:text>x</p:text></p:cm></p:cmLst>",
    }
    file = parsed(made_pptx(tmp_path / "a.pptx", [slide_xml(TITLE)], more=more))
    assert lines(file) == [["Congés payés", "Notes", "À dire."]]
    assert headings(file) == [[(1, "Congés payés"), (2, "Notes")]]
    assert file.warnings == ("2 comments are left out.",)


def test_hidden_slides_keep_their_number_and_are_named(tmp_path: Path) -> None:
    slides = [
        slide_xml(text_shape("un")),
        slide_xml(text_shape("caché"), attributes='show="0"'),
        slide_xml(text_shape("trois") + text_shape("cachée", hidden=True)),
    ]
    file = parsed(made_pptx(tmp_path / "a.pptx", slides))
    assert lines(file) == [["un"], [""], ["trois"]]
    assert file.pages[1].reading is PageReading.BLANK
    assert file.warnings == ("Hidden slides are left out: 2.",)


def test_footers_alternative_texts_and_slide_numbers_are_left_out(tmp_path: Path) -> None:
    repeated = "".join(text_shape(kind, place=f'type="{kind}"') for kind in ("ftr", "dt", "sldNum"))
    file = parsed(made_pptx(tmp_path / "a.pptx", [slide_xml(repeated + text_shape("seul"))]))
    assert lines(file) == [["seul"]]


def test_a_slide_that_is_a_picture_is_unread_and_an_empty_one_blank(tmp_path: Path) -> None:
    picture = '<p:pic><p:nvPicPr><p:cNvPr id="3" name="x" descr="graphique"/></p:nvPicPr></p:pic>'
    file = parsed(made_pptx(tmp_path / "a.pptx", [slide_xml(picture), slide_xml("")]))
    assert [page.reading for page in file.pages] == [PageReading.UNREAD, PageReading.BLANK]


def test_more_slides_than_allowed_are_refused(tmp_path: Path) -> None:
    path = made_pptx(tmp_path / "a.pptx", [slide_xml(TITLE)] * 3)
    assert refusal(path, max_pages=2).verdict is Verdict.TOO_MANY_PAGES
