"""Wording that every page shares: the frame, roles, languages, small words."""

from typing import Final

from ui.wording.phrase import Phrase

GENERAL: Final[dict[str, Phrase]] = {
    "app.name": Phrase("Intramuros", "Intramuros"),
    "app.tagline": Phrase(
        "Vos documents répondent, rien ne sort de vos murs.",
        "Your documents answer, nothing leaves your walls.",
    ),
    "skip": Phrase("Aller au contenu", "Skip to content"),
    "nav.label": Phrase("Navigation principale", "Main navigation"),
    "nav.chat": Phrase("Questions", "Ask"),
    "nav.library": Phrase("Bibliothèque", "Library"),
    "nav.home": Phrase("Accueil Intramuros", "Intramuros home"),
    "sign-out": Phrase("Se déconnecter", "Sign out"),
    "sign-in": Phrase("Se connecter", "Sign in"),
    "signed-in-as": Phrase("Connecté en tant que {name}", "Signed in as {name}"),
    "language.label": Phrase("Langue", "Language"),
    "language.fr": Phrase("Français", "Français"),
    "language.en": Phrase("English", "English"),
    "role.employee": Phrase("Collaborateur", "Employee"),
    "role.compliance": Phrase("Conformité", "Compliance"),
    "role.admin": Phrase("Administration", "Administrator"),
    "yes": Phrase("Oui", "Yes"),
    "no": Phrase("Non", "No"),
    "close": Phrase("Fermer", "Close"),
    "cancel": Phrase("Annuler", "Cancel"),
    "documents.one": Phrase("{count} document", "{count} document"),
    "documents.other": Phrase("{count} documents", "{count} documents"),
}
