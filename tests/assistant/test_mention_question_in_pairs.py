"""Questions after mentions in French and in English, in pairs: both are exhaustive, or neither."""

import pytest

from assistant.mention_question import mentioned_in
from tests.assistant.test_mention_question import understood

EXHAUSTIVE = [
    (
        "Quels documents mentionnent la protection des données à caractère personnel ?",
        "protection des données à caractère personnel",
        "Which documents mention the protection of personal data?",
        "protection of personal data",
    ),
    ("Quels accords mentionnent la RSE ?", "RSE", "Which agreements mention the CSR?", "CSR"),
    ("Quels contrats citent la loi Sapin 2 ?", "loi Sapin 2", "Which contracts cite GDPR?", "GDPR"),
    (
        "Quelles procédures parlent de l'amiante ?",
        "amiante",
        "Which procedures talk about asbestos?",
        "asbestos",
    ),
    (
        "Quelles politiques mentionnent les cadeaux ?",
        "cadeaux",
        "Which policies mention gifts?",
        "gifts",
    ),
    ("Quel rapport cite Dupont ?", "Dupont", "Which report cites Dupont?", "Dupont"),
    ("Quelles notes évoquent la grève ?", "grève", "What memos discuss strikes?", "strikes"),
    ("Quelles chartes citent l'IA ?", "IA", "Which charters mention AI?", "AI"),
    (
        "Quels règlements abordent l'alcool ?",
        "alcool",
        "Which regulations discuss alcohol?",
        "alcohol",
    ),
    ("Quels guides traitent de la paie ?", "paie", "Which guides talk about payroll?", "payroll"),
    ("Quels courriels mentionnent Dupont ?", "Dupont", "Which emails mention Dupont?", "Dupont"),
    (
        "Combien d'accords mentionnent la déconnexion ?",
        "déconnexion",
        "How many agreements mention overtime?",
        "overtime",
    ),
    (
        "Dans combien de contrats le RGPD est-il cité ?",
        "RGPD",
        "In how many contracts is GDPR cited?",
        "GDPR",
    ),
    (
        "Lister tous les contrats qui mentionnent Dupont",
        "Dupont",
        "List all contracts that mention Dupont",
        "Dupont",
    ),
    (
        "Y a-t-il des procédures qui mentionnent l'amiante ?",
        "amiante",
        "Are there any procedures that mention asbestos?",
        "asbestos",
    ),
]
OTHERS = [
    ("Quels documents fournir ?", "Which documents do I need for my expenses?"),
    ("Quels contrats dois-je signer ?", "Which contracts must I sign?"),
    ("Quelle procédure suivre en cas d'alerte ?", "Which procedure applies to a report?"),
    ("Quelles politiques s'appliquent aux stagiaires ?", "Which policies apply to interns?"),
    ("Que mentionne le contrat sur le préavis ?", "What does the contract mention about notice?"),
    ("Les contrats mentionnent-ils un préavis ?", "Do the contracts mention a notice period?"),
    ("Tous les contrats mentionnent-ils un préavis ?", "Do all contracts mention a notice period?"),
    (
        "Quels rapports dois-je envoyer à la direction ?",
        "Which reports do I have to send to the board?",
    ),
    ("Combien de rapports ont été reçus en 2025 ?", "How many reports were received in 2025?"),
    (
        "Quelles procédures mentionnent comment déclarer un cadeau ?",
        "Which procedures mention how to declare a gift?",
    ),
    (
        "Quels documents parlent de la procédure complète de remboursement des frais de "
        "déplacement à l'étranger ?",
        "Which documents mention the complete reimbursement procedure for travel expenses abroad?",
    ),
]


@pytest.mark.parametrize(("french", "terme", "english", "term"), EXHAUSTIVE)
def test_a_question_after_mentions_is_recognised_in_both_languages(
    french: str, terme: str, english: str, term: str
) -> None:
    assert (understood(french), understood(english)) == (terme, term)


@pytest.mark.parametrize(("french", "english"), OTHERS)
def test_another_question_is_left_alone_in_both_languages(french: str, english: str) -> None:
    assert (mentioned_in(french), mentioned_in(english)) == (None, None)


def test_a_long_question_takes_no_long_time() -> None:
    for part in ("tous les contrats ", "dans combien d'accords ", "liste les notes "):
        assert mentioned_in(part * (1_900 // len(part)) + "a") is None
