"""Wording of the page viewer."""

from typing import Final

from ui.wording.phrase import Phrase

VIEWER: Final[dict[str, Phrase]] = {
    "view.collection": Phrase("collection {name}", "collection {name}"),
    "view.pages": Phrase("Pages", "Pages"),
    "view.previous": Phrase("Page précédente", "Previous page"),
    "view.next": Phrase("Page suivante", "Next page"),
    "view.page-of": Phrase("page {page} sur {pages}", "page {page} of {pages}"),
    "view.download": Phrase("Télécharger", "Download"),
    "view.download.original": Phrase("Télécharger l’original", "Download the original"),
    "view.cited": Phrase("Passage cité [{number}]", "Cited passage [{number}]"),
    "view.cited.unnumbered": Phrase("Passage cité", "Cited passage"),
    "view.go-to-passage": Phrase("Voir dans la page", "Show it on the page"),
    "view.on-page": Phrase("Voir page {page}", "Show page {page}"),
    "view.picture": Phrase(
        "Image de la page {page} de {title}", "Picture of page {page} of {title}"
    ),
    "view.text": Phrase("Texte de la page", "Text of the page"),
    "view.stale": Phrase(
        "Ce document a été remplacé depuis cette réponse. Vous voyez sa version actuelle : le "
        "passage cité peut avoir changé ou disparu.",
        "This document was replaced after this answer was given. You see its current version: the "
        "cited passage may have changed or gone.",
    ),
    "view.no-picture": Phrase(
        "Cette page ne peut pas être dessinée ; voici son texte.",
        "This page cannot be drawn; here is its text.",
    ),
    "view.unread": Phrase(
        "Le texte de cette page n’a pas pu être lu : elle ne répond à aucune question.",
        "The text of this page could not be read: it answers no question.",
    ),
    "view.ocr": Phrase(
        "Page numérisée : son texte a été reconnu par la machine et peut contenir des fautes.",
        "Scanned page: its text was recognised by machine and may contain mistakes.",
    ),
}
