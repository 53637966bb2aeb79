"""XLSX to raw pages: a sheet starts a page, its name the heading, its rows as tables.

The parts are read here: openpyxl and calamine give values, not what a person sees of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.formats.blocks import TextBlock, pages_of
from ingest.formats.drawing_pictures import drawn_pictures
from ingest.formats.drawing_text import LINE_BREAK, child, referred_text
from ingest.formats.file_type import FileType
from ingest.formats.left_out import Left, left_out
from ingest.formats.number_format import BUILT_IN, GENERAL
from ingest.formats.parsed import OnPage, ParsedFile, RawPage, no_report
from ingest.formats.picture_pages import with_pictures
from ingest.formats.pictures import PackagePictures
from ingest.formats.pptx_file import core_title
from ingest.formats.sheet_rows import Tables, sheet_blocks
from ingest.formats.source import Source
from ingest.formats.xlsx_controls import SheetBoxes
from ingest.formats.xlsx_look import CellLook, cell_looks, drawn_runs, rich_runs
from ingest.formats.xlsx_sheet import CHECK_BOX, Sheet, Workbook, read_sheet, rich_text
from ingest.formats.xml_package import XmlPackage, local_name, open_package
from ingest.remarks import Remark, RemarkKind, remark
from ingest.titles import is_title
from storage.page_findings import HiddenText


@dataclass(frozen=True, slots=True)
class _Named:
    """A sheet's name, part and whether it can be seen."""

    name: str
    part: str
    is_hidden: bool


@dataclass(slots=True)
class _Reading:
    """The pages so far, what was left out, and the number of the last table."""

    pictures: PackagePictures
    pages: list[RawPage] = field(default_factory=list)
    left: Left = field(default_factory=Left)
    tables: Tables = field(default_factory=Tables)
    first_name: str = ""


def read_xlsx(source: Source, *, max_pages: int, on_page: OnPage = no_report) -> ParsedFile:
    """The raw pages of a workbook: about 3,000 characters, and a sheet starts a new one.

    Raises UnreadableDocument: TOO_LARGE, DAMAGED or TOO_MANY_PAGES.
    """
    with open_package(source) as package:
        reading = _Reading(PackagePictures(package))
        (main,) = package.related("", "officeDocument")[:1] or ["xl/workbook.xml"]
        workbook = _workbook(package, main)
        sheets = list(_sheets(package, main))
        for number, sheet in enumerate(sheets, start=1):
            if sheet.is_hidden:
                reading.left.hidden.append(sheet.name)
            else:
                _read(package, sheet, workbook, reading, max_pages)
            on_page(number, len(sheets))
        title = core_title(package)
    reading.left.pictures = reading.pictures.unread
    return ParsedFile(
        with_pictures(reading.pages or (RawPage(""),), max_pages=max_pages),
        title if is_title(title) else "",
        FileType.XLSX.value,
        left_out(reading.left, "sheet"),
    )


def _read(
    package: XmlPackage, named: _Named, workbook: Workbook, reading: _Reading, max_pages: int
) -> None:
    """Add the pages of one sheet; one without anything on it has none."""
    sheet = read_sheet(package, named.part, workbook)
    reading.left.comments += package.count(named.part, "comments", "comment")
    reading.left.embedded += package.embedded(named.part)
    reading.left.others += _warnings(named.name, sheet)
    boxes = SheetBoxes(package, named.part)
    boxes.lay_on(sheet)
    blocks = list(sheet_blocks(sheet.lines(), reading.tables))
    blocks += (TextBlock(line) for line in _drawn_lines(package, named.part, sheet, boxes))
    blocks += _drawn(package, named.part, reading.pictures)
    hidden = tuple(HiddenText(kind, "\n".join(said)) for kind, said in sheet.unseen.items())
    if hidden:
        blocks.append(TextBlock("", hidden=hidden))
    if blocks:
        blocks = [TextBlock(named.name, level=1), *blocks]
        reading.pages += pages_of(blocks, max_pages=max_pages - len(reading.pages))


