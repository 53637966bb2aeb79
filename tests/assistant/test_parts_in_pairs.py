"""Questions with two parts in French and in English, in pairs: both are cut, or neither."""

import pytest

from assistant.parts import parts_of

TWO = [
    (
        "Comment signaler un manquement et suis-je protégé ?",
        "How do I report wrongdoing and am I protected?",
    ),
    (
        "Que faire si je perds mon badge et qui prévenir ?",
        "What do I do if I lose my badge and whom do I tell?",
    ),
    (
        "Si je perds mon badge, que faire et qui prévenir ?",
        "If I lose my badge, what do I do and whom do I tell?",
    ),
    (
        "Qu'arrive-t-il après une alerte et combien de temps dure l'enquête ?",
        "What happens after a report and how long does the inquiry take?",
    ),
    (
        "Où déposer une note de frais et quand est-elle payée ?",
        "Where do I hand in an expense claim and when is it paid?",
    ),
    (
        "À qui signaler un cadeau et de quoi faut-il garder la trace ?",
        "To whom do I report a gift and of what must I keep a record?",
    ),
    (
        "Dans quel délai déposer les frais et pourquoi un reçu est-il exigé ?",
        "Within which time do I claim expenses and why is a receipt required?",
    ),
    (
        "Quels sont nos bureaux et lequel a une crèche ?",
        "What are our offices and which has a nursery?",
    ),
    (
        "Combien de jours de congés a-t-on et les stagiaires y ont-ils droit ?",
        "How many days of leave do I get and are interns entitled to them?",
    ),
    (
        "Comment demander un congé et peuvent-ils le refuser ?",
        "How do I request leave and can they refuse it?",
    ),
    (
        "Quel est le délai d'une alerte, et jusqu'à quand sont gardées les pièces ?",
        "What is the deadline of a report, and until when are the files kept?",
    ),
    (
        "Comment réserver un train et ensuite comment se faire rembourser ?",
        "How do I book a train and then how do I get the money back?",
    ),
    (
        "Comment demander une avance et devons-nous garder les reçus ?",
        "How do I request an advance and must we keep the receipts?",
    ),
    (
        "Quel est le délai du rapport annuel et le montant de la prime ?",
        "What is the deadline of the annual report and the amount of the bonus?",
    ),
]
ONE = [
    (
        "Comment les cadres et les stagiaires sont-ils assurés ?",
        "How are managers and interns insured?",
    ),
    (
        "Que faire si je suis malade et que mon responsable est absent ?",
        "What do I do if I am ill and my manager is away?",
    ),
    (
        "Quels sont les horaires et les jours où la cantine est fermée ?",
        "What are the opening hours and the days when the canteen is closed?",
    ),
    (
        "Que dit la charte des mots de passe et des sauvegardes ?",
        "What does the charter say about passwords and backups?",
    ),
    (
        "Comment annuler une réunion et rendez-vous clients ?",
        "How do I cancel a meeting and client appointments?",
    ),
    (
        "Quels droits ont les salariés et les stagiaires ?",
        "Which rights do employees and interns have?",
    ),
    (
        "Je sais, que mon badge est perdu, et qui prévenir ?",
        "I know that my badge is lost, and whom to tell?",
    ),
    (
        "Quelle est la différence du préavis des cadres et le préavis des employés ?",
        "What is the difference of the notice of managers and the notice of staff?",
    ),
    (
        "Quelle est la comparaison du budget 2021 et le budget 2022 ?",
        "What is the comparison of the budget of 2021 and the budget of 2022?",
    ),
    (
        "Quel est l'écart de la prime de Paris et la prime de Lyon ?",
        "What is the gap of the bonus of Paris and the bonus of Lyon?",
    ),
    (
        "Quels sont les principaux rapports du bénéfice de 2021 et le bénéfice de 2022 ?",
        "What is the exact ratio of the profit of 2021 and the profit of 2022?",
    ),
    (
        "Quelle est la distance du siège de Lyon et l'usine de Brest ?",
        "What is the distance of the office of Lyon and the plant of Brest?",
    ),
    (
        "Quel est le rôle du comité d'entreprise et la direction ?",
        "What is the role of the works council and the management?",
    ),
    (
        "Quelle est la place des stagiaires et les apprentis ?",
        "What is the place of interns and the apprentices?",
    ),
]


@pytest.mark.parametrize(("french", "english"), TWO)
def test_two_questions_in_one_are_cut_in_both_languages(french: str, english: str) -> None:
    found = parts_of(french, "fr"), parts_of(english, "en")
    assert [len(parts) for parts in found] == [2, 2], found


@pytest.mark.parametrize(("french", "english"), ONE)
def test_one_question_stays_whole_in_both_languages(french: str, english: str) -> None:
    assert (parts_of(french, "fr"), parts_of(english, "en")) == ((), ())


def test_a_long_question_takes_no_long_time() -> None:
    for part in ("et les stagiaires y ", "que ", "et l'", "les a-", ", qu'"):
        parts_of(part * (2_000 // len(part)), "fr")
