"""Every document that mentions something: equal to a brute-force scan, for every reader."""

import itertools
import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.access import create_collection, revoke
from storage.ledger import Ledger
from storage.lettered_pages import LetteredPages
from storage.mention_records import Mentions
from storage.mentions import find_mentions, mention_spans
from storage.originals import Originals
from storage.phrase import phrase
from storage.records import OPERATOR, Page, Reader
from storage.sought import Sought, sought
from storage.versions import remove_document, retag_document
from tests.storage.naive_mentions import count_on_page, crosses, letters_of
from tests.storage.populating import add, new_version

STAFF = Reader("emma", frozenset({"staff"}))
HEADER = "Charte du télétravail\n"
# What pages and phrases of the random libraries are made of; joined they hyphenate, group, elide.
WORDS = ("télé", "travail", "Travail", "l’employé", "12", "500", "9", "A", "de", "œuvre", "S.N.C.F")
JOINTS = (" ", " ", "-", "\n", "-\n", ". ", ", ", ",", "'", "/", "", " – ", "\u202f")
GROUPS = ("a", "b", "c")

words = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)), max_size=10)
texts = words.map(lambda parts: "".join(word + joint for word, joint in parts))
some_groups = st.frozensets(st.sampled_from(GROUPS))
narrowings = st.none() | some_groups
one_page = st.tuples(st.sampled_from(("", HEADER)), texts)
library = st.lists(
    st.tuples(
        some_groups,
        st.lists(st.tuples(narrowings, st.lists(one_page, max_size=4)), max_size=3),
    ),
    max_size=3,
)
asked = (
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from((" ", "-", "", "."))), min_size=1)
    .map(lambda parts: "".join(word + joint for word, joint in parts[:3]).strip(" -."))
    .filter(lambda written: not written.startswith("l’"))
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template") / "home"
    Ledger.create(home).close()
    return home


def bring(ledger: Ledger, name: str, *pages: str, collection: str = "handbook", **more: str) -> str:
    """A document whose pages carry HEADER as a margin where they begin with it."""
    new = new_version(collection, f"/{name}", pages, **more)
    margins = [((0, len(HEADER)),) if text.startswith(HEADER) else () for text in pages]
    made = [replace(page, margins=spans) for page, spans in zip(new.pages, margins, strict=True)]
    chunks = [chunk for chunk in new.chunks if chunk.text]
    return add(ledger, replace(new, pages=made, chunks=chunks)).document_id


def find(ledger: Ledger, written: str, reader: Reader = STAFF, **more: int) -> Mentions:
    return find_mentions(ledger, LetteredPages(), reader, sought(written), **more)


@pytest.fixture
def handbook(ledger: Ledger) -> Ledger:
    create_collection(ledger, "handbook", groups=["staff"])
    create_collection(ledger, "hr", groups=["hr"])
    return ledger


