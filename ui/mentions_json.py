"""Mentions as JSON: the stable form of `POST /api/v1/mentions`, and of an answer of that kind."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from assistant.events import AnswerSentence
from assistant.mention_answer import ListedDocument, mention_list
from storage.mention_records import DocumentMentions, Mentions, PageMentions
from storage.sought import Sought, sought
from storage.turn_records import CitedSource, TurnSentence

JsonObject = dict[str, Any]


def mentions_json(found: Mentions) -> JsonObject:
    """The counts of all documents, and those documents that are shown, from `offset` on."""
    return {
        "sought": phrases_json(found.sought),
        **asdict(found.counts),
        "offset": found.offset,
        "found": [document_json(one, found.sought.written) for one in found.found],
    }


def phrases_json(what: Sought) -> list[list[str]]:
    """Alternatives of phrases: a document holds all phrases of one of them."""
    return [[one.written for one in phrases] for phrases in what.alternatives]


def document_json(one: DocumentMentions, written: str) -> JsonObject:
    """One document; `pages` are empty where only its title or file name holds what is sought."""
    return {
        "document": one.document_id,
        "title": one.title,
        "file_name": one.file_name,
        "collection": one.collection,
        "mentions": one.mentions,
        "other_forms": one.other_forms,
        "in_title": one.in_title,
        "in_file_name": one.in_file_name,
        "pages": [page_json(page, one.document_id, written) for page in one.pages],
    }


def page_json(page: PageMentions, document_id: str, written: str) -> JsonObject:
    """One page; `spans` are the mentions in its text where there is a snippet."""
    return {
        "page": page.page,
        "mentions": page.mentions,
        "other_forms": page.other_forms,
        "snippet": page.snippet,
        "spans": [{"start": span.start, "end": span.end} for span in page.spans],
        "url": mention_address(document_id, page.page, written),
    }


def answered_json(
    sentences: Sequence[AnswerSentence | TurnSentence], sources: Sequence[CitedSource]
) -> JsonObject:
    """What an answer of the kind "mentions" counted and lists."""
    said = mention_list(sentences, sources)
    return {
        "sought": phrases_json(sought(said.written)),
        **asdict(said.counts),
        "found": [listed_json(one, said.written) for one in said.documents],
    }


def listed_json(one: ListedDocument, written: str) -> JsonObject:
    """One document of an answer; `pages_found` is how many pages there are, all listed or not."""
    return {
        "document": one.source.document_id,
        "title": one.source.title,
        "file_name": one.source.file_name,
        "mentions": one.mentions,
        "other_forms": one.other_forms,
        "snippet": one.source.quote,
        "pages_found": one.pages_found,
        "pages": [
            {
                "page": page.number,
                "mentions": page.mentions,
                "other_forms": page.other_forms,
                "url": mention_address(one.source.document_id, page.number, written),
            }
            for page in one.pages
        ],
    }


def mention_address(document_id: str, page: int, written: str) -> str:
    """Our own page viewer with every mention marked, for people who may read the document."""
    return f"/view/{quote(document_id, safe='')}/{int(page)}?mention={quote(written, safe='')}"
