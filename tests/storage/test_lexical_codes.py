"""Numbers, codes and references to articles are searched whole; neighbours count as neighbours."""

import pytest

from storage.lexical import LexicalIndex
from storage.records import Chunk, Span


def ranking(query: str, *texts: str, language: str = "fr") -> list[int]:
    """The numbers of `texts`, from 1, in the order in which `query` finds them."""
    index = LexicalIndex()
    index.add(
        [
            Chunk(number, "d", 1, "", "", text, (Span(1, 0, len(text)),), language)
            for number, text in enumerate(texts, 1)
        ]
    )
    index.commit()
    hits = index.search(query, language=language, audiences=frozenset({1}), k=10)
    index.close()
    return [hit.chunk_id for hit in hits]


ARTICLE = ["L. 1222-9", "L.1222-9", "L1222-9", "L 1222-9", "art. L. 1222-9", "1222-9"]


@pytest.mark.parametrize("written", ARTICLE[:-1])
@pytest.mark.parametrize("asked", ARTICLE)
def test_an_article_comes_before_its_numbers_apart(written: str, asked: str) -> None:
    scattered = "Le 1222 du registre, puis 9 pages et encore 9 : 1222, 9, L. L. L. art. art."
    assert ranking(asked, scattered, f"Voir {written} du code, et d'autres choses encore.")[0] == 2


@pytest.mark.parametrize(
    ("asked", "written", "other"),
    [
        ("27001", "Norme ISO 27001.", "Norme ISO 2700."),
        ("ISO 27001", "Certifié ISO/IEC 27001:2022.", "ISO 2700, ISO 2701, ISO 27."),
        ("A-12/7", "Dossier A.12.7 clos.", "Dossier A, pièces 12 et 7 ; A, 12, 7."),
        ("12,5 %", "Un taux de 12.5%.", "Les 5 taux de 12 ou de 125."),
        ("C++", "Un cours de C++.", "La catégorie C et C, puis C."),
        ("SARL", "Une S.A.R.L. familiale.", "Une société."),
        ("1 500,00 €", "Un plafond de 1500 euros.", "Un plafond de 150 euros."),
    ],
)
def test_a_number_or_a_code_is_found_whole(asked: str, written: str, other: str) -> None:
    assert ranking(asked, other, written)[0] == 2


@pytest.mark.parametrize(
    ("language", "asked", "apart", "together"),
    [
        ("fr", "congé parental", "Le congé est posé ; le livret parental.",
         "Le livret est posé ; le congé parental."),
        ("en", "sick leave", "Leave the room when sick of it.", "When in the room: a sick leave."),
    ],
)  # fmt: skip
def test_words_that_stand_together_come_before_the_same_words_apart(
    language: str, asked: str, apart: str, together: str
) -> None:
    assert ranking(asked, apart, together, language=language) == [2, 1]


@pytest.mark.parametrize(
    ("asked", "written", "other"),
    [
        ("A-12/7", "Le long dossier A-12/7, clos avec bien d'autres mots que personne ne demande.",
         "Dossier A-1/27 clos : 7 annexes, 12 pages, A-1/27."),
        ("file A-12/7", "The long file A-12/7, closed with many other words that nobody asks for.",
         "File A-1/27 closed: 7 annexes, 12 pages, A-1/27."),
        ("127", "Les 127 pages, de long en large, et bien d'autres choses.",
         "Le 12/7 au soir. 12/7. 12/7"),
        ("12229", "Le numéro 12229 du registre et d'autres choses encore.",
         "Voir l'article 1222-9 du code."),
        ("L. 1222-9", "Voir l'article L. 1222-9 du code, et d'autres choses.",
         "Voir L. 122-29, L. 122-29, 1222 fois, 9 fois."),
        ("1222-9", "Voir l'article L. 1222-9 du code, et d'autres choses.", "Le numéro 12229."),
    ],
)  # fmt: skip
def test_a_code_comes_before_one_of_the_same_digits_that_are_parted_otherwise(
    asked: str, written: str, other: str
) -> None:
    filling = [f"Autre dossier, numéro {number}." for number in range(30, 60)]
    language = "en" if "file" in asked else "fr"
    assert ranking(asked, other, written, *filling, language=language)[0] == 2
    assert ranking(asked, other, written, language=language)[0] == 2
