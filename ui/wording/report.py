"""Wording of the reading report: pages, warnings, hidden texts, what says the same."""

from typing import Final

from ui.wording.phrase import Phrase

_PAGE: Final[dict[str, Phrase]] = {
    "report.title": Phrase("Rapport de lecture", "Reading report"),
    "report.of": Phrase("Rapport de lecture : {title}", "Reading report: {title}"),
    "report.link": Phrase("Rapport", "Report"),
    "report.link.named": Phrase("Rapport de lecture de {title}", "Reading report of {title}"),
    "report.back": Phrase("Bibliothèque", "Library"),
    "report.open": Phrase("Ouvrir le document", "Open the document"),
    "report.download": Phrase("Rapport en JSON", "Report as JSON"),
    "report.facts": Phrase("{pages} · lu en {seconds} s", "{pages} · read in {seconds} s"),
    "report.effective": Phrase("Date d’effet : {day}", "Effective {day}"),
    "report.source": Phrase("Provenance :", "From:"),
    "report.rereading": Phrase("Le document est relu.", "The document is being read again."),
    "report.rereading.waiting": Phrase("En attente de son tour.", "Waiting for its turn."),
    "report.rereading.running": Phrase("En cours.", "Under way."),
    "report.rereading.page": Phrase("Page {done} sur {total}.", "Page {done} of {total}."),
    "report.rereading.done": Phrase(
        "La lecture est terminée ; cette page est à jour.",
        "Reading has ended; this page is up to date.",
    ),
    "report.less-than": Phrase("moins de {seconds}", "less than {seconds}"),
    "report.pages.one": Phrase("{count} page", "{count} page"),
    "report.pages.other": Phrase("{count} pages", "{count} pages"),
    "report.not-searchable.one": Phrase(
        "Lu en partie. Aucune recherche ne trouvera cette page : {pages}.",
        "Partly read. No search will find this page: {pages}.",
    ),
    "report.not-searchable.other": Phrase(
        "Lu en partie. Aucune recherche ne trouvera ces pages : {pages}.",
        "Partly read. No search will find these pages: {pages}.",
    ),
    "report.unread.one": Phrase("Page non lue : {pages}.", "Page that was not read: {pages}."),
    "report.unread.other": Phrase(
        "Pages non lues : {pages}.", "Pages that were not read: {pages}."
    ),
    "report.remarks": Phrase("Remarques du programme de lecture", "Remarks of the reading program"),
    "report.every-page": Phrase("Page par page", "Page by page"),
    "report.column.page": Phrase("Page", "Page"),
    "report.column.characters": Phrase("Caractères", "Characters"),
    "report.column.language": Phrase("Langue", "Language"),
    "report.column.reading": Phrase("Lecture", "How it was read"),
    "report.column.tables": Phrase("Tableaux", "Tables"),
    "report.column.warnings": Phrase("À vérifier", "To be checked"),
    "report.reading.text": Phrase("texte", "text"),
    "report.reading.ocr": Phrase("reconnaissance (OCR)", "recognition (OCR)"),
    "report.reading.ocr.sure": Phrase(
        "reconnaissance (OCR), sûre à {confidence} %", "recognition (OCR), {confidence}% sure"
    ),
    "report.reading.blank": Phrase("page blanche", "blank page"),
    "report.reading.unread": Phrase("rien : non trouvable", "nothing: not searchable"),
    "report.language.fr": Phrase("français", "French"),
    "report.language.en": Phrase("anglais", "English"),
    "report.nothing": Phrase("rien", "nothing"),
}

_WARNINGS: Final[dict[str, Phrase]] = {
    "warning.hidden-text": Phrase("texte caché, mis à l’écart", "hidden text, set aside"),
    "warning.hidden-instruction": Phrase(
        "instruction cachée, mise à l’écart", "hidden instruction, set aside"
    ),
    "warning.instruction": Phrase(
        "texte visible qui s’adresse à une IA", "visible text that speaks to an AI"
    ),
    "warning.released-instruction": Phrase(
        "instruction cachée, autorisée", "hidden instruction, released"
    ),
    "warning.broken-font": Phrase("police abîmée", "broken font"),
    "warning.picture": Phrase("image sans texte lisible", "picture without readable text"),
    "warning.unsure": Phrase("reconnaissance peu sûre", "recognition is not sure"),
    "warning.not-looked-for": Phrase(
        "texte caché non recherché : comparez avec l’original",
        "not looked at for hidden text: compare it with the original",
    ),
}

