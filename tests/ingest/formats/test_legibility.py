"""Text that cannot be what its page shows: glyph numbers, private characters, wrong letters."""

import random
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.legibility import is_doubtful, is_legible, letter_likelihood
from ingest.formats.pdf import read_pdf
from ingest.formats.source import Source
from storage.records import PageReading
from tests.ingest.made_pdfs import PARAGRAPH, with_wrong_letters

FRENCH = " ".join(PARAGRAPH) * 3
ENGLISH = (
    "The employee handbook applies to all sites. Remote work is possible two days a week, with "
    "the consent of the manager, who answers within ten working days of the request. "
) * 3
TABLES = "\n".join(f"Réf. XK-{n:04} | {n * 17} € | BTP/ZQ{n}" for n in range(60))


def shifted(text: str, by: int) -> str:
    letters = string.ascii_lowercase
    return text.lower().translate(str.maketrans(letters, letters[by:] + letters[:by]))


def test_text_without_meaning_is_no_text() -> None:
    assert is_legible("Un texte")
    for text in (
        "\ufffd\ufffd\ufffd a",
        "\ue001\ue002\ue003\ue004",
        " \n ",
        "(cid:12)(cid:7) (cid:31)",
        "/G12/G45/G07",
    ):
        assert not is_legible(text), text
    assert is_legible("See note (cid:12) of the report on fonts")


@pytest.mark.parametrize("text", [FRENCH, ENGLISH, FRENCH.upper()])
def test_letters_that_were_shifted_are_doubted_and_prose_is_not(text: str) -> None:
    assert not is_doubtful(text)
    assert all(is_doubtful(shifted(text, by)) for by in range(1, 26))


def test_nearly_all_alphabets_that_were_shuffled_are_doubted() -> None:
    chance = random.Random(7)
    doubted = 0
    for _ in range(200):
        letters = list(string.ascii_lowercase)
        chance.shuffle(letters)
        table = str.maketrans(string.ascii_lowercase, "".join(letters))
        doubted += is_doubtful(ENGLISH.lower().translate(table))
    assert doubted >= 190


@pytest.mark.parametrize("text", ["", "VAL-000123", TABLES, "Все люди рождаются свободными. " * 20])
def test_what_cannot_be_judged_is_not_doubted(text: str) -> None:
    assert not is_doubtful(text)


def test_other_languages_are_not_doubted(shared_data: Path) -> None:
    """The first article of the declaration of human rights in the languages of the world."""
    path = shared_data / "office" / "documents" / "language-docs__UDHR_first_article_all.txt"
    texts = [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 80]
    doubted = sum(map(is_doubtful, texts))
    assert len(texts) > 300
    assert doubted <= 0.02 * len(texts)


@given(st.text(max_size=300))
def test_any_text_can_be_judged(text: str) -> None:
    likelihood = letter_likelihood(text * 9)
    assert likelihood is None or 0 <= likelihood <= 9
    assert is_legible(text) in (True, False)


def test_a_page_whose_font_gives_wrong_letters_waits_for_recognition(tmp_path: Path) -> None:
    def next_letter(letter: str) -> str:
        return chr(ord(letter) + 3) if letter.isascii() and letter.isalpha() else letter

    path = with_wrong_letters(tmp_path / "a.pdf", next_letter)
    (page,) = read_pdf(Source.at(path), max_pages=9).pages
    assert page.reading is PageReading.UNREAD
    assert "Oh vdodul" in page.text
    path = with_wrong_letters(tmp_path / "b.pdf", lambda _: "\ue000")
    (page,) = read_pdf(Source.at(path), max_pages=9).pages
    assert (page.reading, page.text) == (PageReading.UNREAD, "")
    path = with_wrong_letters(tmp_path / "c.pdf", lambda letter: letter)
    (page,) = read_pdf(Source.at(path), max_pages=9).pages
    assert page.reading is PageReading.TEXT
