"""Steering by words in French and in English, in pairs: both steer, or neither."""

import pytest

from tests.assistant.test_steering import asked, best

FABRIKAM = {"2022 Q3 FBKM.pdf", "2023 Q1 FBKM.pdf"}
NEWEST = [
    ("le dernier rapport de Fabrikam ?", "the latest report of Fabrikam?"),
    ("la dernière version du rapport de Fabrikam ?", "the last version of Fabrikam's report?"),
    ("Que dit le tout dernier rapport de Fabrikam ?", "What does Fabrikam's very last report say?"),
    ("le rapport le plus récent de Fabrikam ?", "the most recent report of Fabrikam?"),
    ("la dernière mise à jour sur Fabrikam ?", "the last update on Fabrikam?"),
    ("le rapport actuel de Fabrikam ?", "the current report of Fabrikam?"),
    ("le rapport de Fabrikam le dernier en date ?", "the newest report of Fabrikam?"),
]
NOT_NEWEST = [
    (
        "Fabrikam paie-t-elle le dernier jour du mois ?",
        "Does Fabrikam pay on the last day of the month?",
    ),
    ("la dernière semaine de congé chez Fabrikam ?", "the last week of leave at Fabrikam?"),
    ("les trois derniers rapports de Fabrikam ?", "the three last reports of Fabrikam?"),
    ("Fabrikam depuis le dernier rapport ?", "Fabrikam since the last report?"),
    ("le dernier recours chez Fabrikam ?", "the last resort at Fabrikam?"),
]
APART = [
    (
        "la marge de Fabrikam par rapport à Contoso ?",
        "the margin of Fabrikam compared with Contoso?",
    ),
    ("la marge de Fabrikam comparée à Contoso ?", "the margin of Fabrikam compared to Contoso?"),
    ("contrairement à Contoso, Fabrikam loue ?", "contrary to Contoso, does Fabrikam rent?"),
    ("à la différence de Contoso, Fabrikam loue ?", "unlike Contoso, does Fabrikam rent?"),
    ("à l'inverse de Contoso, Fabrikam loue ?", "in contrast to Contoso, does Fabrikam rent?"),
    ("par opposition à Contoso, Fabrikam loue ?", "as opposed to Contoso, does Fabrikam rent?"),
    ("en quoi Fabrikam diffère-t-elle de Contoso ?", "how does Fabrikam differ from Contoso?"),
    ("les différences entre Contoso et Fabrikam ?", "differences between Contoso and Fabrikam?"),
    ("Fabrikam dans les versions antérieures ?", "Fabrikam in prior versions?"),
    ("Fabrikam dans les accords précédents ?", "Fabrikam in previous agreements?"),
    ("l'évolution de Fabrikam ?", "Fabrikam over time?"),
]
NOT_APART = [
    ("le rapport de Fabrikam à Contoso ?", "the report of Fabrikam to Contoso?"),
    ("un différend de Fabrikam ?", "a dispute of Fabrikam?"),
    ("les différents bureaux de Fabrikam ?", "the different offices of Fabrikam?"),
]


@pytest.mark.parametrize(("french", "english"), NEWEST)
def test_the_newest_is_preferred_in_both_languages(french: str, english: str) -> None:
    assert (best(asked(french)), best(asked(english))) == ({"2023 Q1 FBKM.pdf"},) * 2


@pytest.mark.parametrize(("french", "english"), NOT_NEWEST)
def test_what_is_last_but_no_document_prefers_none(french: str, english: str) -> None:
    assert (best(asked(french)), best(asked(english))) == (FABRIKAM, FABRIKAM)


@pytest.mark.parametrize(("french", "english"), APART)
def test_several_are_heard_apart_in_both_languages(french: str, english: str) -> None:
    assert (asked(french).apart, asked(english).apart) == (True, True)


@pytest.mark.parametrize(("french", "english"), NOT_APART)
def test_what_compares_nothing_sets_nothing_apart(french: str, english: str) -> None:
    assert (asked(french).apart, asked(english).apart) == (False, False)