def _warnings(name: str, sheet: Sheet) -> Iterator[Remark]:
    counts = {
        RemarkKind.HIDDEN_ROWS: sum(sheet.hidden_rows.values()),
        RemarkKind.HIDDEN_COLUMNS: sum(sheet.hidden_columns.values()),
        RemarkKind.UNCALCULATED: sheet.uncalculated,
    }
    for kind, count in counts.items():
        if count:
            yield remark(kind, count=count, name=name)


def _drawn_lines(package: XmlPackage, part: str, sheet: Sheet, boxes: SheetBoxes) -> Iterator[str]:
    """The text of boxes and the titles of charts that are seen on the sheet."""
    for drawing in package.related(part, "drawing"):
        root = package.root(drawing)
        for anchor in () if root is None else root:
            if boxes.draws(anchor):
                continue
            for text, kind in drawn_runs(anchor):
                if kind:
                    sheet.hide(text, kind)
                else:
                    yield from (line for line in text.split(LINE_BREAK) if line.strip())
            yield from referred_text(package, drawing, anchor)


def _drawn(package: XmlPackage, part: str, pictures: PackagePictures) -> Iterator[TextBlock]:
    """The pictures on the sheet, as blocks without text."""
    for drawing in package.related(part, "drawing"):
        root, relations = package.root(drawing), package.relations(drawing)
        for picture in () if root is None else drawn_pictures(root):
            if picture.relation in relations:
                places = pictures.member(relations[picture.relation].target, picture.size)
                if places:
                    yield TextBlock("", pictures=places)


def _sheets(package: XmlPackage, main: str) -> Iterator[_Named]:
    root = package.root(main)
    found = None if root is None else child(root, "sheets")
    relations = package.relations(main)
    for sheet in () if found is None else found:
        place = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        relation = relations.get(str(place))
        # Dialogs and sheets of old macros hold no cells.
        is_sheet = relation is not None and relation.kind in ("worksheet", "chartsheet")
        if relation and is_sheet and package.holds(relation.target):
            is_hidden = sheet.get("state") in ("hidden", "veryHidden")
            yield _Named(sheet.get("name") or "", relation.target, is_hidden)


def _workbook(package: XmlPackage, main: str) -> Workbook:
    root = package.root(main)
    properties = None if root is None else child(root, "workbookPr")
    strings = list(_strings(package, main))
    rich = {place: rich_runs(text) for place, text in enumerate(strings)}
    return Workbook(
        strings=list(map(rich_text, strings)),
        looks=_looks(package, main),
        rich={place: runs for place, runs in rich.items() if runs},
        formats=_formats(package, main),
        from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
    )


def _strings(package: XmlPackage, main: str) -> Iterator[etree._Element]:
    roots = (package.root(part) for part in package.related(main, "sharedStrings"))
    for root in roots:
        yield from (text for text in (() if root is None else root) if local_name(text) == "si")


def _looks(package: XmlPackage, main: str) -> list[CellLook]:
    roots = (package.root(part) for part in package.related(main, "styles"))
    return next((cell_looks(root) for root in roots if root is not None), [])


def _formats(package: XmlPackage, main: str) -> list[str]:
    """The number format code of every cell style."""
    for part in package.related(main, "styles"):
        root = package.root(part)
        if root is None:
            continue
        own = {
            code.get("numFmtId"): code.get("formatCode") or GENERAL
            for code in _below(root, "numFmts")
        }
        return [_code(style, own) for style in _below(root, "cellXfs")]
    return []


def _code(style: etree._Element, own: dict[str | None, str]) -> str:
    if any(local_name(each) == "xfComplement" for each in style.iter(etree.Element)):
        return CHECK_BOX  # the only control that cells have
    number = style.get("numFmtId") or "0"
    if number in own:
        return own[number]
    return BUILT_IN.get(int(number), GENERAL) if number.isdecimal() else GENERAL


def _below(root: etree._Element, name: str) -> list[etree._Element]:
    found = child(root, name)
    return [] if found is None else list(found)
