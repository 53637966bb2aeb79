"""What an exhaustive search says of itself."""

import pytest

from storage.mention_records import MentionCounts
from ui.mention_words import headline, remarks

COUNTS = MentionCounts(documents=2, mentions=3, searched=7)


@pytest.mark.parametrize(
    ("language", "found", "searched"),
    [
        ("fr", "2 documents mentionnent", "7 documents de toute nature"),
        ("en", "2 documents mention", "7 documents of every kind"),
    ],
)
def test_documents_are_counted_whatever_kind_was_asked_for(
    language: str, found: str, searched: str
) -> None:
    assert headline([["Dupont"]], COUNTS, language)[0].startswith(found)
    assert searched in remarks(COUNTS, 2, language)[-1]
