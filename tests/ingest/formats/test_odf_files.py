"""What is taken out of OpenDocument files: texts, spreadsheets and presentations."""

from pathlib import Path

import pytest

from ingest.formats.odf_styles import REPEATED
from storage.records import PageReading, Verdict
from tests.ingest.made_packages import made_odf, odf_part
from tests.ingest.reading_formats import headings, lines, parsed, refusal

P = "<text:p>{}</text:p>".format


def cells(*texts: str) -> str:
    return "".join(f"<table:table-cell>{P(text)}</table:table-cell>" for text in texts)


def row(*texts: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells(*texts)}</table:table-row>"


def test_headings_lists_tables_and_notes_come_in_order(tmp_path: Path) -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="a" style:num-suffix=")"/><text:list-level-style-bullet text:level="2"/>'
        "</text:list-style>"
    )
    body = (
        '<text:h text:outline-level="1">Télétravail</text:h>'
        "<text:p>Le <text:span>princi</text:span>pe<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>Sauf accord.</text:p></text:note-body>"
        "</text:note> vaut<text:s/>pour<text:tab/>tous.<text:line-break/>Suite</text:p>"
        '<text:list text:style-name="L"><text:list-item><text:p>un</text:p><text:list>'
        "<text:list-item><text:p>puce</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>deux</text:p><text:p>encore</text:p></text:list-item></text:list>"
        '<text:p>voir <text:a xlink:href="http://x">le guide</text:a></text:p>'
        f"<table:table><table:table-header-rows>{row('Nom', 'Jours')}</table:table-header-rows>"
        f"{row('Durand', '25')}</table:table>"
    )
    file = parsed(made_odf(tmp_path / "a.odt", "text", body, styles=styles))
    assert lines(file) == [
        [
            "Télétravail",
            "Le principe vaut pour tous.",
            "Suite",
            "Sauf accord.",
            "a) un",
            "• puce",
            "b) deux",
            "encore",
            "voir le guide",
            "Nom | Jours",
            "Durand | 25",
        ]
    ]
    assert headings(file) == [[(1, "Télétravail")]]
    assert file.title == "Télétravail"


def test_deletions_comments_and_hidden_text_are_left_out(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="H" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>supprimé</text:p>"
        "</text:deletion></text:changed-region><text:changed-region><text:insertion/>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>avant<text:change-start/> inséré<text:change-end/><office:annotation>"
        "<dc:creator>X</dc:creator><text:p>commentaire</text:p></office:annotation>"
        '<text:span text:style-name="H">caché</text:span>'
        '<text:hidden-text text:string-value="caché">caché</text:hidden-text></text:p>'
        '<text:section text:display="none"><text:p>section cachée</text:p></text:section>'
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>paragraphe caché</text:p>'
        "<text:p>cadre<draw:frame><svg:title>alternative</svg:title><draw:text-box>"
        f"{P('dans le cadre')}</draw:text-box></draw:frame></text:p>"
        '<text:table-of-content><text:table-of-content-source><text:index-title-template>modèle'
        "</text:index-title-template></text:table-of-content-source><text:index-body>"
        f"{P('Sommaire')}</text:index-body></text:table-of-content>"
    )  # fmt: skip
    file = parsed(made_odf(tmp_path / "a.odt", "text", body, styles=styles))
    assert lines(file) == [["avant inséré", "cadre", "dans le cadre", "Sommaire"]]
    assert file.warnings == ("1 comment is left out.", "1 tracked deletion is left out.")


def test_pages_end_where_the_author_or_the_program_ended_them(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="B" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
    )
    body = (
        P("un") + '<text:p text:style-name="B">deux</text:p>'
        "<text:p>deux encore<text:soft-page-break/>trois</text:p><text:soft-page-break/>"
        + P("quatre")
    )  # fmt: skip
    file = parsed(made_odf(tmp_path / "a.odt", "text", body, styles=styles))
    assert lines(file) == [["un"], ["deux", "deux encore"], ["trois"], ["quatre"]]


def test_a_chart_gives_its_title(tmp_path: Path) -> None:
    body = '<text:p><draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>'
    chart = odf_part(f"<chart:chart><chart:title>{P('Ventes')}</chart:title></chart:chart>")
    path = made_odf(tmp_path / "a.odt", "text", body, more={"Object 1/content.xml": chart})
    assert lines(parsed(path)) == [["Ventes"]]


