"""Which questions ask for every mention, in both languages, and which must be left alone."""

import json
from pathlib import Path

import pytest

from assistant.mention_question import mentioned_in

YES = {
    "Quels documents mentionnent le télétravail ?": "télétravail",
    "Quels documents parlent de télétravail ?": "télétravail",
    "quels documents parlent du droit à la déconnexion": "droit à la déconnexion",
    "Quels sont les documents qui citent l'article L. 1222-9 ?": "article L. 1222-9",
    "Quels documents citent l’article L. 1222-9 ?": "article L. 1222-9",
    "Dans quels documents trouve-t-on « prime d'activité » ?": "=prime d'activité",
    "Liste tous les documents qui mentionnent ISO 27001": "ISO 27001",
    'Lister les fichiers contenant "RGPD"': "=RGPD",
    "Peux-tu me lister tous les documents qui parlent de la RSE ?": "RSE",
    "Combien de documents mentionnent les congés payés ?": "congés payés",
    "Quels documents mentionnent « congé » et « maternité » ?": "=congé & =maternité",
    "Quels documents mentionnent le télétravail ou la déconnexion ?": "télétravail | déconnexion",
    "Où est mentionné le comité d'éthique ?": "comité d'éthique",
    "Où le comité d'éthique est-il mentionné ?": "comité d'éthique",
    "Où parle-t-on d'amiante ?": "amiante",
    "Dans quels documents le RGPD est-il cité ?": "RGPD",
    "Quel document mentionne le mot « astreinte » ?": "=astreinte",
    "Quels documents contiennent le mot astreinte ?": "astreinte",
    "Y a-t-il des documents qui mentionnent la sous-traitance ?": "sous-traitance",
    "Donne-moi toutes les mentions de l'amiante": "amiante",
    "Cherche « amiante » dans tous les documents": "=amiante",
    "Quels documents font référence à la loi Sapin 2, s'il vous plaît ?": "loi Sapin 2",
    "QUELS DOCUMENTS MENTIONNENT LE TÉLÉTRAVAIL ?": "TÉLÉTRAVAIL",
    "Which documents mention telework?": "telework",
    "Which documents mention the gift policy?": "gift policy",
    "Which documents mention IT?": "IT",
    "Which documents mention AI?": "AI",
    "What documents talk about parental leave?": "parental leave",
    'List all documents containing "GDPR"': "=GDPR",
    "List all documents that mention ISO 27001": "ISO 27001",
    "list every document mentioning overtime pay": "overtime pay",
    "Where is the ethics committee mentioned?": "ethics committee",
    "In which documents is Sapin II cited?": "Sapin II",
    "How many documents mention overtime?": "overtime",
    "Are there any documents that mention asbestos?": "asbestos",
    "Does any document mention asbestos?": "asbestos",
    "Show me all the files that refer to clause 7.2": "clause 7.2",
    "Find all mentions of asbestos": "asbestos",
    'Search all documents for "asbestos"': "=asbestos",
    'Which documents mention "gifts" or "invitations"?': "=gifts | =invitations",
    "Which documents mention gifts and invitations?": "gifts & invitations",
    "Can you list all the documents that mention Dupont?": "Dupont",
    "Which of our documents mention Brexit?": "Brexit",
    'Where does the phrase "force majeure" appear?': "=force majeure",
    "Which documents mention harassment, please?": "harassment",
    "Which documents mention harassment, thanks a lot?": "harassment",
    "Quels documents mentionnent l'amiante, merci beaucoup ?": "amiante",
    "Which documents mention thanks?": "thanks",
    "Quels documents mentionnent « merci » ?": "=merci",
    "Which documents mention gifts in the documents, please?": "gifts",
    "Quels documents mentionnent les cadeaux dans nos documents, svp ?": "cadeaux",
    "Which documents mention both gifts and hospitality?": "gifts & hospitality",
    "Which documents mention either gifts or hospitality?": "gifts | hospitality",
    "Quels documents mentionnent à la fois les cadeaux et les invitations ?": (
        "cadeaux & invitations"
    ),
    "Which documents mention telework and on which page?": "telework",
    "Quels documents mentionnent le télétravail et à quelles pages ?": "télétravail",
    "Quels documents mentionnent le télétravail, et combien de fois ?": "télétravail",
    'documents mentioning "due diligence"': "=due diligence",
    "All documents that mention gifts": "gifts",
    "Documents mentionnant les cadeaux": "cadeaux",
}
NO = """
Quel document dois-je fournir ?
Quels documents dois-je fournir pour un congé parental ?
Quels documents faut-il joindre à la demande ?
Quels documents sont nécessaires ?
Combien de documents dois-je envoyer ?
Où trouve-t-on le formulaire de congé ?
Où se trouve la salle des archives ?
Quels documents contiennent mon dossier ?
Quels documents contenant des données personnelles puis-je envoyer ?
Que mentionne le règlement sur le télétravail ?
Le contrat mentionne-t-il une période d'essai ?
Dans quels cas parle-t-on de faute grave ?
Qui peut lire les documents ?
Quels documents le mentionnent ?
Quels documents mentionnent cela ?
Quels documents mentionnent que le télétravail est interdit ?
Quels documents mentionnent « » ?
Comment citer un document ?
Quels documents citer dans le dossier ?
Parle-moi du télétravail
Quelle page parle de la procédure complète de remboursement des frais de déplacement à l'étranger ?
Que dit le document « Charte » ?
Liste des documents à fournir pour un congé
Donne-moi les documents pour la paie
Liste tous les documents
Which document do I need for parental leave?
Which documents must I provide?
What documents are required for a visa?
How many documents do I have to send?
Where is the archive room?
Where do I find the leave form?
Which documents containing personal data may I share?
Which documents that mention salaries are confidential?
Which documents mention it?
Which documents mention how to declare a gift?
Does the policy mention gifts?
What does the policy mention about gifts?
What is mentioned in the contract?
List the documents I need
List all documents
Documents that mention salaries are confidential
Name the documents required for hiring
What documents contain my salary?
Which documents should be signed?
How long are documents kept?
Can I mention a customer in a reference?
""".strip().splitlines()


def understood(question: str) -> str | None:
    found = mentioned_in(question)
    if found is None:
        return None
    quoted = "=" if set(question) & set('«"') else ""
    return " | ".join(
        " & ".join(f"{quoted}{one.written}" for one in phrases) for phrases in found.alternatives
    )


@pytest.mark.parametrize(("question", "expected"), list(YES.items()))
def test_a_question_after_mentions_is_recognised(question: str, expected: str) -> None:
    assert understood(question) == expected


@pytest.mark.parametrize("question", NO)
def test_another_question_is_left_alone(question: str) -> None:
    assert mentioned_in(question) is None


def test_what_is_quoted_is_sought_in_its_very_words() -> None:
    quoted, plain = (
        mentioned_in(question)
        for question in ("Quels documents citent « prime » ?", "Quels documents citent la prime ?")
    )
    assert quoted is not None and quoted.phrases[0].forms is None
    assert plain is not None and plain.phrases[0].forms is not None


def test_no_question_of_the_sets_is_taken_for_one(shared_data: Path) -> None:
    asked = [
        json.loads(line)["question"]
        for path in sorted(shared_data.glob("*/questions.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    assert len(asked) > 1_000
    assert [one for one in asked if mentioned_in(" ".join(one.split()))] == []


def test_a_long_question_takes_no_long_time() -> None:
    for part in ("où est mentionné ", "where is a ", "? ", "« "):
        assert mentioned_in(part * (1_900 // len(part)) + "a") is None
