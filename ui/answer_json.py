"""An answer as JSON: the stable form of the HTTP API."""

from assistant.differences import Difference, differences
from assistant.events import (
    Answer,
    AnswerDone,
    AnswerEvent,
    AnswerKind,
    AnswerSentence,
    EvidenceFound,
    ModelWaiting,
)
from storage.turn_records import CitedSource, Twin
from ui.mentions_json import JsonObject, answered_json


def answer_json(answer: Answer) -> JsonObject:
    """The whole answer; `sources` are in the order of their numbers, `text` has [n] marks.

    `differences` are what the documents behind it do not agree on, each once. An answer of the kind
    "mentions" has what was counted, and the documents, under that name.
    """
    told: JsonObject = {
        "kind": str(answer.kind),
        "language": answer.language,
        "text": answer.text,
        "sentences": [sentence_json(sentence) for sentence in answer.sentences],
        "sources": [source_json(source) for source in answer.sources],
        "differences": [difference_json(one) for one in differences(answer.sources)],
        "nearest": list(answer.nearest),
        "model": answer.model,
        "notice": answer.notice,
        "complete": answer.complete,
    }
    if answer.kind is AnswerKind.MENTIONS:
        told["mentions"] = answered_json(answer.sentences, answer.sources)
    return told


def sentence_json(sentence: AnswerSentence) -> JsonObject:
    """One sentence and the numbers of the sources that support it."""
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "supported": sentence.supported,
    }


def source_json(source: CitedSource) -> JsonObject:
    """One source; `url` is the page on this server, for people who may read it.

    `also_in` is where other documents say the same.
    """
    return {
        "number": source.number,
        **_place_json(source),
        "also_in": [_place_json(twin) for twin in source.also_in],
    }


def difference_json(difference: Difference) -> JsonObject:
    """The number of a source, words of it, and where another document says them otherwise."""
    twin = difference.twin
    return {
        "source": difference.source.number,
        "quote": twin.instead_of,
        "other": _place_json(twin),
    }


def _place_json(place: CitedSource | Twin) -> JsonObject:
    return {
        "document": place.document_id,
        "title": place.title,
        "file_name": place.file_name,
        "page": place.page,
        "quote": place.quote,
        "spans": [
            {"page": span.page, "start": span.start, "end": span.end} for span in place.spans
        ],
        "url": f"/view/{place.document_id}/{place.page}",
    }


def event_json(event: AnswerEvent) -> JsonObject:
    """One line of the stream; the last has "event": "answer"."""
    if isinstance(event, EvidenceFound):
        return {"event": "evidence", "sources": [source_json(one) for one in event.sources]}
    if isinstance(event, ModelWaiting):
        return {"event": "waiting", "seconds": round(event.seconds, 1)}
    if isinstance(event, AnswerSentence):
        return {"event": "sentence", **sentence_json(event)}
    assert isinstance(event, AnswerDone)
    return {"event": "answer", "answer": answer_json(event.answer)}