_HIDDEN: Final[dict[str, Phrase]] = {
    "hidden.title": Phrase("Texte caché", "Hidden text"),
    "hidden.explained": Phrase(
        "Qui ouvre le document ne voit pas ces textes. Ils sont gardés à part : aucune recherche "
        "ne les trouve, le modèle ne les reçoit pas, jusqu’à ce que vous les autorisiez.",
        "Whoever opens the document does not see these texts. They are kept apart: no search finds "
        "them and the model is not given them, until you release them.",
    ),
    "hidden.none": Phrase("Aucun texte caché n’a été trouvé.", "No hidden text was found."),
    "hidden.page": Phrase("Page {page}", "Page {page}"),
    "hidden.invisible": Phrase("dessiné sans encre", "drawn without ink"),
    "hidden.background": Phrase("de la couleur du fond", "in the colour of the background"),
    "hidden.tiny": Phrase("minuscule", "tiny"),
    "hidden.off-page": Phrase("hors de la page", "outside the page"),
    "hidden.covered": Phrase("recouvert", "covered by something"),
    "hidden.not-shown": Phrase("masqué par le format", "hidden by the format"),
    "hidden.unseen-characters": Phrase("caractères invisibles", "invisible characters"),
    "hidden.instruction": Phrase("s’adresse à une IA", "speaks to an AI"),
    "hidden.state.withheld": Phrase("À l’écart", "Set aside"),
    "hidden.state.released": Phrase("Autorisé par {name}, {day}", "Released by {name}, {day}"),
    "hidden.state.releasing": Phrase(
        "Autorisé ; le document est relu", "Released; the document is being read again"
    ),
    "hidden.state.withholding": Phrase(
        "Retiré ; le document est relu", "Withheld; the document is being read again"
    ),
    "hidden.state.releasing.failed": Phrase(
        "Autorisé, mais la relecture a échoué : encore à l’écart",
        "Released, but reading it again failed: still set aside",
    ),
    "hidden.state.withholding.failed": Phrase(
        "Retiré, mais la relecture a échoué : encore dans le texte",
        "Withheld, but reading it again failed: still in the text",
    ),
    "hidden.withdrawn": Phrase(
        "Mis à l’écart de nouveau par {name}, {day} (autorisé par {released_by}, {released})",
        "Set aside again by {name}, {day} (released by {released_by}, {released})",
    ),
    "hidden.read-again": Phrase("Relire le document", "Read the document again"),
    "hidden.release": Phrase("Autoriser…", "Release…"),
    "hidden.release.question": Phrase(
        "Ce texte deviendra une partie de la page {page} : les recherches le trouveront et le "
        "modèle le recevra, dans cette version et dans celles qui le contiennent encore.",
        "This text will become a part of page {page}: searches will find it and the model will be "
        "given it, in this version and in later ones that still hold it.",
    ),
    "hidden.release.confirm": Phrase("Oui, autoriser ce texte", "Yes, release this text"),
    "hidden.withhold": Phrase("Mettre à l’écart de nouveau", "Set aside again"),
    "hidden.queued": Phrase(
        "C’est noté. Le document est relu ; le changement vaut dès qu’il l’est, et cette page le "
        "montrera.",
        "Noted. The document is being read again; the change holds as soon as it is, and this page "
        "will show it.",
    ),
    "library.hidden.one": Phrase("{count} texte caché", "{count} hidden text"),
    "library.hidden.other": Phrase("{count} textes cachés", "{count} hidden texts"),
    "library.warned.one": Phrase("{count} page à vérifier", "{count} page to check"),
    "library.warned.other": Phrase("{count} pages à vérifier", "{count} pages to check"),
}

_NEAR: Final[dict[str, Phrase]] = {
    "near.title": Phrase("Documents qui disent la même chose", "Documents that say the same"),
    "near.explained": Phrase(
        "Parmi les documents que vous pouvez lire.", "Among the documents that you may read."
    ),
    "near.none": Phrase(
        "Aucun, parmi les documents que vous pouvez lire.",
        "None, among the documents that you may read.",
    ),
    "near.identical": Phrase("fichier identique", "identical file"),
    "near.like": Phrase("semblable à {percent} %", "{percent}% alike"),
    "near.burst": Phrase(
        "Plusieurs documents presque identiques sont arrivés en moins d’un jour. Est-ce voulu ? "
        "Des textes plantés en nombre l’emportent dans les recherches.",
        "Several nearly identical documents came within a day. Is that intended? Texts planted in "
        "numbers win every search.",
    ),
}

REPORT: Final[dict[str, Phrase]] = {**_PAGE, **_WARNINGS, **_HIDDEN, **_NEAR}
