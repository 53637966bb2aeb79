"""From documents that say the same, or differ, to the answer that says so."""

from pathlib import Path

import pytest

from assistant.differences import differences
from assistant.twins import Link, twins_of
from storage.records import Span
from storage.turn_records import Twin
from tests.assistant.handbook import add, new_ledger, store_over
from tests.assistant.scripted_model import ScriptedModel
from tests.assistant.test_answering import answer
from tests.fakes import WordEmbedder

POLICIES = {
    "en": (
        "A hotel night in Paris is refunded up to {} euros with breakfast.",
        "Up to what amount is a hotel night in Paris refunded?",
    ),
    "fr": (
        "Une nuit d'hôtel à Paris est remboursée jusqu'à {} euros avec le petit déjeuner.",
        "Jusqu'à quel montant une nuit d'hôtel à Paris est-elle remboursée ?",
    ),
}


@pytest.mark.parametrize("generated", [True, False])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_answer_names_who_says_the_same_and_who_differs(
    home: Path, language: str, generated: bool
) -> None:
    wording, question = POLICIES[language]
    embedder = WordEmbedder(dimension=512)
    ledger = new_ledger(home)
    for year, amount in ((2023, 150), (2024, 150), (2025, 165)):
        text = [wording.format(amount)]
        add(ledger, embedder, f"{year}.md", text, title=f"Policy {year}", language=language)
    secret = [wording.format(7_654_321)]
    add(ledger, embedder, "s.md", secret, title="Secret", language=language, collection="hr")
    with store_over(ledger, embedder) as store:
        model = ScriptedModel(wording.format(150)) if generated else None
        given = answer(store, model, question)
        source = given.sources[0]
        assert source.quote == wording.format(150)
        assert [twin.quote for twin in source.also_in] == [wording.format(150)]
        (difference,) = differences(given.sources)
        assert {difference.twin.instead_of, difference.twin.quote} == {
            wording.format(150),
            wording.format(165),
        }
        assert "7654321" not in repr(given) and "Secret" not in repr(given)
        if model is not None:
            (prompt,) = model.prompts
            assert [passage.text for passage in prompt.evidence] == [
                wording.format(150),
                wording.format(165),
            ]


def test_a_quotation_of_several_sentences_is_said_only_by_who_says_nearly_all_of_it() -> None:
    def link(start: int, end: int, document_id: str, instead_of: str = "") -> Link:
        twin = Twin(document_id, 1, 1, "T", "f", 1, (Span(1, start, end),), "said", instead_of)
        return Link(start, end, twin)

    found = (link(0, 50, "a"), link(0, 50, "b"), link(51, 100, "a"), link(51, 100, "c", "other"))
    same, differing = twins_of(found, 0, 100)
    assert (same.document_id, differing.document_id) == ("a", "c")
    assert same.spans == (Span(1, 0, 50), Span(1, 51, 100))
    assert [twin.document_id for twin in twins_of(found, 0, 50)] == ["a", "b"]
    assert twins_of(found, 100, 120) == ()
