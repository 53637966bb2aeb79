from dataclasses import replace

from benchmarks.halves import CHOSE, REPORTS, half_of
from benchmarks.quotations import KINDS, Outcome, QuotedQuestion, plain, quoted_questions, table
from tests.test_examples import FILES, page_texts


def test_every_question_is_there_in_both_languages_with_the_same_parts() -> None:
    french, english = (
        {one.pair: one for one in quoted_questions() if one.language == language}
        for language in ("fr", "en")
    )
    assert french.keys() == english.keys() and len(french) > 60
    for pair, one in french.items():
        assert (one.kind, one.parts) == (english[pair].kind, english[pair].parts)
        assert len(one.asked) == len(english[pair].asked)
    assert {one.kind for one in french.values()} == set(KINDS)
    assert {half_of(pair) for pair in french} == {CHOSE, REPORTS}


def test_some_page_holds_words_of_each_part() -> None:
    texts = [plain(text).replace("**", "") for path in FILES for text in page_texts(path)]
    for one in quoted_questions():
        for part in one.parts:
            named = [words for words in part if " | " not in words]
            assert any(words in text for words in named for text in texts), (one.pair, part)


def test_a_row_counts_what_was_quoted_and_crossed_questions_apart() -> None:
    asked = QuotedQuestion("t04", "parts", "fr", ("A ?",), (("a",),))
    hit = Outcome(asked, False, True, True, 3, False)
    missed = replace(hit, all_quoted=False, first=False, quotes=0, refused=True)
    made = table([hit, missed, replace(missed, crossed=True)])
    assert [row[1:] for row in made.rows] == [
        ["several parts, FR", "2", "0.50", "0.50", "1.50", "1"],
        ["several parts, crossed", "1", "0.00", "0.00", "0.00", "1"],
    ]
