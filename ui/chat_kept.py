"""Kept answers, shown again only as far as the person may still read what they rest on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.kept_answers import documents_behind
from storage.documents import list_documents, readable_ids
from storage.ledger import Ledger
from storage.records import Reader
from storage.turn_records import CitedSource, Turn
from ui.chat_reply import Reply, reply_of


def still_open(
    ledger: Ledger, reader: Reader, turns: Sequence[Turn]
) -> Iterator[tuple[Turn, Reply]]:
    """Each turn with its answer; without it where a source was removed or closed to the reader.

    A sentence without a source may repeat what a closed document says: the whole answer goes.
    """
    known: dict[str, bool] = {}
    for turn in turns:
        behind = documents_behind(turn)
        twins = {twin.document_id for source in turn.sources for twin in source.twins}
        unknown = (behind | twins) - known.keys()
        known |= dict.fromkeys(unknown, False)
        known |= dict.fromkeys(readable_ids(ledger, reader, unknown), True)
        if all(known[document_id] for document_id in behind):
            nearest = (title for title in turn.nearest if title_readable(ledger, reader, title))
            sources = tuple(_with_open_twins(source, known) for source in turn.sources)
            yield turn, replace(reply_of(turn), nearest=tuple(nearest), sources=sources)
        else:
            yield turn, Reply(kind=reply_of(turn).kind, searched=True, withdrawn=True)


def title_readable(ledger: Ledger, reader: Reader, title: str) -> bool:
    """Whether a document of that title exists that the reader may read."""
    found = list_documents(ledger, reader, containing=title)
    return any(document.title == title for document in found)


def _with_open_twins(source: CitedSource, open_now: Mapping[str, bool]) -> CitedSource:
    """The source as kept, without the twins that were removed or closed to the reader since."""
    return replace(source, twins=tuple(twin for twin in source.twins if open_now[twin.document_id]))
