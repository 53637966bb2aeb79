"""An answer as `assistant ask` prints it."""

import pytest

from assistant.events import Answer, AnswerKind, AnswerSentence
from tests.ui.test_chat_twins import OTHER, SAME, SOURCE
from ui.answer_json import answer_json
from ui.commands.ask import rendered


def answer(language: str) -> Answer:
    sentence = AnswerSentence("25 days.", (1,), supported=True, new_sources=(SOURCE,))
    return Answer(AnswerKind.GENERATED, language, (sentence,), (SOURCE,))


def test_the_json_names_who_says_the_same_and_who_differs() -> None:
    found = answer_json(answer("en"))
    (source,) = found["sources"]
    (also,) = source["also_in"]
    assert (also["document"], also["url"], also["quote"]) == ("bb", "/view/bb/4", SAME.quote)
    (difference,) = found["differences"]
    assert (difference["source"], difference["quote"]) == (1, "25 days.")
    assert (difference["other"]["document"], difference["other"]["quote"]) == ("cc", OTHER.quote)


@pytest.mark.parametrize(
    ("language", "differ", "said"),
    [
        ("en", "These documents differ:", "2 documents say this; also:"),
        (
            "fr",
            "Ces documents ne disent pas la même chose\u00a0:",
            "2 documents le disent\u202f; aussi\u00a0:",
        ),
    ],
)
def test_the_terminal_shows_both_sentences_and_every_document(
    language: str, differ: str, said: str
) -> None:
    lines = rendered(answer_json(answer(language))).splitlines()
    start = lines.index(differ)
    assert lines[start + 1 : start + 5] == [
        "  Policy, p. 3 (a.pdf)",
        "    25 days.",
        "  Policy, p. 5 (c.pdf)",
        "    30 days.",
    ]
    assert lines[-2:] == [f"    {said}", "      Policy 2025, p. 4 (b.pdf)"]
