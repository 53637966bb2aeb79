"""What is taken out of a PDF: text, blocks, headings, running lines, title."""

from pathlib import Path
from typing import Any

import pytest

from ingest.errors import UnreadableDocument
from ingest.formats.pdf import read_pdf
from ingest.formats.pdf_fallback import read_pdf_otherwise
from ingest.formats.source import Source
from ingest.reading_child import cleaned
from storage.page_findings import PageWarning
from storage.records import Page, PageReading, Verdict
from tests.ingest.hidden_pdfs import SECRET, poisoned, white
from tests.ingest.made_pdfs import (
    HEIGHT,
    PARAGRAPH,
    canvas,
    handbook,
    lines,
    picture_of,
    scanned,
    with_ligatures,
)


def ignore(done: int, total: int) -> None:
    """No progress is shown."""


def pages_of(path: Path) -> list[Page]:
    file = read_pdf(Source.at(path), max_pages=100, on_page=ignore)
    return [cleaned(n, raw, frozenset()) for n, raw in enumerate(file.pages, start=1)]


def title_of(path: Path) -> str:
    return read_pdf(Source.at(path), max_pages=100, on_page=ignore).title


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return handbook(tmp_path_factory.mktemp("pdf") / "handbook.pdf")


def test_wrapped_lines_become_one_paragraph(book: Path) -> None:
    assert pages_of(book)[1].text.split("\n") == [
        "Valmont Industrie – Accord télétravail",
        "Page 2 sur 4",
        "2. Chapitre 2",
        " ".join(PARAGRAPH),
        "2.1 Détails",
        " ".join(PARAGRAPH),
    ]


def test_running_lines_are_margins_though_their_numbers_differ(book: Path) -> None:
    for page in pages_of(book):
        assert [page.text[start:end] for start, end in page.margins] == [
            "Valmont Industrie – Accord télétravail",
            f"Page {page.number} sur 4",
        ]


def test_headings_have_levels_by_size_then_weight(book: Path) -> None:
    first = pages_of(book)[0]
    assert [(heading.level, heading.text) for heading in first.headings] == [
        (1, "Accord sur le télétravail"),
        (2, "1. Chapitre 1"),
        (3, "1.1 Détails"),
    ]
    assert all(first.text[h.start :].startswith(h.text) for h in first.headings)


def test_two_pages_are_enough_to_find_running_lines(tmp_path: Path) -> None:
    assert all(len(page.margins) == 2 for page in pages_of(handbook(tmp_path / "a", pages=2)))


def test_on_one_page_nothing_is_a_margin(tmp_path: Path) -> None:
    (page,) = pages_of(handbook(tmp_path / "a", pages=1))
    assert page.margins == ()


