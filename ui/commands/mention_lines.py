"""Mentions in the terminal: the counts, then each document with its pages."""

from dataclasses import fields
from typing import Any

from ingest.visible import visible
from storage.mention_records import MentionCounts
from ui.mention_words import headline, remarks, times
from ui.wording import text


def mentioned(found: dict[str, Any], language: str) -> str:
    """The JSON form of mentions as lines for a terminal."""
    counts = MentionCounts(**{field.name: found[field.name] for field in fields(MentionCounts)})
    lines = [" ".join(headline(found["sought"], counts, language)).strip()]
    for one in found["found"]:
        lines += ["", *_document(one, language)]
    lines += ["", *remarks(counts, len(found["found"]), language)]
    return "\n".join(visible(line, limit=2000) for line in lines)


def _document(one: dict[str, Any], language: str) -> list[str]:
    count = times(one["mentions"], one["other_forms"], language)
    name = f"{one['title']} ({one['file_name']})"
    if not one["pages"]:
        return [f"{name}: {text('mentions.in-name', language)}"]
    pages = ", ".join(_page(page, language) for page in one["pages"])
    return [f"{name}: {count}", f"    {pages}"]


def _page(page: dict[str, Any], language: str) -> str:
    often = page["mentions"] + page["other_forms"]
    where = text("mentions.page", language, page=page["page"])
    return f"{where} ×{often}" if often > 1 else where
