"""The example company: its documents, their readers, and the questions asked about them."""

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx import Document
from docx.table import Table

EXAMPLES = Path(__file__).parent.parent / "examples"
DOCUMENTS = EXAMPLES / "documents"
FILES = sorted(path for path in DOCUMENTS.rglob("*") if path.is_file())
PDFS = [path for path in FILES if path.suffix == ".pdf"]
SCANNED = "procedure-d-alerte-interne.pdf"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (EXAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
]
COLLECTIONS: dict[str, dict[str, Any]] = json.loads(
    (EXAMPLES / "collections.json").read_text("utf-8")
)


def plain(text: str) -> str:
    """Text with one kind of space and one kind of apostrophe."""
    return re.sub(r"\s+", " ", text).replace("’", "'")


@cache
def page_texts(path: Path) -> tuple[str, ...]:
    """The text of every page; a format without pages has one."""
    match path.suffix:
        case ".pdf":
            pdf = pypdfium2.PdfDocument(path)
            texts = tuple(plain(page.get_textpage().get_text_bounded()) for page in pdf)
            pdf.close()
            return texts
        case ".docx":
            blocks = Document(str(path)).iter_inner_content()
            words = [
                " ".join(cell.text for row in block.rows for cell in row.cells)
                if isinstance(block, Table)
                else block.text
                for block in blocks
            ]
            return (plain(" ".join(words)),)
        case ".html":
            return (plain(BeautifulSoup(path.read_text("utf-8"), "lxml").get_text(" ")),)
        case _:
            return (plain(path.read_text("utf-8")),)


def pages_by_name(name: str) -> tuple[str, ...]:
    """The page texts of the document called `name`, whatever its collection."""
    (path,) = (path for path in FILES if path.name == name)
    return page_texts(path)


def is_french(text: str) -> bool:
    """True where "de" and "la" are more frequent than "the" and "of"."""
    words = Counter(text.casefold().split())
    return words["de"] + words["la"] > words["the"] + words["of"]