@given(library, some_groups, st.booleans(), asked)
@settings(max_examples=40, deadline=None)
def test_it_finds_what_a_brute_force_scan_finds(
    template: Path,
    collections: list[
        tuple[frozenset[str], list[tuple[frozenset[str] | None, list[tuple[str, str]]]]]
    ],
    groups: frozenset[str],
    everything: bool,
    written: str,
) -> None:
    reader = Reader("somebody", groups, everything=everything)
    expected: dict[str, dict[int, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(template, home)
        with closing(Ledger.open(home)) as ledger:
            for number, (granted, documents) in enumerate(collections):
                create_collection(ledger, f"c{number}", groups=granted)
                for at, (narrowed, pages) in enumerate(documents):
                    name = f"{number}-{at}"
                    made = bring(
                        ledger,
                        name,
                        *(head + text for head, text in pages),
                        collection=f"c{number}",
                    )
                    retag_document(ledger, made, narrowed)
                    readable = bool(groups & granted) and (narrowed is None or groups & narrowed)
                    if readable or everything:
                        expected[made] = scanned(pages, written)
            lettered, exactly = LetteredPages(), Sought(((phrase(written, exact=True),),), written)
            for _ in range(2):  # made, then kept
                found = find_mentions(ledger, lettered, reader, exactly)
                counted = {
                    one.document_id: {page.page: page.mentions for page in one.pages}
                    for one in found.found
                    if one.pages
                }
                assert counted == {made: pages for made, pages in expected.items() if pages}
                assert found.counts.documents == len(counted)
                assert found.counts.mentions == sum(map(sum, map(dict.values, counted.values())))
                assert found.counts.searched == len(expected)


def scanned(pages: list[tuple[str, str]], written: str) -> dict[int, int]:
    """Mentions by page: those within pages, and those over the end of a page's own text."""
    counts = [count_on_page(head + text, written) for head, text in pages]
    saying = [n for n, (_, text) in enumerate(pages) if letters_of(text)]
    for this, following in itertools.pairwise(saying):
        counts[this] += crosses(pages[this][1], pages[following][1], written)
    return {number: count for number, count in enumerate(counts, start=1) if count}


def test_running_headers_are_searched_and_left_out_between_pages(handbook: Ledger) -> None:
    pages = (f"{HEADER}Le droit à la", f"{HEADER}déconnexion est garanti.")
    bring(handbook, "charte", *pages)
    header = find(handbook, '"charte du télétravail"')
    assert [page.page for page in header.found[0].pages] == [1, 2]
    over = find(handbook, '"droit à la déconnexion"')
    (page,) = over.found[0].pages
    assert (page.page, page.mentions) == (1, 1)
    (span,) = page.spans
    assert pages[0][span.start : span.end] == "droit à la"


def test_other_forms_are_counted_apart_and_come_after_the_words_themselves(
    handbook: Ledger,
) -> None:
    bring(handbook, "plural", "Les congés payés. Les congés.", title="B")
    bring(handbook, "singular", "Le congé. Congédier n'est pas un congé : congés.", title="A")
    found = find(handbook, "congé")
    assert [one.title for one in found.found] == ["A", "B"]
    assert (found.counts.documents, found.counts.mentions) == (1, 2)
    assert (found.counts.other_documents, found.counts.other_forms) == (1, 3)
    assert find(handbook, "« congé »").counts.found == 1, "quoted: its very words"
    english = bring(handbook, "policy", "Our policies.")
    assert [one.document_id for one in find(handbook, "policy").found] == [english]


def test_a_document_that_is_only_called_so_is_told_apart(handbook: Ledger) -> None:
    bring(handbook, "télétravail.pdf", "Rien.", title="Charte")
    bring(handbook, "note.pdf", "Rien.", title="Le télétravail")
    found = find(handbook, "télétravail")
    assert found.counts.named_documents == 2 and found.counts.documents == 0
    assert [(one.in_title, one.in_file_name) for one in found.found] == [
        (False, True),
        (True, False),
    ]
    assert not any(one.pages for one in found.found)


def test_and_wants_all_phrases_in_one_document_and_or_wants_one(handbook: Ledger) -> None:
    for name, text in (("a", "cadeau"), ("b", "invitation"), ("c", "cadeau, invitation")):
        bring(handbook, name, text, title=name)

    def titles(written: str) -> list[str]:
        return [one.title for one in find(handbook, written).found]

    assert titles("cadeau et invitation") == ["c"]
    assert titles("« cadeau » ou « invitation »") == ["c", "a", "b"]
    assert titles("cadeau and invitation or rien") == ["c"]
    assert titles('"cadeau, invitation"') == ["c"]


def test_nothing_of_a_forbidden_document_is_counted_or_named(handbook: Ledger) -> None:
    bring(handbook, "open", "prime")
    narrowed = bring(handbook, "narrowed", "prime", title="prime")
    bring(handbook, "secret", "prime", collection="hr", title="prime")
    retag_document(handbook, narrowed, frozenset({"board"}))
    found = find(handbook, "prime")
    assert (found.counts.found, found.counts.searched, len(found.document_ids)) == (1, 1, 1)
    assert find(handbook, "prime", OPERATOR).counts.found == 3
    assert find(handbook, "prime", Reader("nobody")).counts.searched == 0


def test_what_is_kept_follows_every_change_at_once(handbook: Ledger) -> None:
    lettered = LetteredPages()

    def count() -> int:
        return find_mentions(handbook, lettered, STAFF, sought("prime")).counts.documents

    first = bring(handbook, "first", "prime")
    assert count() == 1
    bring(handbook, "second", "prime")
    assert count() == 2
    bring(handbook, "second", "rien")
    assert count() == 1
    remove_document(handbook, Originals(handbook.home), first)
    assert count() == 0
    assert len(lettered) == 1, "what is gone is not kept"
    bring(handbook, "third", "prime")
    revoke(handbook, "handbook", group="staff")
    assert count() == 0


def test_all_pages_can_be_folded_before_anybody_asks(handbook: Ledger) -> None:
    for number in range(3):
        bring(handbook, f"{number}", "La S.N.C.F. en grève")
    lettered = LetteredPages()
    lettered.fill(handbook)
    assert len(lettered) == 3
    asked = sought("SNCF")
    assert find_mentions(handbook, lettered, STAFF, asked).counts.documents == 3
    assert len(lettered) == 3


def test_more_than_may_be_kept_is_searched_all_the_same(handbook: Ledger) -> None:
    for number in range(5):
        bring(handbook, f"{number}", "une prime de fin d'année")
    lettered = LetteredPages(most_characters=60)
    for _ in range(2):
        assert find_mentions(handbook, lettered, STAFF, sought("prime")).counts.documents == 5
    assert 0 < len(lettered) < 5


def test_a_part_of_the_list_keeps_the_counts_of_the_whole(handbook: Ledger) -> None:
    for number in range(5):
        bring(handbook, f"{number}", "prime " * (number + 1), title=f"Note {number}")
    whole = find(handbook, "prime")
    assert [one.mentions for one in whole.found] == [5, 4, 3, 2, 1]
    part = find(handbook, "prime", limit=2, offset=1)
    assert part.found == whole.found[1:3]
    assert part.counts == whole.counts and part.document_ids == whole.document_ids


def test_the_snippet_shows_the_mention_and_the_spans_lead_to_each(handbook: Ledger) -> None:
    text = f"{'mot ' * 60}La prime d’activité, la prime\nd'ACTIVITÉ. {'mot ' * 60}"
    made = bring(handbook, "a", text)
    written = "prime d'activité"
    (page,) = find(handbook, written).found[0].pages
    assert "La prime d’activité, la prime d'ACTIVITÉ." in page.snippet
    assert page.snippet.startswith("…") and page.snippet.endswith("…")
    spans = mention_spans(handbook, LetteredPages(), STAFF, made, 1, sought(written))
    assert [text[one.start : one.end] for one in spans] == ["prime d’activité", "prime\nd'ACTIVITÉ"]
    assert spans == page.spans
    nobody = Reader("nobody")
    assert not mention_spans(handbook, LetteredPages(), nobody, made, 1, sought(written))


def test_documents_whose_pages_could_not_be_read_are_told(handbook: Ledger) -> None:
    new = new_version("handbook", "/scan", ["prime"])
    add(handbook, replace(new, pages=[Page(1, "prime"), Page(2, "")], unread_pages=(2,)))
    counts = find(handbook, "prime").counts
    assert (counts.documents, counts.searched, counts.unread) == (1, 1, 1)
