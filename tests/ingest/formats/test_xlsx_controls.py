"""Boxes on sheets and in their cells, ticked and empty."""

import zipfile
from pathlib import Path

import pytest

from tests.ingest.made_packages import cell, made_xlsx, relations, repacked, sheet_xml
from tests.ingest.reading_formats import lines, parsed

VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">{}</xml>'
).format


def sheet_box(number: int, anchor: str, *, label: str = "", kind: str = "Checkbox",
              ticked: bool = False) -> str:  # fmt: skip
    state = "<x:Checked>1</x:Checked>" if ticked else ""
    return (
        f'<v:shape id="_x0000_s{number}"><v:textbox><div><font>{label}</font><br></div>'
        f'</v:textbox><x:ClientData ObjectType="{kind}"><x:Anchor>{anchor}</x:Anchor>{state}'
        "</x:ClientData></v:shape>"
    )


def test_boxes_on_a_sheet_stand_in_the_cell_on_which_they_lie(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}">{cell(f"A{n}", text)}{cell(f"C{n}", "x")}</row>'
        for n, text in enumerate(("Cadeaux", "Invitations", "Mandats"), start=1)
    )
    boxes = (
        sheet_box(1025, "1, 15, 0, 2, 1, 90, 1, 0", label="Oui", ticked=True)
        + sheet_box(1026, "1, 15, 0, 15, 1, 90, 1, 17", label="Non")
        + sheet_box(1027, "0, 1, 2, 2, 0, 20, 2, 18", kind="Radio", ticked=True)
        + sheet_box(1028, "0, 1, 2, 2, 0, 20, 2, 18", kind="Note", label="remarque")
    )
    again = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"><xdr:twoCellAnchor>'
        '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="x"><a:extLst><a:ext><a14:compatExt '
        'spid="_x0000_s1025"/></a:ext></a:extLst></xdr:cNvPr></xdr:nvSpPr><xdr:txBody><a:p><a:r>'
        "<a:t>Oui</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"
    )
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("rId1", "vmlDrawing", "../drawings/v.vml"), ("rId2", "drawing", "../drawings/d.xml")
        ),
        "xl/drawings/v.vml": VML(boxes),
        "xl/drawings/d.xml": again,
    }
    file = parsed(made_xlsx(tmp_path / "a.xlsx", {"F": sheet_xml(rows)}, more=more))
    assert lines(file) == [
        ["F", "Cadeaux | ☒ Oui | x", "Invitations | ☐ Non | x", "☒ Mandats |  | x"]
    ]


def test_boxes_that_excel_hides_are_not_read(tmp_path: Path) -> None:
    box = sheet_box(1025, "1, 15, 0, 2, 1, 90, 1, 0", label="Oui").replace(
        "<v:shape ", '<v:shape style="position:absolute; visibility: hidden" '
    )
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "vmlDrawing", "../v.vml")),
        "xl/v.vml": VML(box),
    }
    sheet = sheet_xml(f'<row r="1">{cell("A1", "Cadeaux")}</row>')
    assert lines(parsed(made_xlsx(tmp_path / "a.xlsx", {"F": sheet}, more=more))) == [
        ["F", "Cadeaux"]
    ]


def test_boxes_in_one_cell_stand_in_their_order_before_its_text(tmp_path: Path) -> None:
    boxes = sheet_box(1025, "0, 1, 0, 2, 0, 20, 0, 18", label="Oui", ticked=True)
    boxes += sheet_box(1026, "0, 30, 0, 2, 0, 50, 0, 18", label="Non")
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "vmlDrawing", "../v.vml")),
        "xl/v.vml": VML(boxes),
    }
    sheet = sheet_xml(f'<row r="1">{cell("A1", "Cadeaux")}</row>')
    assert lines(parsed(made_xlsx(tmp_path / "a.xlsx", {"F": sheet}, more=more))) == [
        ["F", "☒ Oui ☐ Non Cadeaux"]
    ]


@pytest.mark.parametrize("drawing", ["", " ", "no drawing", "<a><b>"])
def test_a_damaged_old_drawing_does_not_cost_the_sheet(tmp_path: Path, drawing: str) -> None:
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "vmlDrawing", "../v.vml")),
        "xl/v.vml": drawing,
    }
    sheet = sheet_xml(f'<row r="1">{cell("A1", "Cadeaux")}</row>')
    assert lines(parsed(made_xlsx(tmp_path / "a.xlsx", {"F": sheet}, more=more))) == [
        ["F", "Cadeaux"]
    ]


def test_cells_that_are_check_boxes_are_told_from_other_truths(tmp_path: Path) -> None:
    def truth(place: str, value: int, style: int) -> str:
        return f'<c r="{place}" s="{style}" t="b"><v>{value}</v></c>'

    rows = (
        f'<row r="1">{cell("A1", "Cadeaux")}{truth("B1", 1, 1)}{truth("C1", 1, 0)}</row>'
        f'<row r="2">{cell("A2", "Mandats")}{truth("B2", 0, 1)}{cell("C2", 5, style=1)}</row>'
    )
    path = made_xlsx(tmp_path / "a.xlsx", {"F": sheet_xml(rows)}, looks=[("", "")])
    names = 'xmlns:f="http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag"'
    with zipfile.ZipFile(path) as package:
        styles = package.read("xl/styles.xml").decode()
    marked = styles.replace(
        '<xf numFmtId="0" fontId="1" fillId="1"/>',
        f'<xf numFmtId="0"><extLst><ext><f:xfComplement {names} i="0"/></ext></extLst></xf>',
    )
    assert marked != styles
    repacked(path, {"xl/styles.xml": marked.encode()})
    assert lines(parsed(path)) == [["F", "Cadeaux | ☒ | TRUE", "Mandats | ☐ | 5"]]
