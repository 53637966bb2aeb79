"""One sheet of an XLSX workbook: its cells as a person sees them, row by row."""

import math
import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from ingest.formats.merged_cells import fill_down
from ingest.formats.number_format import GENERAL, number_text, text_text
from ingest.formats.sheet_rows import lines_with_gaps
from ingest.formats.symbol_fonts import box
from ingest.formats.xlsx_look import CellLook, Run, rich_runs
from ingest.formats.xml_package import SAFE, XmlPackage, local_name
from storage.page_findings import HiddenKind

_PLACE = re.compile(r"(?P<letters>[A-Z]{1,3})(?P<row>[1-9]\d{0,6})")
_COLUMNS = 16_384
_TRUE = ("1", "true")
_LOOKED_AT = ("{*}row", "{*}col", "{*}mergeCell")
CHECK_BOX = 'General""'  # the format of cells that are one; numbers are shown as usual
# Cells that are looked at for those that lie below merged ones; sheets of people have a hundredth.
MOST_COVERED = 2_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # a character that XML cannot hold


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of all sheets refer to."""

    strings: Sequence[str]
    formats: Sequence[str]  # number format codes by the cells' style
    from_1904: bool
    looks: Sequence[CellLook] = ()  # by the cells' style
    rich: Mapping[int, Sequence[Run]] = field(default_factory=dict)  # strings partly not seen


@dataclass(slots=True)
class Sheet:
    """The visible cells by row and column, both from 0, and what was left out."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_rows: dict[int, bool] = field(default_factory=dict)  # by number: whether it holds text
    hidden_columns: dict[int, bool] = field(default_factory=dict)
    uncalculated: int = 0  # formulas whose result the file does not hold
    unseen: dict[HiddenKind, list[str]] = field(default_factory=dict)  # texts of cells
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # column, first, last row
    wide: set[tuple[int, int]] = field(default_factory=set)  # row, column of those over columns
    areas: list[tuple[range, range]] = field(default_factory=list)  # of merged cells: rows, columns

    def hide(self, text: str, kind: HiddenKind) -> None:
        """Note text of a cell that is not seen."""
        if text.strip():
            self.unseen.setdefault(kind, []).append(text)

    def lines(self) -> Iterator[Mapping[int, str]]:
        """The rows in order, an empty one for each gap; cells merged over rows stand in each."""
        fill_down(self.rows, self.merged)
        return lines_with_gaps(self.rows, self.hidden_rows, self.wide)


def read_sheet(package: XmlPackage, name: str, workbook: Workbook) -> Sheet:
    """The sheet in the part `name`; KeyError where there is none."""
    sheet = Sheet()
    row = -1
    with package.open(name) as part:
        for _, element in etree.iterparse(part, events=("end",), tag=_LOOKED_AT, **SAFE):
            kind = local_name(element)
            if kind == "row":
                row = _row_number(element, row)
                _add_row(sheet, row, element, workbook)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif kind == "col" and element.get("hidden") in _TRUE:
                first, last = int(element.get("min") or 0), int(element.get("max") or 0)
                for column in range(max(first, 1) - 1, min(last, _COLUMNS)):
                    sheet.hidden_columns[column] = False
            elif kind == "mergeCell":
                _merge(sheet, element.get("ref") or "")
    _hide_covered(sheet)
    return sheet


def _row_number(row: etree._Element, before: int) -> int:
    number = row.get("r") or ""
    return int(number) - 1 if number.isdecimal() and len(number) <= 7 else before + 1


def _add_row(sheet: Sheet, number: int, row: etree._Element, workbook: Workbook) -> None:
    cells: dict[int, str] = {}
    column = -1
    for cell in row:
        if local_name(cell) != "c":
            continue
        place = _PLACE.fullmatch(cell.get("r") or "")
        column = _column(place["letters"]) if place else column + 1
        text = _text(cell, workbook)
        if text is None:
            sheet.uncalculated += 1
        elif text.strip() and column in sheet.hidden_columns:
            sheet.hidden_columns[column] = True
        elif not text.strip():
            sheet.hide(_string(cell, workbook), HiddenKind.NOT_SHOWN)
        elif column < _COLUMNS and (seen := _seen(sheet, cell, text, workbook)).strip():
            cells[column] = seen
    if row.get("hidden") in _TRUE:
        sheet.hidden_rows[number] = bool(cells)
    elif cells:
        sheet.rows[number] = cells


