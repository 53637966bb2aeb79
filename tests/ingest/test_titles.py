"""Titles that say something, and file names that say more."""

import pytest

from ingest.titles import document_title, is_title


@pytest.mark.parametrize(
    ("title", "sensible"),
    [
        ("Charte informatique", True),
        ("Accord d'entreprise : télétravail", True),
        ("GAO-23-106826, Cybersecurity", True),
        ("Microsoft Word - accord_v3.docx", False),
        ("untitled", False),
        ("Sans titre 1", False),
        ("Document1", False),
        ("Word Document", False),
        ("Présentation PowerPoint", False),
        ("accord final.pdf", False),
        (r"C:\Users\durand\accord", False),
        ("Scan_0012", False),
        ("42", False),
        ("", False),
        ("\ufffd\ufffdabc", False),
        ("a\x00bcd", False),
    ],
)
def test_a_title_is_what_a_person_wrote(title: str, sensible: bool) -> None:
    assert is_title(title) is sensible


@pytest.mark.parametrize(
    ("named", "file_name", "title"),
    [
        ("", "note_de_service.txt", "note de service"),
        ("", "/a/b/Rapport  annuel.pdf", "Rapport annuel"),
        ("", ".pdf", ".pdf"),
        ("Politique de télétravail", "politique-teletravail.docx", "Politique de télétravail"),
        ("Rapport annuel", "RA_2024_v2.pdf", "Rapport annuel (RA 2024 v2)"),
        (
            "Registre de traitement",
            "registre-des-traitements-2026.pdf",
            "Registre de traitement (2026)",
        ),
        ("Classification 2026", "grille-de-classification-2026.pdf", "Classification 2026"),
        (
            "Zava Health Plus Plan",
            "Health_Plus_Benefits_Details.pdf",
            "Zava Health Plus Plan (Benefits Details)",
        ),
        ("Apple Inc.", "2022 Q3 AAPL.pdf", "Apple Inc. (2022 Q3 AAPL)"),
        ("Règlement intérieur", "scan_0012.pdf", "Règlement intérieur"),
        ("Règlement intérieur", "document (3).pdf", "Règlement intérieur"),
        ("Règlement intérieur", "IMG_20240112_094455.pdf", "Règlement intérieur"),
        ("Règlement intérieur", "9f86d081884c7d659a2f.pdf", "Règlement intérieur"),
        ("Règlement\nintérieur", "reglement.pdf", "Règlement intérieur"),
    ],
)
def test_the_file_name_is_added_where_it_says_more(named: str, file_name: str, title: str) -> None:
    assert document_title(named, file_name) == title


def test_no_title_has_more_than_two_hundred_characters() -> None:
    for named in ("mot " * 100, "x" * 500, ""):
        for file_name in ("nom " * 100 + ".pdf", "y" * 300 + ".pdf"):
            assert len(document_title(named, file_name)) <= 200
