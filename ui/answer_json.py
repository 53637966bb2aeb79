"""An answer as JSON: the stable form of the HTTP API."""

from assistant.events import (
    Answer,
    AnswerDone,
    AnswerEvent,
    AnswerKind,
    AnswerSentence,
    EvidenceFound,
    ModelWaiting,
)
from storage.turn_records import CitedSource
from ui.mentions_json import JsonObject, answered_json


def answer_json(answer: Answer) -> JsonObject:
    """The whole answer; `sources` are in the order of their numbers, `text` has [n] marks.

    An answer of the kind "mentions" has what was counted, and the documents, under that name.
    """
    told: JsonObject = {
        "kind": str(answer.kind),
        "language": answer.language,
        "text": answer.text,
        "sentences": [sentence_json(sentence) for sentence in answer.sentences],
        "sources": [source_json(source) for source in answer.sources],
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
    """One source; `url` is the page on this server, for people who may read it."""
    return {
        "number": source.number,
        "document": source.document_id,
        "title": source.title,
        "file_name": source.file_name,
        "page": source.page,
        "quote": source.quote,
        "spans": [
            {"page": span.page, "start": span.start, "end": span.end} for span in source.spans
        ],
        "url": f"/view/{source.document_id}/{source.page}",
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
