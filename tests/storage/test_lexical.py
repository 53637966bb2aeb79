"""Search by words: French and English, codes, access, ties; nothing a person types is syntax."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import IndexUnusable
from storage.lexical import LexicalIndex
from storage.records import Chunk, Hit, Span

EVERYONE = frozenset(range(10))


def chunk(
    number: int, text: str, *, audience: int = 1, title: str = "", section: str = ""
) -> Chunk:
    return Chunk(number, "d", audience, title, section, text, (Span(1, 0, len(text)),), "fr")


@pytest.fixture(params=["memory", "disk"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LexicalIndex]:
    made = LexicalIndex(tmp_path if request.param == "disk" else None)
    yield made
    made.close()


def filled(index: LexicalIndex, *chunks: Chunk) -> LexicalIndex:
    index.add(chunks)
    index.commit()
    return index


def found(index: LexicalIndex, text: str, *, language: str = "fr", k: int = 10) -> list[int]:
    hits = index.search(text, language=language, audiences=EVERYONE, k=k)
    return [hit.chunk_id for hit in hits]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Le télétravail est ouvert à tous.", "teletravail"),
        ("Le teletravail est ouvert à tous.", "Télétravail"),
        ("Le télétravail est ouvert à tous.", "télé-travail"),
        ("Charte du télé-travail.", "télétravail"),
        ("La prime est versée à l'employé.", "employés"),
        ("La prime est versée à l’employée.", "employe"),
        ("Cinq congés par mois.", "un congé"),
        ("Un congé par mois.", "CONGES"),
        ("Les œuvres sociales.", "oeuvre"),
        ("Oeuvres sociales.", "œuvre"),
        ("Les travaux nationaux.", "travail national"),
        ("Règles de sécurité.", "securite"),
        ("Selon l'article L. 1222-9 du code.", "L1222-9"),
        ("Selon l'article L1222-9 du code.", "article L. 1222-9"),
        ("Certifié ISO 27001.", "ISO27001"),
        ("Certifié ISO27001.", "iso 27001"),
        ("Dossier A-12/7 clos.", "A-12/7"),
        ("Dossier A-12/7 clos.", "A.12.7"),
        ("Un plafond de 1 500 euros.", "1500"),
        ("Un plafond de 1500 euros.", "1 500"),
    ],
)
def test_french_words_and_codes_are_found_however_they_are_written(
    index: LexicalIndex, text: str, query: str
) -> None:
    filled(index, chunk(1, "Rien de commun ici : pommes, poires."), chunk(2, text))
    assert found(index, query)[:1] == [2]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Employees may request leave.", "employee's requests"),
        ("Working from home policies.", "home work policy"),
        ("The deductible is $1,500 a year.", "1500 deductible"),
    ],
)
def test_english_words_are_found_by_their_stems(index: LexicalIndex, text: str, query: str) -> None:
    filled(index, chunk(1, "Apples and pears."), chunk(2, text))
    assert found(index, query, language="en")[:1] == [2]


def test_title_and_section_are_searched_too(index: LexicalIndex) -> None:
    filled(
        index,
        chunk(1, "Trois par semaine.", title="Charte du télétravail"),
        chunk(2, "Trois par semaine.", section="Horaires › Badgeuse"),
    )
    assert found(index, "télétravail") == [1]
    assert found(index, "badgeuse") == [2]


def test_rarer_words_weigh_more(index: LexicalIndex) -> None:
    filled(
        index,
        *(chunk(i, "La prime annuelle de la société.") for i in range(1, 20)),
        chunk(20, "La prime de naissance de la société."),
    )
    assert found(index, "prime naissance")[0] == 20


def test_it_counts_the_chunks_that_hold_a_word_or_another_form_of_it(index: LexicalIndex) -> None:
    filled(
        index,
        chunk(1, "Les congés payés."),
        chunk(2, "Un congé.", audience=5),
        chunk(3, "Paid holidays."),
    )
    french = index.document_frequencies(
        ["conges", "paye", "licorne", ""], language="fr", audiences=EVERYONE
    )
    assert french == {"conges": 2, "paye": 1, "licorne": 0, "": 0}
    assert french.chunks == 3
    few = index.document_frequencies(["conges", "holiday"], language="en", audiences=frozenset({1}))
    assert (few, few.chunks) == ({"conges": 1, "holiday": 1}, 2)
    nobody = index.document_frequencies(["conges"], language="fr", audiences=frozenset())
    assert (nobody, nobody.chunks) == ({"conges": 0}, 0)


def test_only_the_given_audiences_are_found(index: LexicalIndex) -> None:
    filled(index, *(chunk(i, "Prime annuelle.", audience=i % 3) for i in range(1, 10)))

    def of(*audiences: int) -> list[int]:
        hits = index.search("prime", language="fr", audiences=frozenset(audiences), k=99)
        return [hit.chunk_id for hit in hits]

    assert of(0) == [3, 6, 9]
    assert of(1, 2) == [1, 2, 4, 5, 7, 8]
    assert of(7) == []
    assert of() == []


def test_ties_go_to_the_lower_id_even_where_they_cross_the_end(index: LexicalIndex) -> None:
    numbers = [*range(300, 100, -1), *range(1, 101)]
    for start in range(0, 300, 50):  # several segments
        filled(index, *(chunk(i, "Prime annuelle.") for i in numbers[start : start + 50]))
    assert found(index, "prime", k=5) == [1, 2, 3, 4, 5]
    assert found(index, "prime", k=150) == list(range(1, 151))


@pytest.mark.parametrize(
    "query",
    ['"prime', "prime AND", "+prime -annuelle", "text:prime", "prime^9 ~2", "(prime",
     "[a TO prime]", "prime*", "\\prime", "prime \x00", "prime \ud800", "NOT prime",
     "{prime}", "/prime/"],
)  # fmt: skip
def test_what_a_person_types_is_words_and_never_syntax(index: LexicalIndex, query: str) -> None:
    filled(index, chunk(1, "Une prime annuelle."), chunk(2, "Autre chose."))
    assert found(index, query) == [1]


@pytest.mark.parametrize("query", ["", " ", "?!…", "\ud800", "\x00"])
def test_a_query_without_words_finds_nothing(index: LexicalIndex, query: str) -> None:
    assert found(filled(index, chunk(1, "Une prime.")), query) == []


def test_a_query_of_function_words_only_is_still_searched(index: LexicalIndex) -> None:
    filled(index, chunk(1, "To be, or not to be."), chunk(2, "Une prime."))
    assert found(index, "to be or not to be", language="en") == [1]


def test_a_query_of_any_length_is_answered(index: LexicalIndex) -> None:
    filled(index, chunk(1, "Une prime annuelle."))
    assert found(index, "prime " * 5_000) == [1]
    assert found(index, " ".join(f"mot{i}" for i in range(20_000))) == []


def test_asking_for_none_gives_none(index: LexicalIndex) -> None:
    assert found(filled(index, chunk(1, "Une prime.")), "prime", k=0) == []


def test_removed_chunks_are_gone_and_removing_twice_is_harmless(index: LexicalIndex) -> None:
    filled(index, *(chunk(i, "Une prime.") for i in range(1, 6)))
    for _ in range(2):
        index.remove([2, 3, 999])
        index.remove([])
        index.commit()
        assert found(index, "prime") == [1, 4, 5]
        assert len(index) == 3


def test_adding_a_chunk_again_replaces_its_text_and_audience(index: LexicalIndex) -> None:
    filled(index, chunk(1, "Une prime.", audience=1))
    filled(index, chunk(1, "Un congé.", audience=2))
    assert len(index) == 1
    assert found(index, "prime") == []
    assert index.search("congé", language="fr", audiences=frozenset({1}), k=5) == []
    assert [h.chunk_id for h in index.search("congé", language="fr", audiences=frozenset({2}), k=5)]


def test_nothing_is_found_before_the_commit(index: LexicalIndex) -> None:
    index.add([chunk(1, "Une prime.")])
    assert found(index, "prime") == []
    index.commit()
    assert found(index, "prime") == [1]


def test_an_index_on_disk_is_whole_when_opened_again(tmp_path: Path) -> None:
    first = filled(LexicalIndex(tmp_path), *(chunk(i, f"Prime numéro {i}.") for i in range(1, 50)))
    first.remove([7])
    first.close()
    second = LexicalIndex(tmp_path)
    assert len(second) == 48
    assert found(second, "numéro 8")[0] == 8
    assert 7 not in found(second, "prime", k=99)
    filled(second, chunk(99, "Encore une prime."))
    assert 99 in found(second, "prime", k=99)
    second.close()


def test_a_settled_index_changes_no_file_and_leaves_no_writing_thread(tmp_path: Path) -> None:
    def files() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.suffix != ".lock"}

    index = LexicalIndex(tmp_path)
    for start in range(0, 400, 20):  # enough commits for merges
        filled(index, *(chunk(i, f"Prime {i}.") for i in range(start, start + 20)))
    index.settle()
    until = time.monotonic() + 5  # its threads end a moment after the call
    while _merging() and time.monotonic() < until:
        time.sleep(0.02)
    assert _merging() == []
    before = files()
    assert len(found(index, "prime", k=1000)) == 400
    assert files() == before
    index.close()


def _merging() -> list[str]:
    """The names of this process's threads that merge segments."""
    names = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):
            names.append((task / "comm").read_text().strip())
    return [name for name in names if "merge" in name]


