import numpy as np
import pytest

from assistant.token_weights import query_words, token_weights

QUERY = "Quel est le préavis ?"
#        0    5   9  12      20
SPANS = ((0, 4), (5, 8), (9, 11), (12, 16), (16, 19), (20, 21))


def weigh(query: str, spans: tuple[tuple[int, int], ...], **counts: int) -> list[float]:
    return token_weights(query, spans, language="fr", frequencies=counts, chunks=100).tolist()


def test_every_token_of_a_word_weighs_what_the_word_does() -> None:
    *function_words, first, second, sign = weigh(QUERY, SPANS, preavis=4)
    assert function_words == [0.0, 0.0, 0.0] and sign == 0.0
    assert first == second == pytest.approx(np.log(1 + 96.5 / 4.5))


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    common, rare = weigh("salaire forfait", ((0, 7), (8, 15)), salaire=60, forfait=1)
    assert 0 < common < rare


def test_a_question_of_function_words_only_weighs_all_its_tokens_alike() -> None:
    assert weigh("Qui est-ce ?", ((0, 3), (4, 7), (7, 8), (8, 10), (11, 12))) == [1.0] * 5


def test_the_words_to_be_counted_are_folded_and_each_is_there_once() -> None:
    assert query_words("L'Employé, l'employée et l'employé") == ["l", "employe", "employee", "et"]


def test_an_elided_word_weighs_nothing_however_rare_its_letter_is() -> None:
    spans = ((0, 1), (1, 2), (2, 9), (10, 12), (12, 13), (13, 20))
    elided, sign, word, other, _, last = weigh("l'employé qu’embauche", spans, embauche=1)
    assert elided == sign == other == 0.0
    assert word > 0 and last > 0
