"""Questions that name documents, or ask two things, searched for real."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval import retrieve
from assistant.scope import SEARCH_DEPTH
from storage.ledger import Ledger
from storage.records import Reader
from storage.store import Store
from tests.assistant.handbook import add, new_ledger, store_over
from tests.fakes import WordEmbedder

STAFF = Reader("emma", frozenset({"staff"}))
HR = Reader("hugo", frozenset({"hr", "staff"}))
SALES = "The total net sales of the quarter were strong in every region of the market."
FILLING = [f"Section {n} describes matter{n} with figure{n} and table{n}." for n in range(12)]
EMBEDDER = WordEmbedder(dimension=256)


def report(ledger: Ledger, name: str, company: str, *, collection: str = "staff") -> None:
    """A quarterly report whose file name has a ticker and whose first page has the company."""
    pages = [f"Quarterly report of {company} Corporation.", SALES, *FILLING]
    add(ledger, EMBEDDER, f"{name}.pdf", pages, title=name, collection=collection)


def reports(home: Path) -> Store:
    ledger = new_ledger(home)
    for company, ticker in (("Contoso", "CTSO"), ("Fabrikam", "FBKM"), ("Adatum", "ADTM")):
        for period in ("2022 Q3", "2022 Q4", "2023 Q1"):
            report(ledger, f"{period} {ticker}", company)
    return store_over(ledger, EMBEDDER)


def files(store: Store, question: str, *, reader: Reader = STAFF, k: int = 10) -> list[str]:
    found = retrieve(store, question, reader=reader, k=k)
    return [passage.file_name.removesuffix(".pdf") for passage in found.passages]


def test_a_question_about_one_company_over_time_hears_each_of_its_reports(home: Path) -> None:
    with reports(home) as store:
        found = files(store, "How have Fabrikam's total net sales changed over time?")
    assert set(found[:3]) == {"2022 Q3 FBKM", "2022 Q4 FBKM", "2023 Q1 FBKM"}


def test_a_quarter_in_words_finds_the_report_of_the_quarter(home: Path) -> None:
    with reports(home) as store:
        english = files(store, "What were Adatum's total net sales in the third quarter of 2022?")
        french = files(store, "Quelles total net sales pour Contoso au T1 2023 ?")
    assert english[0] == "2022 Q3 ADTM"
    assert french[0] == "2023 Q1 CTSO"


def test_others_are_not_left_out(home: Path) -> None:
    with reports(home) as store:
        found = files(store, "What were Adatum's total net sales in Q3 2022?", k=40)
    assert len(set(found)) > 3


def test_a_named_document_is_found_behind_many_that_are_nearer(home: Path) -> None:
    ledger = new_ledger(home)
    question = "total net sales of the quarter strong region market according to Zenithal"
    for number in range(2 * SEARCH_DEPTH):
        add(ledger, EMBEDDER, f"{number}.md", [f"{SALES} {SALES}"], title=f"Memo {number}")
    add(ledger, EMBEDDER, "z.pdf", ["Zenithal charter.", *FILLING], title="Zenithal")
    with store_over(ledger, EMBEDDER) as store:
        assert "z" in files(store, question)[:4]


class Listening(WordEmbedder):
    """Keeps every text whose vector was asked for."""

    def __init__(self) -> None:
        super().__init__(dimension=256)
        self.asked: list[str] = []

    def embed_query(self, text: str) -> NDArray[np.float32]:
        self.asked.append(text)
        return super().embed_query(text)


def test_documents_that_share_a_title_are_searched_for_once(home: Path) -> None:
    """Behind more memos with the name in them than a search finds, so that none is found first."""
    ledger, embedder = new_ledger(home), Listening()
    question = "total net sales of the quarter strong region market according to Zenithal"
    for number in range(2 * SEARCH_DEPTH):
        text = f"zenithal zenithal {SALES} {SALES}"
        add(ledger, embedder, f"{number}.md", [text], title=f"Memo {number}")
    long_pages = [f"{text} " * 12 for text in FILLING]
    charters = [f"{year}/Zenithal.pdf" for year in ("first", "second", "third")]
    for name in charters:
        add(ledger, embedder, name, long_pages, title="Zenithal Pact Verdant")
    with store_over(ledger, embedder) as store:
        embedder.asked.clear()
        found = files(store, question)
    assert {f"{name}.pdf" for name in found} >= set(charters)
    titled = [text for text in embedder.asked if text.startswith(question) and text != question]
    assert titled == [f"{question} pact verdant zenithal"]


def test_a_name_of_what_the_reader_may_not_read_changes_nothing(home: Path) -> None:
    ledger = new_ledger(home)
    report(ledger, "2022 Q3 CTSO", "Contoso")
    report(ledger, "2022 Q3 FBKM", "Fabrikam")
    question = "What were Adatum's total net sales in Q3 2022, compared over time?"
    with store_over(ledger, EMBEDDER) as store:
        before = files(store, question)
    report(ledger, "2022 Q3 ADTM", "Adatum", collection="hr")
    with store_over(ledger, EMBEDDER) as store:
        assert files(store, question) == before
        assert files(store, question, reader=HR)[0] == "2022 Q3 ADTM"


def test_both_parts_of_a_question_have_evidence(handbook: Store) -> None:
    for question in (
        "How many days of paid leave are there and what is the indemnité de télétravail?",
        "Combien de jours de paid leave et quelle est l'indemnité de télétravail ?",
    ):
        found = retrieve(handbook, question, reader=STAFF, k=6).passages[:4]
        assert {passage.file_name for passage in found} == {"teletravail.md", "leave.md"}
