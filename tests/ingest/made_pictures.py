"""Documents with pictures in them, for the tests of what becomes of those: one of each format."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
from docx.shared import Cm
from PIL import Image

from tests.ingest.made_packages import (
    DRAWING,
    made_epub,
    made_odf,
    made_pptx,
    made_xlsx,
    relations,
    rows_xml,
    sheet_xml,
    slide_xml,
    text_shape,
)
from tests.ingest.made_pdfs import picture_of

EMU = 360_000  # a centimetre
SHEET = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
Pictures = Sequence[tuple[bytes, float, float]]  # what, and how many centimetres it is shown


@cache
def scan(text: str, kind: str = "PNG", *, dpi: int = 100) -> bytes:
    """A sheet of paper with that text on it, as a picture file."""
    kept = BytesIO()
    picture_of([text], dpi=dpi).save(kept, kind)
    return kept.getvalue()


def plain(width: int, height: int) -> bytes:
    """A picture of that many pixels, different for each size."""
    kept = BytesIO()
    Image.new("L", (width, height), (width + height) % 256).save(kept, "PNG")
    return kept.getvalue()


def docx_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """A Word document: a heading, then the pictures, a paragraph each."""
    document = docx.Document()
    if heading:
        document.add_heading(heading, level=1)
    for content, width, height in pictures:
        document.add_picture(BytesIO(content), Cm(width), Cm(height))
    document.save(str(path))
    return path


def odt_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """An OpenDocument text: as the Word document."""
    body = f'<text:h text:outline-level="1">{heading}</text:h>' if heading else ""
    body += "".join(f"<text:p>{frame}</text:p>" for frame in _frames(pictures))
    return made_odf(path, "text", body, more=_members("Pictures", pictures))


def ods_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """An OpenDocument sheet with the pictures in its cells."""
    cells = "".join(
        f"<table:table-row><table:table-cell>{frame}</table:table-cell></table:table-row>"
        for frame in _frames(pictures)
    )
    body = f'<table:table table:name="{heading}">{cells}</table:table>'
    return made_odf(path, "spreadsheet", body, more=_members("Pictures", pictures))


def odp_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """An OpenDocument presentation of one slide."""
    title = (
        '<draw:frame presentation:class="title"><draw:text-box><text:p>'
        f"{heading}</text:p></draw:text-box></draw:frame>"
    )
    body = f"<draw:page>{title if heading else ''}{''.join(_frames(pictures))}</draw:page>"
    return made_odf(path, "presentation", body, more=_members("Pictures", pictures))


def pptx_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """A presentation of one slide: its title and the pictures."""
    shapes = text_shape(heading, place='type="title"') if heading else ""
    shapes += "".join(
        f'<p:pic><p:blipFill><a:blip r:embed="rId{n}"/></p:blipFill>{_extent("p", *size)}</p:pic>'
        for n, (_, *size) in enumerate(pictures, start=1)
    )
    more = _members("ppt/media", pictures) | {
        "ppt/slides/_rels/slide1.xml.rels": _relations("../media", pictures)
    }
    return made_pptx(path, [slide_xml(shapes)], more=more)


def xlsx_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """A workbook of one sheet, with the pictures on it."""
    anchors = "".join(
        f'<x:oneCellAnchor><x:pic><x:blipFill><a:blip r:embed="rId{n}"/></x:blipFill>'
        f"{_extent('x', *size)}</x:pic></x:oneCellAnchor>"
        for n, (_, *size) in enumerate(pictures, start=1)
    )
    drawing = (
        f'<x:wsDr xmlns:x="{SHEET}" xmlns:a="{DRAWING}" xmlns:r="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships">{anchors}</x:wsDr>'
    )
    more = _members("xl/media", pictures) | {
        "xl/drawings/drawing1.xml": drawing,
        "xl/drawings/_rels/drawing1.xml.rels": _relations("../media", pictures),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("rId1", "drawing", "../drawings/drawing1.xml")
        ),
    }
    return made_xlsx(path, {heading: sheet_xml(rows_xml([]))}, more=more)


def epub_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """A book of one chapter."""
    images = "".join(
        f"<p><img src='img/{n}.png' style='width: {width}cm; height: {height}cm'/></p>"
        for n, (_, width, height) in enumerate(pictures, start=1)
    )
    title = f"<h1>{heading}</h1>" if heading else ""
    chapters = {"a.xhtml": f"<html><body>{title}{images}</body></html>"}
    return made_epub(path, chapters, more=_members("OPS/img", pictures))


def html_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """A page that holds its pictures."""
    images = "".join(
        f"<p><img src='data:image/png;base64,{b64encode(content).decode()}' "
        f"style='width: {width}cm; height: {height}cm'></p>"
        for content, width, height in pictures
    )
    title = f"<h1>{heading}</h1>" if heading else ""
    path.write_text(f"<!DOCTYPE html><html><body>{title}{images}</body></html>")
    return path


def rtf_of(path: Path, pictures: Pictures, *, heading: str = "Annexes") -> Path:
    """An RTF document as Word writes it: each picture with its likeness for old programs."""
    groups = "".join(
        rf"{{\*\shppict{{\pict\picwgoal{round(width * 567)}\pichgoal{round(height * 567)}\pngblip "
        rf"{content.hex()}}}}}{{\nonshppict{{\pict\wmetafile8 00ff}}}}\par "
        for content, width, height in pictures
    )
    style = r"{\stylesheet{\s1 heading 1;}}"
    title = rf"\pard\s1 {heading}\par\pard\s0 " if heading else ""
    path.write_text(rf"{{\rtf1\ansi{style}{title}{groups}}}")
    return path


MAKERS: Mapping[str, Callable[..., Path]] = {
    "docx": docx_of, "odt": odt_of, "ods": ods_of, "odp": odp_of, "pptx": pptx_of,
    "xlsx": xlsx_of, "epub": epub_of, "html": html_of, "rtf": rtf_of,
}  # fmt: skip
NAMED = ("ods", "xlsx")  # whose pages have the name of the sheet as text


def _members(folder: str, pictures: Pictures) -> dict[str, str | bytes]:
    return {f"{folder}/{n}.png": content for n, (content, *_) in enumerate(pictures, start=1)}


def _relations(folder: str, pictures: Pictures) -> str:
    numbers = range(1, len(pictures) + 1)
    return relations(*((f"rId{n}", "image", f"{folder}/{n}.png") for n in numbers))


def _frames(pictures: Pictures) -> list[str]:
    return [
        f'<draw:frame svg:width="{width}cm" svg:height="{height}cm">'
        f'<draw:image xlink:href="Pictures/{n}.png"/></draw:frame>'
        for n, (_, width, height) in enumerate(pictures, start=1)
    ]


def _extent(prefix: str, width: float, height: float) -> str:
    sides = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    return f"<{prefix}:spPr><a:xfrm><a:ext {sides}/></a:xfrm></{prefix}:spPr>"
