"""Wording of the sign-in page and of the pages that say that something went wrong."""

from typing import Final

from ui.wording.phrase import Phrase

PAGES: Final[dict[str, Phrase]] = {
    "sign-in.name": Phrase("Nom d’utilisateur", "User name"),
    "sign-in.password": Phrase("Mot de passe", "Password"),
    "sign-in.help": Phrase(
        "Mot de passe oublié ? Seule l’administration peut en donner un nouveau.",
        "Forgotten your password? Only an administrator can give you a new one.",
    ),
    "sign-in.wrong": Phrase(
        "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez-les et réessayez.",
        "This name and this password do not belong together. Check both and try again.",
    ),
    "sign-in.too-many": Phrase(
        "Trop d’essais manqués. Attendez cinq minutes, puis réessayez.",
        "Too many failed attempts. Wait five minutes, then try again.",
    ),
    "error.unknown-host": Phrase(
        "L’assistant ne connaît pas le nom sous lequel vous l’avez appelé. L’administration le "
        "donne avec ASSISTANT_PUBLIC_URL.",
        "The assistant does not know the name you called it by. The administrator sets it with "
        "ASSISTANT_PUBLIC_URL.",
    ),
    "error-page.home": Phrase("Revenir à l’accueil", "Back to the start"),
    "error-page.400": Phrase("Demande refusée", "Request refused"),
    "error-page.400.text": Phrase(
        "Cette demande ne peut pas être acceptée telle quelle.",
        "This request cannot be accepted as it is.",
    ),
    "error-page.401": Phrase("Session terminée", "Signed out"),
    "error-page.401.text": Phrase(
        "Votre session est terminée. Connectez-vous de nouveau.",
        "Your session has ended. Sign in again.",
    ),
    "error-page.403": Phrase("Demande refusée", "Request refused"),
    "error-page.403.text": Phrase(
        "Cette demande ne vient pas de nos pages : par sécurité, rien n’a été fait. Revenez à "
        "l’accueil et recommencez.",
        "This request did not come from our own pages: to be safe, nothing was done. Go back to "
        "the start and try again.",
    ),
    "error-page.404": Phrase("Introuvable", "Not found"),
    "error-page.404.text": Phrase(
        "Cette page n’existe pas, ou vous n’y avez pas accès.",
        "This page does not exist, or you have no access to it.",
    ),
    "error-page.405": Phrase("Demande refusée", "Request refused"),
    "error-page.405.text": Phrase(
        "Cette adresse ne s’utilise pas de cette façon.",
        "This address is not used in this way.",
    ),
    "error-page.408": Phrase("Trop lent", "Too slow"),
    "error-page.408.text": Phrase(
        "L’envoi s’est interrompu trop longtemps : rien n’a été gardé. Réessayez.",
        "The upload paused for too long: nothing was kept. Try again.",
    ),
    "error-page.413": Phrase("Trop volumineux", "Too large"),
    "error-page.413.text": Phrase(
        "C’est plus que ce qui peut être envoyé ici en une fois.",
        "This is more than can be sent here at once.",
    ),
    "error-page.429": Phrase("Trop de demandes", "Too many requests"),
    "error-page.429.text": Phrase(
        "Trop de demandes à la fois. Attendez un instant, puis réessayez.",
        "Too many requests at once. Wait a moment, then try again.",
    ),
    "error-page.500": Phrase("Une erreur est survenue", "Something went wrong"),
    "error-page.500.text": Phrase(
        "Ce n’est pas de votre fait. Réessayez ; si cela persiste, prévenez l’administration.",
        "This is not your doing. Try again; if it persists, tell the administrator.",
    ),
    "error-page.503": Phrase("Pas encore disponible", "Not available yet"),
    "error-page.503.text": Phrase(
        "L’assistant ne peut pas répondre pour l’instant. Réessayez dans un moment.",
        "The assistant cannot answer right now. Try again in a moment.",
    ),
}
