"""What a kept answer rests on, and whether a reader may still see it."""

from storage.documents import find_document
from storage.errors import NotFound
from storage.ledger import Ledger
from storage.records import Reader
from storage.turn_records import Turn


def documents_behind(turn: Turn) -> set[str]:
    """The ids of the documents whose text the answer of a turn shows or may repeat."""
    behind = {source.document_id for source in turn.sources}
    return behind.union(*(sentence.may_repeat for sentence in turn.sentences))


def readable(ledger: Ledger, reader: Reader, document_id: str) -> bool:
    """Whether the document exists and the reader may read it."""
    try:
        find_document(ledger, reader, document_id)
    except NotFound:
        return False
    return True


def answer_shown(ledger: Ledger, reader: Reader, turn: Turn) -> str:
    """The text of a turn's answer; empty where a document behind it is gone or closed to them."""
    behind = documents_behind(turn)
    return turn.answer if all(readable(ledger, reader, one) for one in behind) else ""
