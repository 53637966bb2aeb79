"""How well an embedder knows a language, found out by asking it a few questions.

A model's card says little, and names nothing for a folder that somebody tuned: so each embedder is
tried on twelve questions with the sentence that answers each in other words, in both languages.
"""

import threading
from collections.abc import Mapping

import numpy as np

from storage.asking_first import asking
from storage.embedding import Embedder

# The mean reciprocal rank of the right sentence among the twelve is .26 by chance. The bundled
# embedder: English 1.00, French .33, a French question among English sentences .36, the other way
# .68 (November 2026). Set by hand between these, as no other embedder was there to choose them by:
# with any UNKNOWN from .36 and KNOWN up to 1 three of the bundled one's four count the same.
UNKNOWN, KNOWN = 0.4, 0.9

Languages = tuple[str, str]
"""The language of the question, and that of the passages."""

_QUESTIONS = {
    "fr": (
        "Combien de jours puis-je travailler de chez moi ?",
        "Qui rembourse un repas pris en déplacement ?",
        "Que faire si l'on perd son badge ?",
        "Quand suis-je payé ?",
        "Comment signaler une corruption ?",
        "Combien de temps garde-t-on les dossiers des candidats ?",
        "Ai-je droit à un congé pour la naissance de mon enfant ?",
        "Peut-on fumer au bureau ?",
        "Quelle est la longueur d'un mot de passe ?",
        "Où se réunir en cas d'incendie ?",
        "Qui valide un achat important ?",
        "Comment démissionner ?",
    ),
    "en": (
        "How many days may I work from home?",
        "Who pays for a meal taken while travelling?",
        "What should I do when I lose my badge?",
        "When am I paid?",
        "How do I report bribery?",
        "How long are applicants' files kept?",
        "Am I entitled to leave when my child is born?",
        "May one smoke in the office?",
        "How long must a password be?",
        "Where do we gather in a fire?",
        "Who approves a large purchase?",
        "How do I resign?",
    ),
}
_ANSWERS = {
    "fr": (
        "Le télétravail est ouvert deux jours par semaine après accord du responsable.",
        "Les frais de restauration d'une mission sont payés par l'employeur sur justificatif.",
        "La perte d'une carte d'accès se signale aussitôt au service de sécurité.",
        "Le salaire est versé le dernier jour ouvré du mois.",
        "Un lanceur d'alerte écrit au comité d'éthique, qui protège son identité.",
        "Les données personnelles d'un recrutement sont effacées au bout de deux ans.",
        "Le père dispose de vingt-huit jours de paternité.",
        "La cigarette et le vapotage sont interdits dans tous les locaux.",
        "Chaque compte informatique est protégé par un code d'au moins douze caractères.",
        "À l'alarme, l'évacuation conduit au point de rassemblement du parking.",
        "Au-delà de dix mille euros, la commande est signée par la direction financière.",
        "La rupture du contrat par le salarié se fait par lettre avec un préavis d'un mois.",
    ),
    "en": (
        "Remote work is open for two days a week once the manager agrees.",
        "Catering expenses of a business trip are refunded by the employer against a receipt.",
        "The loss of an access card is reported at once to the security desk.",
        "Salaries are transferred on the last working day of the month.",
        "A whistleblower writes to the ethics committee, which protects their identity.",
        "Personal data of a recruitment are erased after two years.",
        "The father has twenty-eight days of paternity.",
        "Cigarettes and vaping are forbidden on all premises.",
        "Every computer account is protected by a code of at least twelve characters.",
        "When the alarm sounds, evacuation leads to the assembly point in the car park.",
        "Above ten thousand euros, the order is signed by the finance director.",
        "Termination of the contract by the employee takes a letter and one month of notice.",
    ),
}

_known: dict[str, Mapping[Languages, float]] = {}  # by the embedder's digest
_trying = threading.Lock()
_PATIENCE_S = 5.0  # for another thread that is trying it: the bundled one takes 0.13 s


def knowledge(embedder: Embedder, question: str, passages: str) -> float:
    """How well `embedder` brings questions and passages of these languages together, 0 to 1.

    The first time of an embedder takes a forward pass over 48 sentences, or four requests; what
    asks for it meanwhile is told 0 rather than wait long. The languages are those that
    `storage.language` tells apart, French and English: a question in another one counts as the
    likelier of the two. Raises EmbedderError.
    """
    if embedder.digest not in _known:
        if not _trying.acquire(timeout=_PATIENCE_S):
            return 0.0
        try:
            if embedder.digest not in _known:
                with asking():  # whoever has `_trying` lets nobody pass: they may wait for it
                    _known[embedder.digest] = _tried(embedder)
        finally:
            _trying.release()
    return _known[embedder.digest].get((question, passages), 0.0)


def is_known(embedder: Embedder) -> bool:
    """Whether `knowledge` can tell of it without asking it anything."""
    return embedder.digest in _known


def _tried(embedder: Embedder) -> dict[Languages, float]:
    asked = {
        language: embedder.embed_queries(questions) for language, questions in _QUESTIONS.items()
    }
    said = {language: embedder.embed_passages(answers) for language, answers in _ANSWERS.items()}
    found = {}
    for question, queries in asked.items():
        for passages, vectors in said.items():
            cosines = queries @ vectors.T
            ranks = (cosines >= np.diag(cosines)[:, np.newaxis]).sum(axis=1)
            share = (float((1 / ranks).mean()) - UNKNOWN) / (KNOWN - UNKNOWN)
            found[question, passages] = min(max(share, 0.0), 1.0)
    return found
