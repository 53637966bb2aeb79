import json
import random
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.citation_numbers import CitationNumbers
from assistant.citations import Aligner, CitableText, Embed
from assistant.sentences import sentence_spans
from assistant.words import WordWeights, content_words
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from storage.records import Span
from storage.turn_records import CitedSource

TEXTS = (
    "Staff may work from home on two days a week. The bonus is 300 euros. Parking costs 20 euros.",
    "The archive is open on Mondays. Ask the reception for the key of the archive.",
)


def different(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors by which no two texts mean the same."""
    return np.eye(len(texts), dtype=np.float32)


def same(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors by which all texts mean the same."""
    return np.ones((len(texts), 1), dtype=np.float32)


def aligner(*texts: str, embed: Embed = different, context: str = "Handbook") -> Aligner:
    weights = WordWeights(content_words(text, "en") for text in (*texts, context, "paper"))
    citable = [CitableText(text, context, "en") for text in texts]
    return Aligner(citable, weights=weights, embed=embed)


def quoted(sentence: str, *texts: str, embed: Embed = different, context: str = "Handbook") -> str:
    """The text that supports `sentence`, or the empty string."""
    support = aligner(*texts, embed=embed, context=context).support(sentence, "en")
    if support is None:
        return ""
    return texts[support.window.passage][support.window.start : support.window.end]


def test_a_sentence_is_supported_by_the_shortest_span_that_says_it() -> None:
    assert quoted("The archive is open on Mondays.", *TEXTS) == "The archive is open on Mondays."


def test_a_sentence_that_joins_two_neighbours_is_supported_by_both() -> None:
    sentence = "The archive is open on Mondays and its key is at the reception."
    assert quoted(sentence, *TEXTS) == TEXTS[1]


def test_a_number_of_another_sentence_supports_nothing() -> None:
    assert quoted("The bonus costs 20 euros.", *TEXTS) == ""
    assert quoted("The bonus is 300 euros.", *TEXTS) == "The bonus is 300 euros."


def test_a_sentence_with_something_added_is_not_supported() -> None:
    sentence = "Staff may work from home on two days a week and receive a free company bicycle."
    assert quoted(sentence, *TEXTS) == ""


def test_other_words_are_supported_only_where_the_meaning_is_the_same() -> None:
    sentence = "Staff may work remotely from home on two days a week."
    assert quoted(sentence, *TEXTS) == ""
    expected = "Staff may work from home on two days a week."
    assert quoted(sentence, *TEXTS, embed=same) == expected


def test_the_same_meaning_does_not_help_a_wrong_number() -> None:
    assert quoted("Staff may work from home on three days a week.", *TEXTS, embed=same) == ""


def test_the_title_may_name_what_the_text_is_about_but_not_say_it() -> None:
    text = "It covers hearing aids of adults."
    sentence = "The Northwind plan covers hearing aids of adults."
    assert quoted(sentence, text, context="Northwind plan") == text
    claim = "The Northwind plan covers everything always."
    assert quoted(claim, text, context="Northwind plan covers everything always") == ""


@pytest.mark.parametrize("empty", ["Yes.", "…", "It is so."])
def test_a_sentence_that_says_nothing_has_no_source(empty: str) -> None:
    assert quoted(empty, *TEXTS) == ""


def test_of_equal_spans_the_first_passage_is_cited() -> None:
    support = aligner(TEXTS[1], TEXTS[1]).support("The archive is open on Mondays.", "en")
    assert support is not None
    assert support.window.passage == 0


def source(document_id: str, page: int, start: int, end: int) -> CitedSource:
    span = Span(page, start, end)
    return CitedSource(document_id, 1, 1, "T", "f", page, (span,), f"{start}-{end}")


def test_numbers_follow_the_first_citation_and_a_page_keeps_its_number() -> None:
    numbers = CitationNumbers()
    first = [numbers.cite(source(*one)) for one in (("b", 3, 0, 5), ("a", 1, 0, 5))]
    assert [(found.number, is_new) for found, is_new in first] == [(1, True), (2, True)]
    again, is_new = numbers.cite(source("b", 3, 10, 20))
    assert (again.number, is_new) == (1, False)
    assert again.spans == (Span(3, 0, 5), Span(3, 10, 20))
    assert again.quote == "0-5 […] 10-20"
    assert numbers.cite(source("b", 3, 2, 12))[0].spans == (Span(3, 0, 20),)
    assert [found.number for found in numbers.sources] == [1, 2]


@pytest.mark.slow
def test_real_answers_find_their_passage_and_changed_ones_do_not(shared_data: Path) -> None:
    """The half of clapnq on which no threshold was chosen; see the figures in citations.py."""
    folder = shared_data / "clapnq"
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    chosen = [q for q in questions if q["answerable"] and zlib.crc32(q["id"].encode()) % 2 == 1]
    texts = {
        relevant["document"]: (folder / "documents" / relevant["document"]).read_text("utf-8")
        for question in chosen
        for relevant in question["relevant"]
    }
    weights = WordWeights(content_words(text, "en") for text in list(texts.values())[:200])
    embed = load_embedder(BUNDLED).embed_passages
    rng = random.Random(1)
    right, wrong = [], []
    for question in chosen[:80]:
        gold = [texts[relevant["document"]] for relevant in question["relevant"]]
        own = Aligner([CitableText(t, "", "en") for t in gold], weights=weights, embed=embed)
        for start, end in sentence_spans(question["answer"]):
            sentence = question["answer"][start:end]
            if len(sentence.split()) < 4:
                continue
            right.append(own.support(sentence, "en") is not None)
            wrong += [own.support(one, "en") is not None for one in changed(sentence, rng)]
    assert sum(right) / len(right) >= 0.85
    assert sum(wrong) / len(wrong) <= 0.04


def changed(sentence: str, rng: random.Random) -> list[str]:
    """The sentence with one number, one name, or its affirmation changed."""
    found = []
    if numbers := list(re.finditer(r"\d+", sentence)):
        one = rng.choice(numbers)
        found.append(f"{sentence[: one.start()]}{int(one[0]) + 1}{sentence[one.end() :]}")
    if names := list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}", sentence)):
        one = rng.choice(names)
        found.append(f"{sentence[: one.start()]}Margaret{sentence[one.end() :]}")
    verb = re.search(r"\b(?:is|are|was|were|can|will|has|have)\b", sentence)
    if verb and not re.search(r"\bnot\b|n't|\bno\b|never|without", sentence):
        found.append(f"{sentence[: verb.end()]} not{sentence[verb.end() :]}")
    return found
