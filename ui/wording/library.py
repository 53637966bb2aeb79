"""Wording of the library: adding documents, their progress, their list, removing them."""

from typing import Final

from ui.wording.phrase import Phrase

_ADD: Final[dict[str, Phrase]] = {
    "library.title": Phrase("Bibliothèque", "Library"),
    "library.intro": Phrase(
        "Les documents ajoutés ici répondent aux questions dès qu’ils sont lus.",
        "Documents added here answer questions as soon as they are read.",
    ),
    "library.waits": Phrase(
        "Les nouveaux fichiers attendent d’être lus. {reason} Rien n’est perdu : la lecture "
        "reprendra d’elle-même.",
        "New files wait to be read. {reason} Nothing is lost: reading goes on by itself.",
    ),
    "library.add": Phrase("Ajouter des documents", "Add documents"),
    "library.collection": Phrase("Collection", "Collection"),
    "library.collection.hint": Phrase("Qui peut lire : {groups}", "Who may read: {groups}"),
    "library.collection.nobody": Phrase("personne pour l’instant", "nobody yet"),
    "library.narrow": Phrase("Restreindre les lecteurs", "Narrow who may read"),
    "library.narrow.hint": Phrase(
        "Sans choix, tous les lecteurs de la collection lisent ces documents ; un document "
        "remplacé garde ses lecteurs.",
        "With nothing chosen, everyone who reads the collection reads these documents; a document "
        "that is replaced keeps its readers.",
    ),
    "library.narrow.not-you": Phrase(
        "Vous n’êtes dans aucun de ces groupes : vous ne verrez plus ces documents vous-même.",
        "You are in none of these groups: you will not see these documents yourself.",
    ),
    "library.drop": Phrase(
        "Déposez des fichiers ici, ou choisissez-les", "Drop files here, or choose them"
    ),
    "library.drop.formats": Phrase(
        "PDF ; Word, PowerPoint et Excel ; OpenDocument (ODT, ODS, ODP) ; RTF, EPUB, HTML, "
        "Markdown, CSV, texte ; courriels (EML, MSG, signés ou non) ; images (PNG, JPEG, TIFF, "
        "WEBP, BMP, GIF). {limit} Mo au plus par fichier.",
        "PDF; Word, PowerPoint and Excel; OpenDocument (ODT, ODS, ODP); RTF, EPUB, HTML, Markdown, "
        "CSV, plain text; mails (EML, MSG, signed or not); pictures (PNG, JPEG, TIFF, WEBP, BMP, "
        "GIF). Up to {limit} MB each.",
    ),
    "library.drop.no-libreoffice": Phrase(
        "Pas sur ce serveur : les anciens fichiers DOC, PPT, XLS et XLSB (LibreOffice n’y est pas "
        "installé). Enregistrez-les en DOCX, PPTX ou XLSX.",
        "Not on this server: old DOC, PPT, XLS and XLSB files (LibreOffice is not installed). Save "
        "them as DOCX, PPTX or XLSX.",
    ),
    "library.drop.no-recognition": Phrase(
        "Pas sur ce serveur : le texte des images et des pages numérisées (la reconnaissance de "
        "caractères n’y est pas).",
        "Not on this server: the text of pictures and scanned pages (there is no character "
        "recognition).",
    ),
    "library.no-collection": Phrase(
        "Vous ne pouvez lire aucune collection, donc rien y ajouter. Demandez l’accès à "
        "l’administration.",
        "You can read no collection, so you cannot add to one. Ask an administrator for access.",
    ),
    "library.no-script": Phrase(
        "L’ajout et la suppression demandent JavaScript dans le navigateur.",
        "Adding and removing need JavaScript in the browser.",
    ),
}