def test_a_protected_file_says_so(tmp_path: Path) -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    path = made_odf(tmp_path / "a.odt", "text", P("x"), more={"META-INF/manifest.xml": manifest})
    assert refusal(path).verdict is Verdict.ENCRYPTED


def test_a_spreadsheet_shows_what_is_visible(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="H" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        "</table:table-row>"
    )
    body = (
        '<table:table table:name="Budget"><table:table-column/>'
        '<table:table-column table:visibility="collapse"/><table:table-column/>'
        + row("Service", "interne", "12,5 %")
        + row("secret", "x", "1", attributes='table:visibility="filter"')
        + row("Paie", "y", "3 €", attributes='table:number-rows-repeated="2"')
        + empty
        + '</table:table><table:table table:name="Caché" table:style-name="H">'
        + row("secret")
        + "</table:table>"
    )
    file = parsed(made_odf(tmp_path / "a.ods", "spreadsheet", body, styles=styles))
    assert lines(file) == [["Budget", "Service | 12,5 %", "Paie | 3 €", "Paie | 3 €"]]
    assert file.warnings == (
        "Hidden sheets are left out: Caché.",
        "Sheet Budget: 1 hidden row is left out.",
        "Sheet Budget: 1 hidden column is left out.",
    )


def test_a_row_repeated_a_million_times_is_not(tmp_path: Path) -> None:
    body = (
        '<table:table table:name="S">'
        + row("a", "b", attributes='table:number-rows-repeated="1048576"')
        + "</table:table>"
    )
    file = parsed(made_odf(tmp_path / "a.ods", "spreadsheet", body))
    assert sum(map(len, lines(file))) == REPEATED + 1


def test_a_slide_is_a_page_with_title_and_notes(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="H" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )

    def frame(text: str, kind: str) -> str:
        box = f"<draw:text-box>{P(text)}</draw:text-box>"
        return f'<draw:frame presentation:class="{kind}">{box}</draw:frame>'

    body = (
        f"<draw:page>{frame('texte', 'outline')}{frame('Titre', 'title')}{frame('pied', 'footer')}"
        f"<draw:g><draw:custom-shape>{P('forme')}</draw:custom-shape></draw:g>"
        f"<presentation:notes>{frame('à dire', 'notes')}</presentation:notes></draw:page>"
        f'<draw:page draw:style-name="H">{frame("caché", "outline")}</draw:page>'
        "<draw:page><draw:frame><draw:image/></draw:frame></draw:page>"
    )
    file = parsed(made_odf(tmp_path / "a.odp", "presentation", body, styles=styles))
    assert lines(file) == [["Titre", "texte", "forme", "Notes", "à dire"], [""], [""]]
    assert headings(file)[0] == [(1, "Titre"), (2, "Notes")]
    assert [page.reading for page in file.pages[1:]] == [PageReading.BLANK, PageReading.UNREAD]
    assert file.warnings[0] == "Hidden slides are left out: 2."
    assert file.warnings[1].startswith("1 picture is not read:")  # there is nothing in its frame


@pytest.mark.parametrize("kind", ["text", "spreadsheet", "presentation"])
def test_a_file_without_a_body_is_damaged(tmp_path: Path, kind: str) -> None:
    path = made_odf(tmp_path / "a.odt", kind, "", more={})
    broken = tmp_path / "b.odt"
    broken.write_bytes(path.read_bytes().replace(b"content.xml", b"content.yml"))
    assert refusal(broken).verdict is Verdict.DAMAGED


def test_the_likeness_of_a_table_on_a_slide_is_no_picture(tmp_path: Path) -> None:
    body = (
        f"<draw:page><draw:frame><table:table>{row('Pays', 'Alertes')}{row('France', '12')}"
        '</table:table><draw:image xlink:href="Pictures/TablePreview1.svm"/></draw:frame>'
        "</draw:page>"
    )
    more = {"Pictures/TablePreview1.svm": b"VCLMTF"}
    file = parsed(made_odf(tmp_path / "a.odp", "presentation", body, more=more))
    assert lines(file) == [["Pays | Alertes", "France | 12"]]
    assert file.warnings == () and file.pages[0].warnings == ()
