"""Contents that were read before: the same bytes under another source are not parsed again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from storage.documents import page_record
from storage.ledger import Ledger
from storage.page_findings import HiddenKind, HiddenText
from storage.records import Page, Verdict
from storage.schema import pages, quarantined_texts, versions


@dataclass(frozen=True, slots=True)
class ReadContent:
    """A version in the ledger, as its file was read; `named_title` is the title the file names."""

    version_id: int
    file_name: str
    named_title: str
    media_type: str
    language: str
    verdict: Verdict
    unread_pages: tuple[int, ...]
    warnings: tuple[str, ...]
    recipe: str
    parser: str
    seconds: float | None


def read_contents(ledger: Ledger, content_sha256: str) -> Iterator[ReadContent]:
    """The active and pending versions of that content, newest first."""
    query = select(versions).where(
        versions.c.content_sha256 == content_sha256, versions.c.named_title.is_not(None)
    )
    with ledger.read() as connection:
        rows = connection.execute(query.order_by(versions.c.id.desc())).all()
    for row in rows:
        yield ReadContent(
            version_id=row.id,
            file_name=row.file_name,
            named_title=row.named_title,
            media_type=row.media_type,
            language=row.language,
            verdict=Verdict(row.verdict),
            unread_pages=tuple(row.unread_pages),
            warnings=tuple(row.warnings),
            recipe=row.recipe,
            parser=row.parser,
            seconds=row.seconds,
        )


def pages_of(ledger: Ledger, version_id: int) -> tuple[Page, ...]:
    """The pages of a version in their order, with what is hidden on them; none where it is gone."""
    hidden: dict[int, list[HiddenText]] = {}
    query = select(pages).where(pages.c.version_id == version_id).order_by(pages.c.number)
    kept_apart = select(quarantined_texts).where(quarantined_texts.c.version_id == version_id)
    in_order = kept_apart.order_by(quarantined_texts.c.page, quarantined_texts.c.ordinal)
    with ledger.read() as connection:
        found = [page_record(row) for row in connection.execute(query)]
        for row in connection.execute(in_order):
            text = HiddenText(
                HiddenKind(row.kind), row.text, bool(row.instruction), bool(row.included)
            )
            hidden.setdefault(row.page, []).append(text)
    return tuple(replace(page, hidden=tuple(hidden.get(page.number, ()))) for page in found)