def members(archive: bytes) -> dict[str, bytes]:
    """What is in a zip archive: the compression of the same bytes differs between zlibs."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_build_gives_back_the_documents_that_are_kept(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(EXAMPLES / "make_documents.py"), "--to", str(tmp_path)], check=True
    )
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    written_by_hand = {".md", ".txt"}
    assert [path.relative_to(tmp_path) for path in made] == [
        path.relative_to(DOCUMENTS) for path in FILES if path.suffix not in written_by_hand
    ]
    for path in made:
        kept = (DOCUMENTS / path.relative_to(tmp_path)).read_bytes()
        if path.suffix == ".docx":
            assert members(path.read_bytes()) == members(kept), path.name
        else:
            assert path.read_bytes() == kept, path.name


def test_the_formats_and_languages_are_all_there() -> None:
    formats = Counter(path.suffix for path in FILES)
    assert formats[".pdf"] >= 7
    assert formats[".docx"] >= 2
    assert formats[".md"] >= 3
    assert formats[".html"] >= 2
    assert formats[".txt"] >= 1
    french = [path for path in FILES if is_french(" ".join(page_texts(path)))]
    assert len(french) >= 8
    assert len(FILES) - len(french) >= 8
    assert sum(path.stat().st_size for path in FILES) < 3_000_000


def test_file_names_are_unique_and_some_are_awkward() -> None:
    names = [path.name for path in FILES]
    assert len(set(names)) == len(names)
    assert any(" " in name and not name.isascii() for name in names)
    assert 100 < max(len(name.encode()) for name in names) < 255


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_every_pdf_has_several_pages_with_text_and_running_lines(path: Path) -> None:
    texts = page_texts(path)
    assert len(texts) >= 3
    for number, text in enumerate(texts, start=1):
        if path.name == SCANNED and number == len(texts):
            assert text.strip() == ""
            continue
        assert len(text) > 200
        has_cover = f"1 sur {len(texts)}" not in texts[0] and f"1 of {len(texts)}" not in texts[0]
        if not (has_cover and number == 1):
            assert re.search(rf"Page {number} (sur|of) {len(texts)}", text)


@pytest.mark.slow
def test_the_scanned_page_is_legible_to_tesseract(tmp_path: Path) -> None:
    tesseract = shutil.which("tesseract")
    assert tesseract, "install tesseract-ocr and tesseract-ocr-fra"
    pdf = pypdfium2.PdfDocument(next(path for path in PDFS if path.name == SCANNED))
    page = pdf[len(pdf) - 1]
    page.render(scale=200 / 72).to_pil().save(tmp_path / "page.png")
    pdf.close()
    read = subprocess.run(
        [tesseract, str(tmp_path / "page.png"), "-", "-l", "fra"],
        check=True, capture_output=True, text=True, env={"OMP_THREAD_LIMIT": "1"},
    ).stdout  # fmt: skip
    for question in QUESTIONS:
        for place in question["relevant"]:
            if place["document"] == SCANNED and place["page"] == len(pages_by_name(SCANNED)):
                assert plain(place["evidence"]) in plain(read)


def test_every_document_belongs_to_a_collection_and_narrowed_ones_exist() -> None:
    folders = {EXAMPLES / collection["folder"] for collection in COLLECTIONS.values()}
    assert {path.parent for path in FILES} == folders
    assert all(collection["groups"] for collection in COLLECTIONS.values())
    narrowed = [
        (EXAMPLES / collection["folder"] / name, groups)
        for collection in COLLECTIONS.values()
        for name, groups in collection.get("narrowed", {}).items()
    ]
    assert narrowed
    assert all(path.is_file() and groups for path, groups in narrowed)


def test_the_questions_are_many_and_of_every_kind() -> None:
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 48
    languages = Counter(question["language"] for question in QUESTIONS)
    assert min(languages["fr"], languages["en"]) >= 20
    assert sum(not question["answerable"] for question in QUESTIONS) >= 10
    assert sum("history" in question for question in QUESTIONS) >= 5
    answered = Counter(q["collection"] for q in QUESTIONS if q["answerable"])
    assert min(answered[name] for name in COLLECTIONS) >= 5


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_a_question_names_the_page_that_holds_its_answer(question: dict[str, Any]) -> None:
    assert question["language"] in ("fr", "en")
    assert question["collection"] in COLLECTIONS
    roles = [turn["role"] for turn in question.get("history", [])]
    assert roles == ["user", "assistant"] * (len(roles) // 2)
    assert question["answerable"] == bool(question["relevant"]) == ("answer" in question)
    for place in question["relevant"]:
        texts = pages_by_name(place["document"])
        assert ("page" in place) == place["document"].endswith(".pdf")
        number = place.get("page", 1)
        if place["document"] == SCANNED and number == len(texts):
            continue  # the test of the scanned page reads it
        holding = [n for n, text in enumerate(texts, 1) if plain(place["evidence"]) in text]
        assert holding == [number]


def test_a_question_of_a_collection_is_answered_in_that_collection() -> None:
    for question in QUESTIONS:
        if question["answerable"]:
            first = question["relevant"][0]["document"]
            folder = EXAMPLES / COLLECTIONS[question["collection"]]["folder"]
            assert (folder / first).is_file()
            narrowed = COLLECTIONS[question["collection"]].get("narrowed", {})
            assert question.get("readers") == narrowed.get(first)


def test_the_two_languages_tell_the_same_facts() -> None:
    """The reporting procedure and the telework rules exist in French and in English."""
    french = " ".join(pages_by_name(SCANNED))
    english = " ".join(pages_by_name("speak-up-procedure.pdf"))
    for fact in ("+33 2 61 91 24 07", "https://alerte.ardeval.example", "71", "Total 9 6 4"):
        assert fact in french
        assert fact in english
    agreement = " ".join(pages_by_name("Accord télétravail 2026 – siège et usine.pdf"))
    note = " ".join(pages_by_name("remote-working-in-brief.md"))
    for french_fact, english_fact in [
        ("limité à deux jours par semaine", "two days a week"),
        ("Le jeudi est un jour de présence", "Thursday is spent on site by everyone"),
        ("10 jours par an", "ten single days a year"),
        ("2,60 € par jour", "€2.60 a day"),
        ("15 jours calendaires par an", "15 calendar days a year"),
        ("de 9 h 30 à 12 h et de 14 h à 16 h 30", "from 9.30 to 12.00 and from 14.00 to 16.30"),
    ]:
        assert french_fact in agreement
        assert english_fact in note
