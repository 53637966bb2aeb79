"""Where tables stand in a page, and which span is a repeated header, is kept with the text."""

from dataclasses import replace
from pathlib import Path

from storage.access import create_collection
from storage.documents import page
from storage.ledger import Ledger
from storage.passages import fetch_passages
from storage.records import OPERATOR, ChunkDraft, Page, PageTable, Span
from tests.storage.earlier_ledger import take_back_to_0003
from tests.storage.populating import add, new_version

ROWS = "Ville | Agence\nParis | Nord\nLyon | Sud"
PAGES = [
    Page(1, ROWS, tables=(PageTable(0, len(ROWS), 14),)),
    Page(2, "Nice | Est", tables=(PageTable(0, 10, 0, goes_on=True),)),
]
SPANS = (Span(1, 0, 14, repeated=True), Span(2, 0, 10))


def test_a_page_comes_back_with_its_tables_and_a_chunk_with_its_repeated_header(
    ledger: Ledger,
) -> None:
    create_collection(ledger, "hr", groups=["hr"])
    draft = ChunkDraft("Ville | Agence\nNice | Est", "", SPANS, "fr")
    new = replace(new_version("hr", "/agences.csv"), pages=PAGES, chunks=[draft])
    pending = add(ledger, new)
    assert [page(ledger, OPERATOR, pending.document_id, n) for n in (1, 2)] == PAGES
    (found,) = fetch_passages(ledger, OPERATOR, [pending.chunks[0].id]).values()
    assert found.chunk.spans == SPANS
    assert found.page == 2


def test_pages_that_were_kept_before_tables_were_have_none(home: Path) -> None:
    ledger = Ledger.create(home)
    create_collection(ledger, "hr", groups=["hr"])
    pending = add(ledger, new_version("hr", "/a.txt", texts=["first", "second"]))
    with ledger.write() as connection:
        take_back_to_0003(connection)
    ledger.close()
    migrated = Ledger.open(home)
    assert page(migrated, OPERATOR, pending.document_id, 2) == Page(2, "second")
    (found,) = fetch_passages(migrated, OPERATOR, [pending.chunks[0].id]).values()
    assert found.chunk.spans == (Span(1, 0, 5),)
    migrated.close()
