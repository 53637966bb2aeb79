"""What a kept answer rests on, and whether a reader may still see it."""

from storage.documents import readable_ids
from storage.ledger import Ledger
from storage.records import Reader
from storage.turn_records import Turn


def documents_behind(turn: Turn) -> set[str]:
    """The ids of the documents whose text the answer of a turn shows or may repeat."""
    behind = {source.document_id for source in turn.sources}
    return behind.union(*(sentence.may_repeat for sentence in turn.sentences))


def answer_shown(ledger: Ledger, reader: Reader, turn: Turn) -> str:
    """The text of a turn's answer; empty where a document behind it is gone or closed to them."""
    behind = documents_behind(turn)
    return turn.answer if behind <= readable_ids(ledger, reader, behind) else ""
