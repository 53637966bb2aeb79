"""Plain text in any encoding: paragraphs whole, pages of a readable length."""

import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableDocument
from ingest.formats.plain_text import GUESSED_BYTES, decode, read_text, text_blocks
from ingest.formats.source import Source
from storage.records import Verdict

FRENCH = "Élève zélé : l'œuvre coûte 25 € à Noël, où ça ? Évidemment, au marché de Besançon.\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_french_survives_its_encoding(encoding: str) -> None:
    assert decode((FRENCH * 3).encode(encoding)) == FRENCH * 3


def test_latin_9_is_read_as_its_close_relative() -> None:
    text = "Le délégué a signé à Orléans. " * 3
    assert decode(text.encode("iso-8859-15")) == text


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15", "mac-roman", "cp850"])
@pytest.mark.parametrize(
    "text",
    [
        "Hélène a été reçue à l'école.\n",
        "Ça va très bien, merci ; à bientôt.\n",
        "Modalités de congés payés\n",
        "ACCORD D'ÉTABLISSEMENT DU PERSONNEL EMPLOYÉ\n",
        "Superficie : 25 m², n° 4, « Le goût du café »\n",
        "Größe und Übung für Mädchen\n",
        "Company policy – “remote work” isn’t allowed\n",
        "L'œuvre coûte 25 € et l'Œuvre complète 30 €\n",
    ],
)
def test_short_texts_of_every_western_encoding_are_told_apart(encoding: str, text: str) -> None:
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        return  # this encoding has no such character
    assert decode(content) == text


@pytest.mark.parametrize("text", ["Ça", "Œuvre", "N° 12 – dû", "n° 4 – 5 §", "Board – £5", "Été"])
def test_a_few_words_of_windows_are_read_as_that(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Все люди рождаются свободными и равными в своем достоинстве и правах. ", "cp1251"),
        ("Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια. ", "cp1253"),
        ("すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて", "shift_jis"),
    ],
)
def test_other_alphabets_are_left_to_those_who_know_them(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_french_passages_survive_every_western_encoding(shared_data: Path) -> None:
    paths = sorted((shared_data / "piaf" / "documents").iterdir())[:60]
    for encoding in ("cp1252", "iso-8859-15", "mac-roman", "cp850"):
        for path in paths:
            content = path.read_text(encoding="utf-8").encode(encoding, "ignore")
            assert decode(content) == content.decode(encoding), (path.name, encoding)


def test_line_ends_of_all_systems_are_the_same() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 100, b"\x7fELF" + b"\0\x01" * 500],
)
def test_what_is_no_text_is_not_taken_for_it(content: bytes) -> None:
    assert decode(content) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_none_and_never_an_exception(content: bytes) -> None:
    text = decode(content)
    assert text is None or "\r" not in text


def blocks(text: str) -> list[str]:
    return [block.text for block in text_blocks(text)]


def test_wrapped_lines_are_one_paragraph_and_short_ones_stand_alone() -> None:
    text = (
        "Le salarié en télétravail bénéficie des mêmes droits que les autres\n"
        "salariés de l'entreprise, et doit respecter les plages horaires que\n"
        "l'accord fixe.\n\n"
        "Nom : Durand\nService : Paie\n\n"
        "- premier point de la liste qui est aussi assez long pour finir là\n"
        "- second point\n"
    )
    assert [" ".join(block.split()) for block in blocks(text)] == [
        "Le salarié en télétravail bénéficie des mêmes droits que les autres salariés de "
        "l'entreprise, et doit respecter les plages horaires que l'accord fixe.",
        "Nom : Durand",
        "Service : Paie",
        "- premier point de la liste qui est aussi assez long pour finir là",
        "- second point",
    ]


def test_rows_of_columns_stand_alone() -> None:
    text = "Produit        Prix\nPomme          1,20\nBanane         0,90"
    assert blocks(text) == text.split("\n")


def test_a_line_a_paragraph_stays_so() -> None:
    text = "\n".join(f"Paragraphe {n} : " + "mot " * 60 for n in range(3))
    assert len(blocks(text)) == 3


def pages(tmp_path: Path, text: str, *, max_pages: int = 100) -> list[str]:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="")
    return [
        page.text for page in read_text(Source.at(tmp_path / "a.txt"), max_pages=max_pages).pages
    ]


def test_form_feeds_end_pages(tmp_path: Path) -> None:
    assert pages(tmp_path, "un\fdeux\n\ntrois\f\f") == ["un", "deux\n\ntrois"]


def test_long_text_is_cut_between_paragraphs(tmp_path: Path) -> None:
    found = pages(tmp_path, "\n\n".join(f"{n} " + "mot " * 100 for n in range(40)))
    assert len(found) == 6
    assert all(len(page) <= 3100 for page in found)


def test_one_endless_line_is_cut_at_spaces(tmp_path: Path) -> None:
    found = pages(tmp_path, "mot " * 10_000)
    assert max(map(len, found)) <= 9_000
    assert "".join("".join(found).split()) == "mot" * 10_000


def test_more_pages_than_allowed_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        pages(tmp_path, "mot " * 10_000, max_pages=3)
    assert caught.value.verdict is Verdict.TOO_MANY_PAGES


@pytest.mark.timeout(20)
def test_a_line_that_ends_in_a_million_spaces_is_read_at_once() -> None:
    wrapped = ["La prime est versée au mois de mars à tous ceux qui ont"] * 9
    wrapped[4] += " " * 1_000_000
    assert len(list(text_blocks("\n".join(wrapped)))) == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Réunion à l’été, ".encode() + b"caf\xe9 \x80 12", "Réunion à l’été, café € 12"),
        (
            "A naïve façade, résumé ".encode() + b"isn\x92t \xa325",
            "A naïve façade, résumé isn’t £25",
        ),
        ("Procès-verbal de la séance".encode() + b"\0" * 40, "Procès-verbal de la séance"),
        ("Réunion à l’été, ".encode() + b"caf\xe9" + b"\0" * 40, "Réunion à l’été, café"),
    ],
)
def test_utf_8_with_a_few_wrong_bytes_or_padding_is_text(content: bytes, expected: str) -> None:
    text = decode(content)
    assert text is not None
    assert text.rstrip("\0") == expected


NOISE = random.Random(1).randbytes(3 << 20)


@pytest.mark.parametrize(
    "content",
    [
        NOISE,
        NOISE.replace(b"\0", b""),
        ("Все люди рождаются свободными. " * 100_000).encode("cp1251"),
        ("Élève zélé : où ça ?\n" * 150_000).encode("cp1252"),
        ("Réunion à l’été de Noël, ".encode() + b"caf\xe9 12 ") * 80_000,
    ],
    ids=["bytes", "bytes without zeros", "Cyrillic", "Western", "UTF-8 and Western"],
)
def test_what_is_not_utf_8_takes_few_times_its_size_of_memory(content: bytes) -> None:
    decode(content[:5000])  # imports
    tracemalloc.start()
    try:
        decode(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(content) + (1 << 20)


def test_a_character_on_the_edge_of_two_blocks_is_one_letter() -> None:
    for shift in range(4):
        content = b"a" * (GUESSED_BYTES - 4 + shift) + "€ été ".encode() + b"caf\xe9"
        text = decode(content)
        assert text is not None
        assert text.endswith("a€ été café")