def test_pages_that_are_all_alike_keep_their_text(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for _ in range(5):
        lines(drawing, ["Fiche de présence"], top=HEIGHT - 40)
        drawing.showPage()
    drawing.save()
    assert all(page.margins == () for page in pages_of(tmp_path / "a"))


def test_the_title_is_the_large_text_of_the_first_page(book: Path) -> None:
    assert title_of(book) == "Accord sur le télétravail"


def test_a_sensible_metadata_title_wins(tmp_path: Path) -> None:
    for given, title in (
        ("Charte informatique", "Charte informatique"),
        ("Microsoft Word - accord_v3.docx", ""),
        ("untitled", ""),
        ("accord.pdf", ""),
    ):
        drawing = canvas(tmp_path / "a")
        drawing.setTitle(given)
        lines(drawing, PARAGRAPH, top=700)
        drawing.save()
        assert title_of(tmp_path / "a") == title


def test_ligatures_and_accents_come_out_as_letters(tmp_path: Path) -> None:
    (page,) = pages_of(with_ligatures(tmp_path / "a"))
    assert page.text == "La fin d'un flux : œuvre, été, ÎLE, ça, naïf, 25 €"


def test_a_word_broken_at_the_end_of_a_line_is_whole(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    lines(
        drawing, ["Le contrat peut être rési-", "lié avant la fin du pre-", "mier mois."], top=700
    )
    drawing.save()
    assert pages_of(tmp_path / "a")[0].text == (
        "Le contrat peut être résilié avant la fin du premier mois."
    )


def test_list_items_and_rows_stand_alone(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    top = lines(drawing, PARAGRAPH, top=700)
    top = lines(drawing, ["• deux jours par semaine", "• trois jours par exception"], top=top)
    for row in (("Durand", "25", "3"), ("Petit", "27", "5")):
        for column, cell in enumerate(row):
            lines(drawing, [cell], top=top, left=70 + column * 180)
        top -= 14
    drawing.save()
    assert pages_of(tmp_path / "a")[0].text.split("\n")[1:] == [
        "• deux jours par semaine",
        "• trois jours par exception",
        "Durand | 25 | 3",
        "Petit | 27 | 5",
    ]


def test_an_abbreviation_at_the_start_of_a_line_begins_no_item(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    texts = ["Le télétravail est défini par le code du travail, à son article", "L. 1222-9."]
    lines(drawing, [*texts, "Tableau 1 – Les formules"], top=700)
    drawing.save()
    assert pages_of(tmp_path / "a")[0].text.split("\n") == [
        " ".join(texts),
        "Tableau 1 – Les formules",
    ]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for left, word in ((60, "gauche"), (310, "droite")):
        texts = [f"Ligne {n} de la colonne de {word}" for n in range(4)]
        lines(drawing, texts, top=700, left=left)
    drawing.save()
    text = pages_of(tmp_path / "a")[0].text
    assert text.rindex("gauche") < text.index("droite")


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_page_reads_as_it_is_seen(tmp_path: Path, rotation: int) -> None:
    upright = handbook(tmp_path / "a")
    turned = tmp_path / "b"
    rotate(upright, turned, rotation)
    assert pages_of(turned) == pages_of(upright)


def rotate(source: Path, target: Path, rotation: int) -> None:
    """Turn the drawing by `rotation` and the page back, so that it is seen as before."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=source)
    for page in writer.pages:
        page.rotate(360 - rotation)
        page.transfer_rotation_to_content()
        page.rotate(rotation)
    writer.write(target)


def test_an_outline_gives_headings_and_levels(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    for number in range(1, 5):
        drawing.bookmarkPage(f"c{number}")
        drawing.addOutlineEntry(f"Chapitre {number}", f"c{number}", level=(number + 1) % 2)
        top = lines(drawing, [f"Chapitre {number}"], top=700) - 20
        lines(drawing, PARAGRAPH, top=top)
        drawing.showPage()
    drawing.save()
    found = [(h.level, h.text) for page in pages_of(tmp_path / "a") for h in page.headings]
    assert found == [(1, "Chapitre 1"), (2, "Chapitre 2"), (1, "Chapitre 3"), (2, "Chapitre 4")]


def test_bold_labels_in_every_line_are_not_headings(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    top = 780.0
    for number in range(40):
        top = lines(
            drawing, [f"Question numéro {number} du sondage"], top=top, font="Helvetica-Bold"
        )
        top = lines(drawing, ["Oui"], top=top)
        if number % 20 == 19:
            drawing.showPage()
            top = 780.0
    drawing.save()
    assert not any(page.headings for page in pages_of(tmp_path / "a"))


def test_what_was_written_into_a_form_is_read(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    lines(drawing, ["Nom du salarié :"], top=700)
    drawing.acroForm.textfield(name="nom", value="Durand Élise", x=200, y=690, width=200, height=20)
    drawing.save()
    assert pages_of(tmp_path / "a")[0].text == "Nom du salarié : Durand Élise"


def test_a_page_with_nothing_on_it_is_blank_and_a_drawn_one_unread(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a")
    drawing.showPage()
    drawing.rect(100, 100, 300, 300, fill=1)
    drawing.showPage()
    lines(drawing, PARAGRAPH, top=700)
    drawing.save()
    assert [page.reading for page in pages_of(tmp_path / "a")] == [
        PageReading.BLANK,
        PageReading.UNREAD,
        PageReading.TEXT,
    ]


def test_a_stamp_on_a_scan_does_not_pass_for_its_text(tmp_path: Path) -> None:
    path = scanned(tmp_path / "a", [picture_of(["Contrat"])], stamp="VAL-000123")
    (page,) = pages_of(path)
    assert (page.reading, page.text) == (PageReading.UNREAD, "VAL-000123")


def encrypted(path: Path, **passwords: Any) -> Path:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=handbook(path))
    writer.encrypt(**passwords)
    writer.write(path)
    return path


@pytest.mark.parametrize("read", [read_pdf, read_pdf_otherwise])
def test_without_a_user_password_an_encrypted_file_opens(tmp_path: Path, read: Any) -> None:
    path = encrypted(tmp_path / "a", user_password="", owner_password="x", algorithm="RC4-128")
    assert "télétravail" in read(Source.at(path), max_pages=10, on_page=ignore).pages[0].text


@pytest.mark.parametrize("read", [read_pdf, read_pdf_otherwise])
def test_with_a_user_password_it_is_encrypted(tmp_path: Path, read: Any) -> None:
    path = encrypted(tmp_path / "a", user_password="secret", algorithm="RC4-128")
    with pytest.raises(UnreadableDocument) as caught:
        read(Source.at(path), max_pages=10, on_page=ignore)
    assert caught.value.verdict is Verdict.ENCRYPTED
    assert "without" in caught.value.detail


@pytest.mark.parametrize("read", [read_pdf, read_pdf_otherwise])
def test_more_pages_than_allowed_are_refused(book: Path, read: Any) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(Source.at(book), max_pages=3, on_page=ignore)
    assert caught.value.verdict is Verdict.TOO_MANY_PAGES
    assert "4 pages" in caught.value.detail


@pytest.mark.parametrize("read", [read_pdf, read_pdf_otherwise])
def test_a_file_without_its_end_is_damaged_or_read(tmp_path: Path, read: Any) -> None:
    (tmp_path / "a").write_bytes(b"%PDF-1.7\n" + b"garbage" * 100)
    with pytest.raises(UnreadableDocument) as caught:
        read(Source.at(tmp_path / "a"), max_pages=10, on_page=ignore)
    assert caught.value.verdict is Verdict.DAMAGED


def test_the_second_parser_reads_the_same_words(book: Path) -> None:
    file = read_pdf_otherwise(Source.at(book), max_pages=10, on_page=ignore)
    assert "Il est tenu de respecter les plages" in file.pages[2].text


def test_what_the_second_parser_reads_is_gravely_warned_of(tmp_path: Path) -> None:
    path = poisoned(tmp_path / "a.pdf", white)
    file = read_pdf_otherwise(Source.at(path), max_pages=10, on_page=ignore)
    page = cleaned(1, file.pages[0], frozenset())
    assert SECRET in page.text  # it cannot tell
    assert PageWarning.NOT_LOOKED_FOR in page.warnings and PageWarning.NOT_LOOKED_FOR.grave


def test_progress_counts_the_pages_that_are_done(book: Path) -> None:
    seen: list[tuple[int, int]] = []
    read_pdf(Source.at(book), max_pages=10, on_page=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
