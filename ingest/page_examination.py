"""What there is to say of a page once its text is known: its language, and its warnings."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.cleaning import clean
from ingest.instructions import is_instruction
from storage.function_words import FUNCTION_WORDS
from storage.language import detect_language
from storage.page_findings import HiddenKind, HiddenText, PageWarning
from storage.records import Page, PageReading

SAMPLE_CHARACTERS = 1_000
LANGUAGE_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W\d_]+")
LEAST_WORDS = 2  # of one language alone, to call a page by it
UNSURE_CONFIDENCE = 60.0  # of 100; recognised text below it is full of misread words
_FRENCH = FUNCTION_WORDS["fr"] - FUNCTION_WORDS["en"]
_ENGLISH = FUNCTION_WORDS["en"] - FUNCTION_WORDS["fr"]
# Unicode's tags: no font draws them, and a language model reads them as the letters they copy.
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_TAG_OFFSET = 0xE0000


def examined(page: Page, *, seen: str | None = None) -> Page:
    """The page with its language, and the warnings that its text and what it hides give rise to.

    `seen` is what of its text a person sees, where hidden text was let in; None: all of it.
    """
    warnings: list[PageWarning] = []
    if PageWarning.BROKEN_FONT in page.warnings:
        warnings.append(PageWarning.BROKEN_FONT)
    if page.reading is PageReading.TEXT and PageWarning.NOT_LOOKED_FOR in page.warnings:
        warnings.append(PageWarning.NOT_LOOKED_FOR)
    if page.reading is not PageReading.BLANK and PageWarning.PICTURE in page.warnings:
        warnings.append(PageWarning.PICTURE)
    if withheld := [one for one in page.hidden if not one.included]:
        grave = any(one.instruction for one in withheld)
        warnings.append(PageWarning.HIDDEN_INSTRUCTION if grave else PageWarning.HIDDEN_TEXT)
    warnings += _spoken(page, page.text if seen is None else seen)
    misread = page.reading is not PageReading.OCR and PageWarning.UNSURE in page.warnings
    if misread or (page.confidence is not None and page.confidence < UNSURE_CONFIDENCE):
        warnings.append(PageWarning.UNSURE)
    return replace(page, language=page_language(page.text), warnings=tuple(warnings))


def _spoken(page: Page, seen: str) -> Iterator[PageWarning]:
    """The warnings of text that speaks to a language model, seen or let in."""
    if is_instruction(seen):
        yield PageWarning.INSTRUCTION
    if any(one.included and one.instruction for one in page.hidden):
        yield PageWarning.RELEASED_INSTRUCTION


def page_language(text: str) -> str:
    """ "fr" or "en" by the small words of the page; empty where they do not tell."""
    found = _WORD.findall(text[:SAMPLE_CHARACTERS].lower())
    french = sum(map(_FRENCH.__contains__, found))
    english = sum(map(_ENGLISH.__contains__, found))
    if max(french, english) < LEAST_WORDS or french == english:
        return ""
    return "fr" if french > english else "en"


def language_of(pages: Iterable[Page]) -> str:
    """ "fr" or "en", the language of the pages together; "en" where they have no words."""
    return detect_language("\n".join(page.text for page in pages)[:LANGUAGE_CHARACTERS])


def hidden_in(raw_text: str, hidden: tuple[HiddenText, ...]) -> tuple[HiddenText, ...]:
    """The `hidden` texts of a raw page cleaned, with those its own characters hide, each judged."""
    tagged = (
        HiddenText(
            HiddenKind.UNSEEN_CHARACTERS,
            "".join(chr(ord(letter) - _TAG_OFFSET) for letter in found[0]),
        )
        for found in _TAGS.finditer(raw_text)
    )
    cleaned = (replace(one, text=clean(one.text).text) for one in (*hidden, *tagged))
    return tuple(
        replace(one, instruction=is_instruction(one.text)) for one in cleaned if one.text.strip()
    )
