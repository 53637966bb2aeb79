"""Wording of every error code: what happened and what to do, never what was thrown."""

from typing import Final

from ui.wording.phrase import Phrase

_STORAGE: Final[dict[str, Phrase]] = {
    "error.error": Phrase(
        "Une erreur inattendue est survenue. Essayez de nouveau ; si cela persiste, prévenez "
        "l’administration.",
        "Something unexpected went wrong. Try again; if it persists, tell the administrator.",
    ),
    "error.setting": Phrase(
        "Un réglage du serveur est incorrect. Prévenez l’administration.",
        "A setting of the server is wrong. Tell the administrator.",
    ),
    "error.bad-input": Phrase(
        "Cette saisie ne peut pas être acceptée.", "This input cannot be accepted."
    ),
    "error.name-taken": Phrase("Ce nom est déjà pris.", "This name is already taken."),
    "error.too-large": Phrase(
        "Le fichier est plus volumineux que permis.", "The file is larger than allowed."
    ),
    "error.not-found": Phrase(
        "Introuvable, ou vous n’y avez pas accès.", "Not found, or not yours to see."
    ),
    "error.unknown-collection": Phrase(
        "Cette collection est introuvable, ou vous n’y avez pas accès.",
        "This collection does not exist, or you have no access to it.",
    ),
    "error.unknown-document": Phrase(
        "Ce document est introuvable, ou vous n’y avez pas accès.",
        "This document does not exist, or you have no access to it.",
    ),
    "error.unknown-person": Phrase("Aucune personne de ce nom.", "There is nobody of that name."),
    "error.home": Phrase(
        "Le dossier des données ne peut pas être utilisé. Prévenez l’administration.",
        "The data folder cannot be used. Tell the administrator.",
    ),
    "error.home-missing": Phrase(
        "Rien n’a encore été installé ici. Prévenez l’administration.",
        "Nothing has been set up here yet. Tell the administrator.",
    ),
    "error.folder-away": Phrase(
        "Le dossier n’est pas accessible pour le moment : ses documents restent.",
        "The folder cannot be reached for now: its documents stay.",
    ),
    "error.removals-held": Phrase(
        "Beaucoup de documents disparaîtraient : il faut le confirmer.",
        "Many documents would be removed: this has to be confirmed.",
    ),
    "error.home-busy": Phrase(
        "Un autre programme utilise les données. Réessayez dans un instant.",
        "Another program is using the data. Try again in a moment.",
    ),
    "error.home-too-new": Phrase(
        "Les données viennent d’une version plus récente du programme. Prévenez l’administration.",
        "The data come from a newer version of the program. Tell the administrator.",
    ),
    "error.no-room": Phrase(
        "Il n’y a plus assez de place sur le disque : rien de nouveau n’est reçu pour l’instant. "
        "Les questions restent possibles. Prévenez l’administration.",
        "There is too little room on the disk: nothing new is taken in for now. You can go on "
        "asking. Tell the administrator.",
    ),
    "error.ledger-damaged": Phrase(
        "Le registre des documents est endommagé ; rien n’est servi tant qu’il n’est pas restauré. "
        "Prévenez l’administration.",
        "The document ledger is damaged; nothing is served until it is restored. Tell the "
        "administrator.",
    ),
    "error.embedder": Phrase(
        "Le moteur de recherche ne peut pas démarrer. Prévenez l’administration.",
        "The search engine cannot start. Tell the administrator.",
    ),
    "error.embedder-changed": Phrase(
        "Le modèle d’indexation n’est plus celui des documents : ils doivent être réindexés. "
        "Prévenez l’administration.",
        "The embedding model is no longer that of the documents: they must be indexed anew. Tell "
        "the administrator.",
    ),
    "error.embedder-unreachable": Phrase(
        "Le moteur de recherche ne répond pas pour l’instant. Réessayez dans un instant.",
        "The search engine does not answer for the moment. Try again in a moment.",
    ),
    "error.reranker": Phrase(
        "Le modèle de classement ne peut pas être utilisé. Prévenez l’administration.",
        "The ranking model cannot be used. Tell the administrator.",
    ),
    "error.unreadable-document": Phrase(
        "Ce document n’a pas pu être lu.", "This document could not be read."
    ),
}

