import json
from collections import Counter

from benchmarks.pairs import GROUPS, QUESTIONS, paired_questions, places, table
from benchmarks.rankings import Ranking
from tests.test_examples import pages_by_name, plain


def test_every_question_is_there_in_both_languages() -> None:
    counts = Counter(one.group for one in paired_questions())
    assert set(counts) == set(GROUPS)
    for french, english in (
        ("fr-to-fr", "en-to-fr"),
        ("fr-to-en", "en-to-en"),
        ("two-part-fr", "two-part-en"),
        ("follow-up-fr", "follow-up-en"),
    ):
        assert counts[french] == counts[english] >= 8
    asked: dict[str, set[str]] = {}
    for one in paired_questions():
        pair = one.question.id.rsplit("-", 1)[0]
        asked.setdefault(pair, set()).add(one.question.language)
    assert all(languages == {"fr", "en"} for languages in asked.values())


def test_both_questions_of_a_pair_seek_the_same_pages() -> None:
    pages: dict[str, set[object]] = {}
    for one in paired_questions():
        pages.setdefault(one.question.id.rsplit("-", 1)[0], set()).add(tuple(one.parts))
    assert all(len(found) == 1 for found in pages.values())


def test_follow_ups_have_a_history_and_two_part_questions_two_parts() -> None:
    for one in paired_questions():
        assert bool(one.question.history) == one.group.startswith("follow-up")
        assert len(one.parts) == (2 if one.group.startswith("two-part") else 1)


def test_the_table_has_a_row_for_each_group() -> None:
    page = ("a.pdf", 1)
    found, missed = Ranking("1", (page,), frozenset({page})), Ranking("2", (), frozenset({page}))
    made = table({group: [found, missed] for group in GROUPS})
    assert [row[0] for row in made.rows] == list(GROUPS.values())
    assert {tuple(row[1:]) for row in made.rows} == {("2", "0.500", "0.500", "0.500")}
    assert "chose nothing" in made.explained


def test_the_pages_hold_what_is_asked_about() -> None:
    for line in QUESTIONS.read_text("utf-8").splitlines():
        for place in json.loads(line)["relevant"]:
            pages = pages_by_name(place["document"])
            assert plain(place["evidence"]) in pages[place.get("page", 1) - 1]
            assert ("page" in place) == place["document"].endswith(".pdf")


def test_a_document_without_pages_counts_as_a_whole() -> None:
    assert places([("a.pdf", 2), ("b.md", 2)]) == [("a.pdf", 2), ("b.md", None)]
