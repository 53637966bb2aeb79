"""Wording of how the reading of a file, a page or a job ended: a label and what it means."""

from typing import Final

from ui.wording.phrase import Phrase

VERDICTS: Final[dict[str, Phrase]] = {
    "verdict.read": Phrase("Lu", "Read"),
    "verdict.read.meaning": Phrase(
        "Tout le texte a été lu. Le document répond aux questions.",
        "All its text was read. The document answers questions.",
    ),
    "verdict.partly-read": Phrase("Lu en partie", "Partly read"),
    "verdict.partly-read.meaning": Phrase(
        "Certaines pages n’ont pas pu être lues : elles ne répondront à aucune question.",
        "Some pages could not be read: they will answer no question.",
    ),
    "verdict.quarantined": Phrase("En quarantaine", "Quarantined"),
    "verdict.quarantined.meaning": Phrase(
        "Aucun texte visible n’a pu être lu : qui ouvre ce document ne voit rien de ce qui a été "
        "lu, et les pages non lues sont indiquées. Il est gardé, mais aucune recherche ne le "
        "trouve tant que son texte caché n’est pas autorisé dans le rapport de lecture.",
        "No visible text could be read: whoever opens this document sees nothing of what was read, "
        "and pages that were not read are listed. It is kept, but no search finds it until its "
        "hidden text is released in the reading report.",
    ),
    "verdict.unchanged": Phrase("Inchangé", "Unchanged"),
    "verdict.unchanged.meaning": Phrase(
        "Le même fichier était déjà là : rien n’a été refait.",
        "The same file was already here: nothing was done again.",
    ),
    "verdict.no-text": Phrase("Aucun texte", "No text"),
    "verdict.no-text.meaning": Phrase(
        "Aucun texte n’a pu être lu. Si c’est une numérisation, refaites-la plus nette ou plus "
        "contrastée.",
        "No text could be read. If it is a scan, scan it again, sharper or with more contrast.",
    ),
    "verdict.no-text.no-recognition.meaning": Phrase(
        "Aucun texte n’a pu être lu : ce serveur ne reconnaît ni les pages numérisées ni les "
        "images. L’administration peut y installer Tesseract ; ajoutez ensuite le fichier de "
        "nouveau.",
        "No text could be read: this server recognises neither scanned pages nor pictures. An "
        "administrator can install Tesseract; then add the file again.",
    ),
    "verdict.no-text.recognition-off.meaning": Phrase(
        "Aucun texte n’a pu être lu : la reconnaissance des pages numérisées et des images est "
        "désactivée sur ce serveur. L’administration peut l’activer (ASSISTANT_OCR) ; ajoutez "
        "ensuite le fichier de nouveau.",
        "No text could be read: the recognition of scanned pages and pictures is switched off on "
        "this server. An administrator can switch it on (ASSISTANT_OCR); then add the file again.",
    ),
    "verdict.no-text.recognition-too-slow.meaning": Phrase(
        "Les pages numérisées n’ont pas été reconnues dans le temps permis. Découpez le document "
        "en plusieurs fichiers, ou demandez à l’administration de laisser plus de temps "
        "(ASSISTANT_OCR_DOCUMENT_S).",
        "The scanned pages were not recognised within the time allowed. Split the document into "
        "several files, or ask an administrator to allow more time (ASSISTANT_OCR_DOCUMENT_S).",
    ),
    "verdict.empty": Phrase("Vide", "Empty"),
    "verdict.empty.meaning": Phrase(
        "Le fichier ne contient rien. Demandez le bon fichier.",
        "There is nothing in the file. Ask for the right one.",
    ),
    "verdict.encrypted": Phrase("Protégé par mot de passe", "Password protected"),
    "verdict.encrypted.meaning": Phrase(
        "Le fichier est chiffré. Enregistrez-en une copie sans mot de passe et ajoutez-la.",
        "The file is encrypted. Save a copy without a password and add that.",
    ),
    "verdict.damaged": Phrase("Endommagé", "Damaged"),
    "verdict.damaged.meaning": Phrase(
        "Le fichier est abîmé ou incomplet. Exportez-le de nouveau depuis son application.",
        "The file is broken or incomplete. Export it again from its application.",
    ),
    "verdict.unknown-type": Phrase("Type inconnu", "Unknown type"),
    "verdict.unknown-type.meaning": Phrase(
        "Ce type de fichier n’est pas lu. Formats lus : PDF, Word, PowerPoint, Excel, "
        "OpenDocument, RTF, EPUB, HTML, Markdown, CSV, texte, courriels et images. Les anciens "
        "fichiers DOC, PPT et XLS le sont là où LibreOffice est installé.",
        "This type of file is not read. Formats read: PDF, Word, PowerPoint, Excel, OpenDocument, "
        "RTF, EPUB, HTML, Markdown, CSV, plain text, mails and pictures. Old DOC, PPT and XLS "
        "files are read where LibreOffice is installed.",
    ),
    "verdict.unknown-type.no-libreoffice.meaning": Phrase(
        "C’est un ancien fichier Office, que ce serveur ne lit pas : LibreOffice n’y est pas "
        "installé. Enregistrez-le en DOCX, PPTX ou XLSX et ajoutez-le.",
        "It is an old Office file, which this server does not read: LibreOffice is not installed. "
        "Save it as DOCX, PPTX or XLSX and add that.",
    ),
    "verdict.unknown-type.old-office-inside.meaning": Phrase(
        "C’est un ancien fichier Office à l’intérieur d’un autre fichier. Enregistrez-le à part "
        "en DOCX, PPTX ou XLSX et ajoutez-le.",
        "It is an old Office file inside another file. Save it by itself as DOCX, PPTX or XLSX "
        "and add that.",
    ),
    "verdict.unknown-type.dynamic-form.meaning": Phrase(
        "C’est un formulaire que seuls les programmes d’Adobe savent afficher (XFA). Imprimez-le "
        "en PDF depuis l’un d’eux et ajoutez ce PDF.",
        "It is a form that only Adobe’s programs can show (XFA). Print it to a PDF in one of them "
        "and add that PDF.",
    ),
    "verdict.too-large": Phrase("Trop volumineux", "Too large"),
    "verdict.too-large.meaning": Phrase(
        "Le fichier, ou ce qu’il contient une fois décompressé, dépasse la taille permise. "
        "Découpez le fichier en plusieurs.",
        "The file, or what it unpacks to, is larger than allowed. Split it into several files.",
    ),
    "verdict.too-large.many-old-office.meaning": Phrase(
        "Le fichier dans lequel il se trouve contient trop d’anciens fichiers Office. "
        "Enregistrez-le à part et ajoutez-le.",
        "The file in which it lies holds too many old Office files. Save it by itself and add "
        "that.",
    ),
    "verdict.too-slow.slow-old-office.meaning": Phrase(
        "Les anciens fichiers Office du fichier dans lequel il se trouve sont trop longs à "
        "convertir. Enregistrez-le à part et ajoutez-le.",
        "Converting the old Office files of the file in which it lies takes too long. Save it by "
        "itself and add that.",
    ),
    "verdict.too-large.too-deep.meaning": Phrase(
        "Le fichier est enfoui dans trop de fichiers l’un dans l’autre. Enregistrez-le à part et "
        "ajoutez-le.",
        "The file lies inside too many files, one within the other. Save it by itself and add "
        "that.",
    ),
    "verdict.too-many-pages": Phrase("Trop de pages", "Too many pages"),
    "verdict.too-many-pages.meaning": Phrase(
        "Le document a plus de pages que permis. Découpez le fichier en plusieurs.",
        "The document has more pages than allowed. Split it into several files.",
    ),
    "verdict.too-slow": Phrase("Trop long à lire", "Too slow to read"),
    "verdict.too-slow.meaning": Phrase(
        "La lecture a dépassé le temps permis et a été arrêtée. Découpez le fichier en plusieurs.",
        "Reading it took longer than allowed and was stopped. Split it into several files.",
    ),
    "verdict.too-much-memory": Phrase("Trop de mémoire", "Too much memory"),
    "verdict.too-much-memory.meaning": Phrase(
        "La lecture demandait plus de mémoire que permis et a été arrêtée. Découpez le "
        "fichier en plusieurs.",
        "Reading it needed more memory than allowed and was stopped. Split it into several files.",
    ),
    "verdict.parser-died": Phrase("Lecture interrompue", "Reading crashed"),
    "verdict.parser-died.meaning": Phrase(
        "Le fichier a fait échouer le programme de lecture. Exportez-le de nouveau, en PDF par "
        "exemple, et ajoutez-le.",
        "The file crashed the reading program. Export it again, as PDF for instance, and add that.",
    ),
    "verdict.unreadable-file": Phrase("Fichier inaccessible", "File not accessible"),
    "verdict.unreadable-file.meaning": Phrase(
        "Le fichier n’a pas pu être ouvert : droits insuffisants, ou fichier disparu. Demandez à "
        "l’administration de vérifier ses droits.",
        "The file could not be opened: no permission, or it is gone. Ask an administrator to "
        "check its permissions.",
    ),
    "verdict.from-folder": Phrase("Tenu par un dossier", "Kept by a folder"),
    "verdict.from-folder.meaning": Phrase(
        "Le document de ce nom vient d’un dossier du serveur, qui le rétablirait. Remplacez-le "
        "dans ce dossier, ou retirez d’abord le document.",
        "The document of this name comes from a folder of the server, which would bring it back. "
        "Replace it in that folder, or remove the document first.",
    ),
    "verdict.cancelled": Phrase("Annulé", "Cancelled"),
    "verdict.cancelled.meaning": Phrase(
        "L’ajout a été annulé avant la fin de la lecture.",
        "Adding it was cancelled before it was read to its end.",
    ),
    "verdict.failed": Phrase("Échec", "Failed"),
    "verdict.failed.meaning": Phrase(
        "Une erreur inattendue a arrêté la lecture. Essayez de nouveau ; si cela persiste, "
        "prévenez l’administration.",
        "An unexpected error stopped the reading. Try again; if it persists, tell the "
        "administrator.",
    ),
    "reading.text": Phrase("texte", "text"),
    "reading.ocr": Phrase("reconnaissance de caractères", "character recognition"),
    "reading.blank": Phrase("page blanche", "blank page"),
    "reading.unread": Phrase("non lue", "not read"),
    "job.queued": Phrase("En attente", "Waiting"),
    "job.running": Phrase("En cours de lecture", "Being read"),
    "job.done": Phrase("Terminé", "Done"),
    "job.failed": Phrase("Échec", "Failed"),
}