def test_a_folder_that_holds_something_else_is_refused_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(IndexUnusable):
        LexicalIndex(tmp_path)


def test_many_threads_may_search_while_one_writes(index: LexicalIndex) -> None:
    filled(index, *(chunk(i, f"Prime numéro {i}.", audience=i % 3) for i in range(1, 100)))
    stop = threading.Event()

    def search() -> int:
        searches = 0
        while not stop.is_set():
            hits = index.search("prime", language="fr", audiences=frozenset({1}), k=20)
            assert len(hits) == 20
            assert all(hit.chunk_id % 3 == 1 for hit in hits)
            searches += 1
        return searches

    with ThreadPoolExecutor(max_workers=3) as threads:
        searching = [threads.submit(search) for _ in range(3)]
        for start in range(100, 200, 10):
            filled(index, *(chunk(i, f"Prime {i}.", audience=2) for i in range(start, start + 10)))
        stop.set()
        assert all(search.result() for search in searching)
    assert len(index) == 199


WORDS = ("prime", "conge", "salaire", "horaire", "badge", "L. 12-3", "naissance")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), min_size=1, max_size=8),
    st.sampled_from(WORDS),
)
def test_a_word_finds_exactly_the_chunks_that_have_it(texts: list[list[str]], word: str) -> None:
    index = LexicalIndex()
    filled(index, *(chunk(i, " ".join(text)) for i, text in enumerate(texts)))
    hits: list[Hit] = index.search(word, language="fr", audiences=EVERYONE, k=99)
    assert sorted(h.chunk_id for h in hits) == [i for i, text in enumerate(texts) if word in text]
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))
    index.close()