# Said by the script while files are on their way; {…} are filled in there.
SCRIPT_KEYS: Final = (
    "library.file.waiting",
    "library.file.sending",
    "library.file.sent",
    "library.file.reading",
    "library.file.read",
    "library.file.taken-over",
    "library.file.left-alone",
    "library.file.too-large",
    "library.file.folder",
    "library.file.refused",
    "library.file.signed-out",
    "library.file.network",
    "library.file.retry",
    "library.file.not-sent",
    "library.cancelled",
    "library.cancel.failed",
    "library.cancel.signed-out",
    "library.cancel.network",
    "library.progress",
    "library.progress.done",
    "library.progress.listed",
    "library.progress.listed.done",
    "library.progress.failed",
    "library.leave",
    "report.link",
    "report.link.named",
    "library.collection.hint",
    "library.collection.nobody",
)
_PROGRESS: Final[dict[str, Phrase]] = {
    "library.uploads": Phrase("Fichiers en cours d’ajout", "Files being added"),
    "library.file.waiting": Phrase("En attente d’envoi", "Waiting to be sent"),
    "library.file.sending": Phrase("Envoi : {percent} %", "Sending: {percent}%"),
    "library.file.sent": Phrase("En attente de lecture", "Waiting to be read"),
    "library.file.reading": Phrase(
        "Lecture : page {done} sur {total}", "Reading: page {done} of {total}"
    ),
    "library.file.unread.one": Phrase(
        "Aucune recherche ne trouvera cette page : {pages}",
        "No search will find this page: {pages}",
    ),
    "library.file.unread.other": Phrase(
        "Aucune recherche ne trouvera ces pages : {pages}",
        "No search will find these pages: {pages}",
    ),
    "library.file.read": Phrase(
        "Pages lues ; bientôt trouvable", "Pages read; to be found in a moment"
    ),
    "library.file.taken-over": Phrase(
        "Le même fichier a été ajouté une seconde fois ; il est suivi là-bas.",
        "The same file was added a second time; its reading is followed there.",
    ),
    "library.file.left-alone": Phrase(
        "Votre session est terminée ; le fichier est gardé et sa lecture se poursuit. "
        "Connectez-vous de nouveau pour la suivre.",
        "Your session has ended; the file is kept, and is being read all the same. "
        "Sign in again to follow it.",
    ),
    "library.file.too-large": Phrase(
        "Le fichier dépasse {limit} Mo. Découpez-le ou réduisez-le, puis ajoutez-le de nouveau.",
        "The file is larger than {limit} MB. Split it or make it smaller, then add it again.",
    ),
    "library.file.folder": Phrase(
        "C’est un dossier. Ouvrez-le et déposez les fichiers qu’il contient.",
        "This is a folder. Open it and drop the files in it.",
    ),
    "library.file.refused": Phrase(
        "Le serveur a refusé ce fichier : {reason}", "The server refused this file: {reason}"
    ),
    "library.file.signed-out": Phrase(
        "Votre session est terminée. Connectez-vous de nouveau, puis ajoutez ce fichier.",
        "Your session has ended. Sign in again, then add this file.",
    ),
    "library.file.network": Phrase(
        "L’envoi a été interrompu ; rien n’a été gardé. Réessayez.",
        "The upload was interrupted; nothing was kept. Try again.",
    ),
    "library.file.retry": Phrase("Réessayer", "Try again"),
    "library.file.not-sent": Phrase("Annulé avant l’envoi", "Cancelled before it was sent"),
    "library.cancel": Phrase("Annuler les fichiers en attente", "Cancel the files that wait"),
    "library.cancelled": Phrase("Annulés : {cancelled}", "{cancelled} cancelled"),
    "library.cancel.failed": Phrase(
        "Les fichiers déjà envoyés n’ont pas été annulés : {reason}",
        "Files already sent were not cancelled: {reason}",
    ),
    "library.cancel.signed-out": Phrase(
        "Votre session est terminée : les fichiers déjà envoyés n’ont pas été annulés. "
        "Connectez-vous de nouveau pour les annuler.",
        "Your session has ended: files already sent were not cancelled. Sign in again to cancel "
        "them.",
    ),
    "library.cancel.network": Phrase(
        "Le serveur n’a pas répondu : les fichiers déjà envoyés ne sont peut-être pas annulés. "
        "Réessayez.",
        "The server did not answer: files already sent may not be cancelled. Try again.",
    ),
    "library.progress": Phrase("Terminés : {done} sur {total}", "{done} of {total} finished"),
    "library.progress.done": Phrase("Terminés : {total}", "{total} finished"),
    "library.progress.listed": Phrase(
        "Terminés dans cette liste : {done} sur {total}", "{done} of {total} in this list finished"
    ),
    "library.progress.listed.done": Phrase(
        "Terminés dans cette liste : {total}", "{total} in this list finished"
    ),
    "library.progress.failed": Phrase("{failed} à revoir", "{failed} to look at"),
    "library.pace.files.one": Phrase("{count} fichier à lire", "{count} file still to be read"),
    "library.pace.files.other": Phrase("{count} fichiers à lire", "{count} files still to be read"),
    "library.pace.pages": Phrase("{pages} pages/s", "{pages} pages/s"),
    "library.pace.chunks": Phrase("{chunks} passages/s", "{chunks} passages/s"),
    "library.pace.arriving": Phrase(
        "de nouveaux fichiers viennent d’arriver", "new files came in just now"
    ),
    "time-left.minute": Phrase("moins d’une minute", "less than a minute left"),
    "time-left.minutes": Phrase("encore {count} min environ", "about {count} min left"),
    "time-left.hours": Phrase("encore {count} h environ", "about {count} h left"),
    "library.leave": Phrase(
        "Des fichiers ne sont pas encore envoyés.", "Some files have not been sent yet."
    ),
}

