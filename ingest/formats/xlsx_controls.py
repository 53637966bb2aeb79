"""The check boxes and option buttons that lie on a sheet: ticked or not, with their label.

Excel writes each of them into an old drawing (VML), also where it draws them otherwise.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from ingest.formats.symbol_fonts import box
from ingest.formats.xlsx_sheet import Sheet
from ingest.formats.xml_package import SAFE, XmlPackage, local_name

_BOXES = ("Checkbox", "Radio")
_ROW_PIXELS = 20  # as high as rows mostly are
_OLD_DRAWING = "vmlDrawing"


@dataclass(frozen=True, slots=True)
class _SheetBox:
    """A box on a sheet: its sign and label, and the cell on which most of it lies, from 0."""

    text: str
    row: int
    column: int


class SheetBoxes:
    """The boxes of a sheet, whose part in the package is named so."""

    def __init__(self, package: XmlPackage, part: str) -> None:
        self._boxes = {
            shape.get("id") or "": found
            for drawing in package.related(part, _OLD_DRAWING)
            for shape in _shapes(package, drawing)
            if (found := _box(shape)) is not None
        }

    def lay_on(self, sheet: Sheet) -> None:
        """Write each box before what stands in its cell; those on hidden rows and columns not."""
        laid: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        for each in self._boxes.values():
            if each.row in sheet.hidden_rows or each.column in sheet.hidden_columns:
                continue
            laid[each.row, each.column].append(each.text)
        for (row, column), texts in laid.items():
            cells = sheet.rows.setdefault(row, {})
            cells[column] = " ".join([*texts, cells.get(column, "")]).strip()

    def draws(self, anchor: etree._Element) -> bool:
        """True where the anchor of a newer drawing draws one of the boxes once more."""
        return any(
            local_name(one) == "compatExt" and one.get("spid") in self._boxes
            for one in anchor.iter(etree.Element)
        )


def _shapes(package: XmlPackage, drawing: str) -> Iterator[etree._Element]:
    """The shapes of an old drawing; older Excel leaves line ends in it open."""
    written = package.read(drawing).strip() if package.holds(drawing) else b""
    if written:
        written = written.replace(b"<br>", b"<br/>")
        root = etree.fromstring(written, etree.XMLParser(recover=True, **SAFE))
        yield from () if root is None else root.iter("{*}shape")


def _box(shape: etree._Element) -> _SheetBox | None:
    stated = shape.find("{*}ClientData")
    if stated is None or stated.get("ObjectType") not in _BOXES or _is_hidden(shape):
        return None
    values = {local_name(one): (one.text or "").strip() for one in stated}
    if (cell := _cell(values)) is None:
        return None
    ticked = values.get("Checked", "0") not in ("", "0")
    label = " ".join(
        " ".join("".join(text.itertext()).split()) for text in shape.iterfind("{*}textbox")
    )
    return _SheetBox(f"{box(ticked)} {label}".strip(), *cell)


def _is_hidden(shape: etree._Element) -> bool:
    style = "".join((shape.get("style") or "").lower().split())
    return "visibility:hidden" in style.split(";")


def _cell(values: Mapping[str, str]) -> tuple[int, int] | None:
    """The row and column by the anchor: left, top, right and bottom, each a cell and pixels;
    None where there is none."""
    numbers = [part.strip() for part in values.get("Anchor", "").split(",")]
    if len(numbers) != 8 or not all(map(str.isdecimal, numbers)):
        return None
    column, _, top, above, _, _, bottom, below = (int(number[:7]) for number in numbers)
    return (bottom if bottom == top + 1 and below > _ROW_PIXELS - above else top), column