def _seen(sheet: Sheet, cell: etree._Element, text: str, workbook: Workbook) -> str:
    """What of the text of a cell is seen; the rest is noted."""
    style = _style(cell)
    look = workbook.looks[style] if style < len(workbook.looks) else CellLook()
    runs = _runs(cell, workbook)
    if not runs:
        if look.kind:
            sheet.hide(text, look.kind)
        return "" if look.kind else text
    seen = []
    for run, kind in runs:
        if kind is None or (kind is HiddenKind.BACKGROUND and look.on_ground):
            seen.append(run)
        else:
            sheet.hide(run, kind)
    return "".join(seen)


def _runs(cell: etree._Element, workbook: Workbook) -> Sequence[Run]:
    """The runs of a rich text of which some are not seen; else none."""
    kind = cell.get("t")
    if kind == "inlineStr" or (kind == "s" and workbook.rich):
        for part in cell:
            if local_name(part) == "is":
                return rich_runs(part)
            if local_name(part) == "v":
                return workbook.rich.get(int(part.text or -1), ())
    return ()


def _string(cell: etree._Element, workbook: Workbook) -> str:
    """The text in the cell, whatever its format makes of it; empty where it is no text."""
    kind = cell.get("t")
    for part in cell:
        if local_name(part) == "is":
            return rich_text(part)
        if local_name(part) == "v" and kind in ("s", "str"):
            value = part.text or ""
            return value if kind == "str" else _shown(kind, value, GENERAL, workbook)
    return ""


def _text(cell: etree._Element, workbook: Workbook) -> str | None:
    """What is seen in the cell; None for a formula without a result."""
    kind = cell.get("t") or "n"
    value = formula = None
    for part in cell:
        match local_name(part):
            case "v":
                value = part.text
            case "f":
                formula = part
            case "is":
                return text_text(rich_text(part), _format(cell, workbook))
    if value is None:
        return None if formula is not None else ""
    return _shown(kind, str(value), _format(cell, workbook), workbook)


def _shown(kind: str, value: str, code: str, workbook: Workbook) -> str:
    """A stored value of a kind as its format code shows it."""
    match kind:
        case "s":
            place = int(value)
            return text_text(workbook.strings[place], code) if place < len(workbook.strings) else ""
        case "str":
            return text_text(value, code)
        case "b" if code == CHECK_BOX:
            return box(value == "1")
        case "b":
            return "TRUE" if value == "1" else "FALSE"
        case "n" if math.isfinite(float(value)):
            return number_text(float(value), code, from_1904=workbook.from_1904)
    return value  # an error, or a day in ISO 8601


def _format(cell: etree._Element, workbook: Workbook) -> str:
    place = _style(cell)
    return workbook.formats[place] if place < len(workbook.formats) else GENERAL


def _style(cell: etree._Element) -> int:
    style = cell.get("s") or "0"
    return int(style) if style.isdecimal() else 0


def rich_text(element: etree._Element) -> str:
    """The runs of a text, without how it is pronounced in Japanese."""
    parts = []
    for part in element:
        if local_name(part) == "t":
            parts.append(part.text or "")
        elif local_name(part) == "r":
            parts += [run.text or "" for run in part if local_name(run) == "t"]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(parts))


def _merge(sheet: Sheet, area: str) -> None:
    """Note cells merged over several rows or columns: the upper left one alone has a value."""
    first, _, last = area.partition(":")
    top, bottom = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if not top or not bottom:
        return
    row, column = int(top["row"]) - 1, _column(top["letters"])
    end = _column(bottom["letters"]) + 1
    sheet.areas.append((range(row, int(bottom["row"])), range(column, end)))
    if int(bottom["row"]) - 1 > row:
        sheet.merged.append((column, row, int(bottom["row"]) - 1))
    if end > column + 1:
        sheet.wide.add((row, column))


def _hide_covered(sheet: Sheet) -> None:
    """Note what other programs have left in cells over which a merged one lies."""
    numbers = sorted(sheet.rows)
    left = MOST_COVERED
    for rows, columns in sheet.areas:
        for number in numbers[bisect(numbers, rows.start - 1) : bisect(numbers, rows.stop - 1)]:
            cells = sheet.rows[number]
            covered = [at for at in (columns if len(columns) < len(cells) else list(cells))
                       if at in cells and at in columns]  # fmt: skip
            left -= 1 + min(len(columns), len(cells))
            if left < 0:
                return
            for at in covered:
                if (number, at) != (rows.start, columns.start):
                    sheet.hide(cells.pop(at), HiddenKind.NOT_SHOWN)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
