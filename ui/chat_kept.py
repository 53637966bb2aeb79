"""Kept answers, shown again only as far as the person may still read what they rest on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.kept_answers import documents_behind, readable
from storage.documents import list_documents
from storage.ledger import Ledger
from storage.records import Reader
from storage.turn_records import Turn
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
        for document_id in behind - known.keys():
            known[document_id] = readable(ledger, reader, document_id)
        if all(known[document_id] for document_id in behind):
            nearest = (title for title in turn.nearest if title_readable(ledger, reader, title))
            yield turn, replace(reply_of(turn), nearest=tuple(nearest))
        else:
            yield turn, Reply(kind=reply_of(turn).kind, searched=True, withdrawn=True)


def title_readable(ledger: Ledger, reader: Reader, title: str) -> bool:
    """Whether a document of that title exists that the reader may read."""
    found = list_documents(ledger, reader, containing=title)
    return any(document.title == title for document in found)