_LIST: Final[dict[str, Phrase]] = {
    "library.documents": Phrase("Documents", "Documents"),
    "library.search": Phrase("Chercher un titre ou un fichier", "Search by title or file"),
    "library.search.button": Phrase("Chercher", "Search"),
    "library.search.clear": Phrase("Tout afficher", "Show all"),
    "library.all-collections": Phrase("Toutes les collections", "All collections"),
    "library.column.title": Phrase("Titre", "Title"),
    "library.column.collection": Phrase("Collection", "Collection"),
    "library.column.readers": Phrase("Lecteurs", "Readers"),
    "library.column.pages": Phrase("Pages", "Pages"),
    "library.column.verdict": Phrase("Lecture", "Reading"),
    "library.column.added": Phrase("Ajouté", "Added"),
    "library.column.actions": Phrase("Actions", "Actions"),
    "library.readers.collection": Phrase("comme la collection", "as the collection"),
    "library.readers.collection.meaning": Phrase(
        "Tous les lecteurs de la collection", "Everyone who reads the collection"
    ),
    "library.unread.one": Phrase("non lue : {pages}", "not read: {pages}"),
    "library.unread.other": Phrase("non lues : {pages}", "not read: {pages}"),
    "library.added-by": Phrase("par {name}", "by {name}"),
    "library.remove": Phrase("Supprimer", "Remove"),
    "library.remove.named": Phrase("Supprimer {title}", "Remove {title}"),
    "library.remove.question": Phrase("Supprimer ce document ?", "Remove this document?"),
    "library.remove.explained": Phrase(
        "Il ne répondra plus à aucune question, dès maintenant. Les réponses déjà données ne "
        "pourront plus le montrer.",
        "From now on it answers no question. Answers already given can no longer show it.",
    ),
    "library.remove.of-folder": Phrase(
        "Il vient d’un dossier du serveur : si la collection reflète ce dossier, il reviendra tant "
        "que son fichier y reste. Supprimez-le aussi là-bas.",
        "It came from a folder of the server: where the collection mirrors that folder, it comes "
        "back as long as its file is there. Delete it there too.",
    ),
    "library.removed": Phrase("Le document a été supprimé.", "The document was removed."),
    "library.empty": Phrase(
        "Aucun document pour l’instant. Déposez-en un ci-dessus : il répondra aux questions dès "
        "qu’il sera lu.",
        "No documents yet. Drop one above: it answers questions as soon as it is read.",
    ),
    "library.only-to-check": Phrase("À vérifier seulement", "To be checked only"),
    "library.empty-collection": Phrase(
        "Cette collection n’a pas encore de document.", "This collection has no document yet."
    ),
    "library.nothing-to-check": Phrase(
        "Rien à vérifier parmi les documents gardés ici : chacun a été lu en entier, et aucun "
        "texte n’y est à l’écart.",
        "Nothing to check among the documents kept here: each was read whole, and no text of "
        "them is set aside.",
    ),
    "library.nothing-found": Phrase(
        "Aucun document ne correspond à cette recherche.", "No document matches this search."
    ),
    "library.list-pages": Phrase("Pages de la liste", "Pages of the list"),
    "library.previous": Phrase("Précédents", "Previous"),
    "library.next": Phrase("Suivants", "Next"),
    "library.range": Phrase("{first} à {last} sur {total}", "{first} to {last} of {total}"),
}

LIBRARY: Final[dict[str, Phrase]] = {**_ADD, **_PROGRESS, **_LIST}
