"""Tables whose cells hold blocks, as in Word and OpenDocument, to blocks that are their rows."""

from collections.abc import Iterator, Sequence

from ingest.formats.blocks import CELL_CHARACTERS, TextBlock, row_text
from ingest.formats.merged_cells import MergedTable
from storage.page_findings import HiddenKind, HiddenText

CellBlocks = Sequence[TextBlock]


def rows_of_blocks(
    rows: Sequence[Sequence[CellBlocks]], merged: MergedTable, *, table: int, marked: int = 0
) -> Iterator[TextBlock]:
    """The rows of the table numbered `table`; `marked` of them are its header by the file.

    A row of one cell, or with a long one, lays out the page: its blocks are no row, and nothing
    names columns from there on. A line in a cell merged over columns is a row of the table.
    """
    shown = [
        [cell if merged.shows(number, index) else unseen(cell) for index, cell in enumerate(row)]
        for number, row in enumerate(rows)
    ]
    texts = [[_text(cell) for cell in row] for row in shown]
    lines = merged.rows(texts)
    headers = merged.headers(lines, marked=marked)
    for number, (cells, said) in enumerate(zip(shown, texts, strict=True)):
        is_single = merged.count(number, cells) == 1
        is_line = merged.is_alone(number) and all(map(_is_line, cells))
        if (is_single and not is_line) or any(len(text) > CELL_CHARACTERS for text in said):
            headers = 0
            yield from (block for cell in cells for block in cell)
            continue
        blocks = [block for cell in cells for block in cell]
        yield TextBlock(
            row_text(lines[number]),
            starts_page=any(block.starts_page for block in blocks),
            table=table,
            is_header=number < headers < len(rows),
            hidden=tuple(one for block in blocks for one in block.hidden),
            pictures=tuple(place for block in blocks for place in block.pictures),
        )


def unseen(cell: CellBlocks) -> list[TextBlock]:
    """What stands in a cell over which another one lies: nobody sees it, nor its pictures."""
    said = _text(cell)
    found = (HiddenText(HiddenKind.NOT_SHOWN, said),) if said.strip() else ()
    hidden = (*found, *(one for block in cell for one in block.hidden))
    return [TextBlock("", hidden=hidden)] if hidden else []


def _text(cell: CellBlocks) -> str:
    return " ".join(block.text for block in cell if block.text)


def _is_line(cell: CellBlocks) -> bool:
    said = [block for block in cell if block.text.strip()]
    return len(said) <= 1 and not any(block.level or block.table for block in said)
