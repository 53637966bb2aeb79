"""Questions after what is not mentioned, in French and in English, in pairs: both are told."""

import pytest

from assistant.errors import MentionsNegated
from assistant.negated_mentions import require_affirmed

NEGATED = [
    ("Quels documents ne citent pas les cadeaux ?", "Which documents do not cite gifts?"),
    ("Quels documents n'évoquent jamais la grève ?", "Which documents never discuss strikes?"),
    ("Quels documents ne parlent plus de la prime ?", "Which documents no longer mention bonuses?"),
    (
        "Dans quels documents les cadeaux ne sont-ils pas mentionnés ?",
        "In which documents are gifts not mentioned?",
    ),
    ("Où les invitations ne sont-elles pas mentionnées ?", "Where is hospitality not mentioned?"),
    (
        "Dans quels documents n'est-il pas question de la grève ?",
        "In which documents aren't strikes mentioned?",
    ),
    ("Où ne parle-t-on pas d'amiante ?", "Where does asbestos not appear?"),
    ("Où n'est-il jamais question d'amiante ?", "Where doesn't asbestos appear?"),
    ("Quels documents ne mentionnent aucun cadeau ?", "Which documents mention no gifts?"),
    ("Quels documents ne parlent d'aucun cadeau ?", "Which documents mention none of the gifts?"),
    (
        "Quels documents ne parlent ni de cadeaux ni d'invitations ?",
        "Which documents mention neither gifts nor hospitality?",
    ),
    (
        "Quels documents ne mentionnent ni les cadeaux ni les invitations ?",
        "Which documents do not mention gifts nor hospitality?",
    ),
    (
        "Quels documents ne font aucune mention des cadeaux ?",
        "Which documents make no mention of gifts?",
    ),
    (
        "Quels documents ne font pas référence à la loi Sapin 2 ?",
        "Which documents contain no reference to GDPR?",
    ),
    (
        "Liste des documents sans mention des cadeaux",
        "List all documents without any mention of gifts",
    ),
    (
        "Quels documents omettent de mentionner les cadeaux ?",
        "Which documents fail to mention gifts?",
    ),
    (
        "Quels documents passent sous silence les cadeaux ?",
        "Which documents say nothing about gifts?",
    ),
    (
        "Quels documents mentionnent les cadeaux, pas les invitations ?",
        "Which documents mention gifts, not hospitality?",
    ),
    (
        "Quels documents mentionnent les cadeaux et non les invitations ?",
        "Which documents mention gifts and not hospitality?",
    ),
    (
        "Quels documents mentionnent les cadeaux sans les invitations ?",
        "Which documents mention gifts without hospitality?",
    ),
    (
        "Quels documents mentionnent les cadeaux sans mentionner les invitations ?",
        "Which documents mention gifts without mentioning hospitality?",
    ),
    (
        "Quels documents mentionnent les cadeaux mais ne parlent pas des invitations ?",
        "Which documents mention gifts but do not mention hospitality?",
    ),
    (
        "Quels documents mentionnent les congés à l'exception des RTT ?",
        "Which documents mention leave with the exception of sabbaticals?",
    ),
    (
        "Quels documents mentionnent les cadeaux plutôt que les invitations ?",
        "Which documents mention gifts rather than hospitality?",
    ),
]
AFFIRMED = [
    ("Quels documents mentionnent le congé sans solde ?", "Which documents mention unpaid leave?"),
    (
        "Quels documents mentionnent le licenciement sans préavis ?",
        "Which documents mention dismissal without notice?",
    ),
    (
        "Quels documents mentionnent le transfert sans l'accord du salarié ?",
        "Which documents mention transfers without the consent of staff?",
    ),
    (
        "Quels documents mentionnent le droit à l'erreur sauf fraude ?",
        "Which documents mention the right to err except in case of fraud?",
    ),
    (
        "Quels documents mentionnent les consignes de ne pas réanimer ?",
        "Which documents mention do not resuscitate orders?",
    ),
    (
        "Quels documents mentionnent les frais non remboursés ?",
        "Which documents mention costs not reimbursed?",
    ),
    (
        "Quels documents citent les clauses non mentionnées au contrat ?",
        "Which documents cite clauses not mentioned in the contract?",
    ),
    (
        "Quels documents mentionnent les zones non fumeurs ?",
        "Which documents mention no smoking areas?",
    ),
    (
        "Quels documents mentionnent la non-concurrence ?",
        "Which documents mention non-compete clauses?",
    ),
    (
        "Quels documents mentionnent les heures de travail en plus ?",
        "Which documents mention nothing-to-declare forms?",
    ),
    (
        "Que faire si le contrat ne mentionne pas mon nom ?",
        "What do I do if the contract does not mention my name?",
    ),
    (
        "Pourquoi les documents ne mentionnent-ils pas la prime ?",
        "Why do the documents not mention the bonus?",
    ),
    (
        "Quels documents mentionnent le préavis et ne sont pas signés ?",
        "Which documents mention notice and are not signed?",
    ),
    (
        "Quels documents ne faut-il pas signer ?",
        "Which documents must I not sign?",
    ),
]


@pytest.mark.parametrize("question", [one for pair in NEGATED for one in pair])
def test_what_is_not_mentioned_cannot_be_asked_for_in_either_language(question: str) -> None:
    with pytest.raises(MentionsNegated):
        require_affirmed(question)


@pytest.mark.parametrize("question", [one for pair in AFFIRMED for one in pair])
def test_a_negation_inside_what_is_mentioned_passes_in_both_languages(question: str) -> None:
    require_affirmed(question)
