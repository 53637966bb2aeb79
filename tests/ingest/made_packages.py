"""Presentations, workbooks, OpenDocument files and books made part by part for the tests."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_CONTENT = "application/vnd.openxmlformats-officedocument."
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
)


def packed(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """An archive of these parts, in their order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def repacked(path: Path, parts: Mapping[str, bytes]) -> Path:
    """The package at `path` with these parts in the place of its own, or beside them."""
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    return packed(path, kept | dict(parts))


def relations(*found: tuple[str, str, str]) -> str:
    """A part of relations: (id, kind, target)."""
    return (
        f'<Relationships xmlns="{PACKAGE}">'
        + "".join(
            f'<Relationship Id="{place}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
            for place, kind, target in found
        )
        + "</Relationships>"
    )


def text_shape(text: str, *, place: str = "", own: str = "", hidden: bool = False) -> str:
    """A shape with one `a:p` a line; `place` is its placeholder's attributes."""
    holder = f"<p:ph {place}/>" if place else ""
    body = "".join(f"<a:p><a:pPr>{own}</a:pPr><a:r><a:t>{line}</a:t></a:r></a:p>"
                   for line in text.split("\n"))  # fmt: skip
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" descr="alternative" hidden="{int(hidden)}"/>'
        f"<p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr/>"
        f"<p:txBody><a:bodyPr/>{body}</p:txBody></p:sp>"
    )


def slide_xml(shapes: str, *, attributes: str = "", before: str = "", root: str = "sld") -> str:
    """A slide, or a page of notes, with these shapes."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<p:{root} xmlns:p="{SLIDE}" xmlns:a="{DRAWING}" xmlns:r="{RELATIONS}" {attributes}>'
        f"<p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>{shapes}</p:spTree></p:cSld></p:{root}>"
    )


def made_pptx(path: Path, slides: Sequence[str], *, more: Mapping[str, str] | None = None) -> Path:
    """A presentation of these slides (XML), in this order; `more` are its other parts."""
    numbers = range(1, len(slides) + 1)
    named = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in numbers)
    types = "".join(
        f'<Override PartName="/ppt/{name}.xml" ContentType="{_CONTENT}presentationml.{kind}+xml"/>'
        for name, kind in [
            ("presentation", "presentation.main"),
            *((f"slides/slide{n}", "slide") for n in numbers),
        ]
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(types),
        "_rels/.rels": relations(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": (
            f'<p:presentation xmlns:p="{SLIDE}" xmlns:r="{RELATIONS}"><p:sldIdLst>{named}'
            '</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="1" cy="1"/>'
            "</p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"rId{n}", "slide", f"slides/slide{n}.xml") for n in numbers)
        ),
    }
    parts |= {f"ppt/slides/slide{n}.xml": slides[n - 1] for n in numbers}
    return packed(path, parts | (dict(more) if more else {}))


def cell(place: str, value: object, *, style: int = 0) -> str:
    """A cell: a number, or a text written into it."""
    if isinstance(value, str):
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def rows_xml(rows: Sequence[Sequence[object]], *, first: int = 1) -> str:
    """Rows of cells from column A, with None for empty ones."""
    return "".join(
        f'<row r="{number}">'
        + "".join(
            cell(f"{chr(65 + at)}{number}", value)
            for at, value in enumerate(row)
            if value is not None
        )
        + "</row>"
        for number, row in enumerate(rows, start=first)
    )


def sheet_xml(rows: str, *, columns: str = "", after: str = "", before: str = "") -> str:
    """A sheet with these rows (XML)."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{MAIN}" '
        f'xmlns:r="{RELATIONS}">{columns}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def made_xlsx(
    path: Path,
    sheets: Mapping[str, str],
    *,
    codes: Sequence[str] = (),
    states: Mapping[str, str] | None = None,
    looks: Sequence[tuple[str, str]] = (),
    more: Mapping[str, str] | None = None,
) -> Path:
    """A workbook of these sheets (name → XML); style n has the number format `codes[n - 1]`.

    Style n has the font and the filling (XML) of `looks[n - 1]`, where it is given.
    """
    states = states or {}
    named = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}" state="{states.get(name, "visible")}"/>'
        for n, name in enumerate(sheets, start=1)
    )
    formats = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(codes)
    )
    styles = '<xf numFmtId="0"/>' + "".join(
        f'<xf numFmtId="{200 + n}" applyNumberFormat="1"/>' for n in range(len(codes))
    )
    styles += "".join(
        f'<xf numFmtId="0" fontId="{n}" fillId="{n}"/>' for n in range(1, len(looks) + 1)
    )
    fonts = "".join(f"<font>{font}</font>" for font, _ in looks)
    fills = "".join(f"<fill>{fill}</fill>" for _, fill in looks)
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_CONTENT}spreadsheetml.{kind}+xml"/>'
        for name, kind in [
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            *((f"worksheets/sheet{n}", "worksheet") for n in range(1, len(sheets) + 1)),
        ]
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(types),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{named}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId99", "styles", "styles.xml"),
            *(
                (f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml")
                for n in range(1, len(sheets) + 1)
            ),
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{formats}</numFmts>'
            f"<fonts><font/>{fonts}</fonts><fills><fill/>{fills}</fills>"
            '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
            f"<cellXfs>{styles}</cellXfs></styleSheet>"
        ),
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), start=1)}
    return packed(path, parts | (dict(more) if more else {}))


def made_odf(
    path: Path,
    kind: str,
    body: str,
    *,
    styles: str = "",
    before: str = "",
    more: Mapping[str, str] | None = None,
) -> Path:
    """An OpenDocument file: `kind` is "text", "spreadsheet" or "presentation"."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_ODF} '
        f'office:version="1.2"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
    }
    return packed(path, parts | (dict(more) if more else {}))


def odf_part(inside: str) -> str:
    """Another part of an OpenDocument file, with its names."""
    return f"<office:document-content {_ODF}>{inside}</office:document-content>"


def made_epub(
    path: Path,
    chapters: Mapping[str, str],
    *,
    title: str = "",
    order: Sequence[str] | None = None,
    more: Mapping[str, str] | None = None,
) -> Path:
    """A book of these chapters (name → XHTML), read in `order`."""
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters
    )
    places = "".join(f'<itemref idref="{name}"/>' for name in order or chapters)
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": (
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
        ),
        "OPS/book.opf": (
            '<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            f"<dc:title>{title}</dc:title></metadata><manifest>{items}</manifest>"
            f"<spine>{places}</spine></package>"
        ),
    }
    parts |= {f"OPS/{name}": page for name, page in chapters.items()}
    return packed(path, parts | (dict(more) if more else {}))