_QUESTION: Final[dict[str, Phrase]] = {
    "error.question-empty": Phrase("Écrivez d’abord une question.", "Write a question first."),
    "error.question-vague": Phrase(
        "Dites en quelques mots ce que vous cherchez : votre question ne nomme aucun sujet.",
        "Say in a few words what you are looking for: your question names no subject.",
    ),
    "error.mentions-negated": Phrase(
        "Je ne peux pas lister les documents qui ne mentionnent pas quelque chose. Demandez "
        "lesquels le mentionnent : les autres n’en parlent pas.",
        "I cannot list the documents that do not mention something. Ask which ones mention it: "
        "the others do not.",
    ),
    "error.server-refused": Phrase(
        "Le serveur a répondu par une erreur. Consultez son journal.",
        "The server answered with an error. See its log.",
    ),
    "error.history-too-long": Phrase(
        "L’historique est trop long : au plus 50 messages, 20 000 caractères par réponse et "
        "100 000 en tout. Envoyez seulement les derniers messages.",
        "The history is too long: at most 50 messages, 20,000 characters an answer and 100,000 "
        "together. Send the last messages only.",
    ),
    "error.question-too-long": Phrase(
        "Votre question est trop longue. Raccourcissez-la et posez-la de nouveau.",
        "Your question is too long. Shorten it and ask again.",
    ),
    "error.bad-questions-file": Phrase(
        "Ce fichier de questions ne suit pas le format attendu.",
        "This questions file does not follow the expected format.",
    ),
}

# Why the language model did not write the answer, or not all of it. The answer itself, quoted
# or cut short, stands below the sentence.
_MODEL: Final[dict[str, Phrase]] = {
    "error.no-model": Phrase(
        "Aucun modèle de langage n’est configuré : voici les passages de vos documents.",
        "No language model is configured: here are passages from your documents.",
    ),
    "error.unsupported": Phrase(
        "Aucune phrase de cette réponse n’a pu être rattachée à vos documents.",
        "No sentence of this answer could be traced to your documents.",
    ),
    "error.model-silent": Phrase(
        "Le modèle de langage n’a rien écrit.", "The language model wrote nothing."
    ),
    "error.model-unreachable": Phrase(
        "Le modèle de langage ne répond pas pour l’instant.",
        "The language model is not available right now.",
    ),
    "error.model-missing": Phrase(
        "Le modèle de langage choisi n’est pas installé sur le serveur.",
        "The chosen language model is not installed on the server.",
    ),
    "error.model-busy": Phrase(
        "Le modèle de langage a trop de demandes en cours.",
        "The language model has too many requests at the moment.",
    ),
    "error.model-remote": Phrase(
        "Le modèle de langage choisi répondrait depuis l’extérieur : il n’a pas été interrogé.",
        "The chosen language model would answer from outside: it was not asked.",
    ),
    "error.model-redirected": Phrase(
        "Le serveur du modèle renvoie vers une autre adresse : rien ne lui a été confié.",
        "The model’s server points to another address: nothing was given to it.",
    ),
    "error.model-overflow": Phrase(
        "Les passages trouvés dépassent ce que le modèle de langage peut lire d’un coup.",
        "The passages found are more than the language model can read at once.",
    ),
    "error.model-failed": Phrase(
        "Le modèle de langage a rencontré une erreur.", "The language model ran into an error."
    ),
    "error.model-garbled": Phrase(
        "Le modèle de langage a répondu de façon incompréhensible.",
        "The language model sent something that cannot be understood.",
    ),
    "error.model-timeout-first": Phrase(
        "Le modèle de langage n’a pas commencé à répondre à temps.",
        "The language model did not start to answer in time.",
    ),
    "error.model-timeout-token": Phrase(
        "Le modèle de langage s’est arrêté en cours de réponse.",
        "The language model stopped in the middle of its answer.",
    ),
    "error.model-timeout-total": Phrase(
        "Le modèle de langage a dépassé le temps permis.",
        "The language model took longer than allowed.",
    ),
    "error.model-cut-short": Phrase(
        "La liaison avec le modèle de langage a été coupée.",
        "The connection to the language model was cut.",
    ),
    "error.model-ran-out": Phrase(
        "La réponse a atteint la longueur permise.",
        "The answer reached the longest length allowed.",
    ),
    "error.stopped": Phrase("Réponse arrêtée à votre demande.", "Answer stopped at your request."),
}

ERRORS: Final[dict[str, Phrase]] = {**_STORAGE, **_QUESTION, **_MODEL}
