"""Sentences of French and English prose, lists and headings."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Le salarié prévient M. Dupont.", "Il attend."],
        ["Mme Durand et Mlle Petit signent.", "Le Dr. Martin aussi."],
        ["Voir l'art. L. 1222-9 du code du travail.", "Il fixe le télétravail."],
        ["Cf. l'annexe 2, p. 14, et al. 3.", "Ensuite, rien."],
        ["Le taux est de 3.5 % et 1.000 €.", "Le plafond est fixé."],
        ["« Est-ce permis ? »", "Oui, répond le juge."],
        ["Il a dit : « Non. »", "Elle est partie."],
        ["Vraiment ?!", "Oui…", "Peut-être."],
        ["The plan covers e.g. dental care, i.e. fillings.", "It costs $1.50."],
        ["Dr. Smith met J. R. Jones at Acme Inc. offices.", "They left at 5 p.m. sharp."],
        ["See No. 5 and Fig. 2.", "Then stop."],
        ["He works for the U.S. Army.", "She does not."],
        ["Contact hr@example.com or www.example.com.", "Thanks!"],
        ["The end.)", "(Another one.)"],
        ["Is it 10 a.m.?", "“Yes.”", "Fine."],
        ["Version 2.0.", "12 mois plus tard, il revient."],
    ],
)
def test_sentences_end_where_a_reader_would_say(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_lines_are_never_joined() -> None:
    text = "Article 5 – Congés\n• deux jours\n• trois jours\nNom | Jours\nDurand | 25"
    assert sentences(text) == text.split("\n")


def test_a_number_at_the_start_of_an_item_is_not_a_sentence() -> None:
    assert sentences("1. Ouvrir le dossier. 2. Signer.") == [
        "1. Ouvrir le dossier.",
        "2. Signer.",
    ]


@pytest.mark.parametrize("text", ["." * 300_000, "a. " * 100_000, "A. b. " * 50_000, "x" * 300_000])
def test_a_hostile_line_is_split_in_no_time(text: str) -> None:
    started = time.monotonic()
    split_sentences(text)
    assert time.monotonic() - started < 3


@given(st.text(alphabet="aB.!? \n«»\"'(1)…é-", max_size=80))
def test_the_spans_cover_all_but_space_in_order(text: str) -> None:
    spans = split_sentences(text)
    flat = [at for start, end in spans for at in (start, end)]
    assert flat == sorted(flat)
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered or text[at].isspace() for at in range(len(text)))
    assert all(text[s] == text[s].strip() and text[e - 1].strip() for s, e in spans)
