"""Wording of the files that could not be read, in the library."""

from typing import Final

from ui.wording.phrase import Phrase

UNREAD_FILES: Final[dict[str, Phrase]] = {
    "unread.title": Phrase("Illisibles", "Not readable"),
    "unread.files.one": Phrase("{count} fichier", "{count} file"),
    "unread.files.other": Phrase("{count} fichiers", "{count} files"),
    "unread.intro": Phrase(
        "Ces fichiers n’ont pas pu être lus et ne répondent à aucune question. Ajoutez de nouveau "
        "celui que vous avez corrigé. Un fichier d’un dossier suivi est repris dès qu’il y "
        "change, et quitte cette liste quand il y est supprimé. Un fichier envoyé s’en retire ici.",
        "These files could not be read and answer no question. Add one again once it is mended. "
        "A file of a folder that is followed is tried again when it changes there, and leaves "
        "this list when it is deleted there. One that was sent is taken off here.",
    ),
    "unread.brought": Phrase(
        "{collection} · {when}, par {name}", "{collection} · {when}, by {name}"
    ),
    "unread.former": Phrase(
        "La version précédente reste trouvable.", "The former version can still be found."
    ),
    "unread.dismiss": Phrase("Retirer de la liste", "Take off the list"),
    "unread.dismiss.named": Phrase("Retirer {name} de la liste", "Take {name} off the list"),
    "unread.pages": Phrase("Pages des fichiers illisibles", "Pages of the files not readable"),
}
