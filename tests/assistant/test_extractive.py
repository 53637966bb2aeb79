from assistant.evidence import Evidence
from assistant.extractive import MOST_SENTENCES, best_quotes
from assistant.words import WordWeights, content_words
from storage.records import Span
from tests.fakes import WordEmbedder

TELEWORK = (
    "Télétravail\n"
    "La charte s'applique à tous les salariés de la société. "
    "Le télétravail est possible deux jours par semaine. "
    "La demande de télétravail se fait auprès du responsable."
)
FOUNDING = "The company makes pumps. It was founded in 1972 by Ada Lovett. It has 300 employees."


def quotes(question: str, *texts: str, language: str = "fr", title: str = "Charte") -> list[str]:
    evidence = [
        Evidence("d", 1, 1, title, "f", "Télétravail", language, text, (Span(1, 0, len(text)),))
        for text in texts
    ]
    found = best_quotes(
        question,
        evidence,
        language=language,
        weights=WordWeights(content_words(text, language) for text in (*texts, "autre", "other")),
        embed=WordEmbedder(dimension=512).embed_passages,
    )
    return [evidence[quote.passage].text[quote.start : quote.end] for quote in found]


def test_the_sentence_that_answers_is_quoted_word_for_word() -> None:
    found = quotes("Combien de jours de télétravail par semaine ?", TELEWORK)
    assert found[0] == "Le télétravail est possible deux jours par semaine."
    assert len(found) <= MOST_SENTENCES


def test_a_heading_is_never_quoted() -> None:
    assert "Télétravail" not in quotes("Télétravail ?", TELEWORK)


def test_the_kind_of_thing_that_is_asked_for_counts() -> None:
    assert quotes("When was the company founded?", FOUNDING, language="en")[0].endswith("Lovett.")
    how_many = quotes("How many employees does the company have?", FOUNDING, language="en")
    assert how_many[0] == "It has 300 employees."


def test_of_equal_sentences_the_first_passage_is_quoted() -> None:
    text = "La cantine ouvre à midi précis."
    assert quotes("Quand ouvre la cantine ?", text, text)[0] == text


def test_without_sentences_there_is_no_quote() -> None:
    assert quotes("Quand ?") == []
    assert quotes("Quand ?", "\n") == []


def test_the_same_question_gets_the_same_quotes() -> None:
    question = "Comment demander le télétravail ?"
    assert quotes(question, TELEWORK) == quotes(question, TELEWORK)


def test_a_repeated_header_is_not_quoted_as_an_answer() -> None:
    header = "Quelles villes et quelles agences sont ouvertes aujourd'hui"
    row = "Nice, place Masséna et Paris, rue du Nord"
    spans = (Span(1, 0, len(header), repeated=True), Span(2, 0, len(row)))
    rows = Evidence("d", 1, 1, "", "f", "", "fr", f"{header}\n{row}", spans)
    found = best_quotes(
        header,
        [rows],
        language="fr",
        weights=WordWeights(content_words(text, "fr") for text in (header, row, "autre")),
        embed=WordEmbedder(dimension=512).embed_passages,
    )
    assert [rows.text[quote.start : quote.end] for quote in found] == [row]


HOTELS = (
    "Table 1 – Ceilings for hotels\n"
    "Destination | Hotel, a night | Dinner in town\n"
    "Paris and inner suburbs | €165 | €32\n"
    "London and its suburbs | £185 | £32"
)
ALLOWANCE = (
    "What is paid | In France | In Bristol\n"
    "Telework allowance a day | €2.60 | £2.25\n"
    "Office chair allowance | €150 | £130"
)


def test_captions_and_headers_of_tables_are_not_quoted() -> None:
    found = quotes("What is the ceiling for a hotel destination?", HOTELS, language="en", title="")
    assert {"Destination | Hotel, a night | Dinner in town", HOTELS.split("\n")[0]}.isdisjoint(
        found
    )


def test_what_stands_above_a_column_counts_for_its_rows() -> None:
    bristol = "In Bristol the office is closed at Christmas and New Year."
    found = quotes(
        "What telework allowance is paid in Bristol?", f"{ALLOWANCE}\n{bristol}", language="en"
    )
    assert found[0] == "Telework allowance a day | €2.60 | £2.25"


def test_what_a_follow_up_says_itself_weighs_more_than_what_it_takes_over() -> None:
    asked = "Et à Londres ? plafond hôtel paris nuit"
    text = (
        "Le plafond de l'hôtel à Paris est de 165 euros la nuit.\n"
        "À Londres le plafond est de 185 livres, petit déjeuner compris."
    )
    evidence = [Evidence("d", 1, 1, "", "f", "", "fr", text, (Span(1, 0, len(text)),))]

    def found(own: str) -> list[str]:
        chosen = best_quotes(
            asked,
            evidence,
            language="fr",
            weights=WordWeights([content_words(line, "fr") for line in text.split("\n")]),
            embed=WordEmbedder(dimension=512).embed_passages,
            own=own,
        )
        return [text[quote.start : quote.end] for quote in chosen]

    assert len(found("")) == 1
    assert any("Londres" in one for one in found("Et à Londres ?"))
