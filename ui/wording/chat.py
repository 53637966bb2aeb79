"""Wording of the chat."""

from typing import Final

from ui.wording.phrase import Phrase

CHAT: Final[dict[str, Phrase]] = {
    "chat.title": Phrase("Questions aux documents", "Ask your documents"),
    # EU AI Act, article 50(1): said at the start, in the person's language.
    "chat.ai-banner": Phrase(
        "Vous parlez à un système d’intelligence artificielle. Il répond d’après les documents de "
        "votre organisation et peut se tromper : chaque source est à un clic, vérifiez-la.",
        "You are talking to an artificial intelligence system. It answers from your "
        "organisation’s documents and may be wrong: every source is one click away, check it.",
    ),
    "chat.welcome": Phrase("Que voulez-vous savoir ?", "What would you like to know?"),
    "chat.welcome.scope": Phrase(
        "La réponse vient uniquement des documents que vous pouvez lire.",
        "The answer comes only from the documents you may read.",
    ),
    "chat.welcome.nothing": Phrase(
        "Aucun document ne vous est encore ouvert. Demandez l’accès à votre équipe conformité.",
        "No document is open to you yet. Ask your compliance team for access.",
    ),
    "chat.example": Phrase("Que dit « {title} » ?", "What does “{title}” say?"),
    "chat.example.topic": Phrase(
        "Que faut-il savoir sur « {topic} » ?", "What should I know about “{topic}”?"
    ),
    "chat.examples": Phrase("Pour commencer", "To begin with"),
    "chat.input": Phrase("Votre question", "Your question"),
    "chat.placeholder": Phrase("Posez votre question", "Ask your question"),
    "chat.send": Phrase("Envoyer", "Send"),
    "chat.stop": Phrase("Arrêter", "Stop"),
    "chat.new": Phrase("Nouvelle conversation", "New conversation"),
    "chat.conversations": Phrase("Conversations", "Conversations"),
    "chat.skip": Phrase("Aller à la question", "Skip to the question"),
    "chat.answer": Phrase("Réponse", "Answer"),
    "chat.footnote": Phrase(
        "Réponses d’une intelligence artificielle : vérifiez les sources.",
        "Answers by an artificial intelligence: check the sources.",
    ),
    "chat.forget": Phrase("Supprimer", "Delete"),
    "chat.forget.sure": Phrase("Supprimer pour de bon ?", "Delete for good?"),
    "chat.evidence": Phrase("Passages trouvés", "Passages found"),
    "chat.conversations.none": Phrase("Aucune pour l’instant.", "None yet."),
    "chat.answers": Phrase("Questions et réponses", "Questions and answers"),
    "chat.you": Phrase("Vous", "You"),
    "chat.searching": Phrase("Recherche dans vos documents", "Searching your documents"),
    "chat.found.one": Phrase(
        "{count} passage trouvé, rédaction de la réponse",
        "{count} passage found, writing the answer",
    ),
    "chat.found.other": Phrase(
        "{count} passages trouvés, rédaction de la réponse",
        "{count} passages found, writing the answer",
    ),
    "chat.sources": Phrase("Sources", "Sources"),
    "chat.source.open": Phrase(
        "Source {number} : {title}, page {page}", "Source {number}: {title}, page {page}"
    ),
    "chat.source.page": Phrase("p. {page}", "p. {page}"),
    "chat.twins.same.one": Phrase("{count} document le dit.", "{count} document says this."),
    "chat.twins.same.other": Phrase(
        "{count} documents le disent ; aussi :", "{count} documents say this; also:"
    ),
    "chat.twins.differ": Phrase(
        "Ces documents ne disent pas la même chose :", "These documents differ:"
    ),
    "chat.source.panel": Phrase("Page citée", "Cited page"),
    "chat.source.new-tab": Phrase("Ouvrir dans un onglet", "Open in a tab"),
    "chat.unsupported": Phrase("non sourcé", "no source"),
    "chat.unsupported.legend": Phrase(
        "Souligné en pointillé : aucune source trouvée pour cette phrase. Ne vous y fiez pas sans "
        "vérifier.",
        "Dotted underline: no source was found for this sentence. Do not rely on it unchecked.",
    ),
    "chat.extractive": Phrase(
        "Citations des documents, trouvées sans modèle de langage",
        "Quotations from the documents, found without a language model",
    ),
    "chat.cut-short": Phrase("Réponse incomplète", "Incomplete answer"),
    "chat.generated": Phrase("Rédigé par le modèle {model}", "Written by the model {model}"),
    "chat.withdrawn": Phrase(
        "Cette réponse n’est plus affichée : un document cité a été retiré ou ne vous est plus "
        "ouvert.",
        "This answer is no longer shown: a document it cites was removed or is no longer open to "
        "you.",
    ),
    "chat.refusal": Phrase(
        "Je n’ai rien trouvé dans les documents que vous pouvez lire.",
        "I found nothing in the documents you may read.",
    ),
    "chat.refusal.nearest": Phrase("Les documents les plus proches :", "The nearest documents:"),
    "chat.helpful": Phrase("Cette réponse vous a-t-elle aidé ?", "Did this answer help?"),
    "chat.helpful.thanks": Phrase("Merci, c’est noté.", "Thank you, noted."),
    "chat.copy": Phrase("Copier avec les sources", "Copy with sources"),
    "chat.copied": Phrase("Copié", "Copied"),
    "chat.session-ended": Phrase(
        "Votre session est terminée. Reconnectez-vous pour continuer.",
        "Your session has ended. Sign in again to go on.",
    ),
    "chat.connection-lost": Phrase(
        "La liaison avec le serveur est coupée. Rechargez la page dans un instant.",
        "The connection to the server is lost. Reload the page in a moment.",
    ),
    "chat.busy": Phrase(
        "Trop de questions attendent déjà. Réessayez dans une minute.",
        "Too many questions are waiting already. Try again in a minute.",
    ),
    "chat.too-long": Phrase(
        "Votre question compte {length} caractères ; la limite est de {limit}. Raccourcissez-la.",
        "Your question has {length} characters; the limit is {limit}. Shorten it.",
    ),
    "chat.reload": Phrase("Recharger la page", "Reload the page"),
}
