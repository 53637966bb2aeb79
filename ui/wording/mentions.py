"""Wording of exhaustive search: which documents mention something, and how many."""

from typing import Final

from ui.wording.phrase import Phrase

MENTIONS: Final[dict[str, Phrase]] = {
    "mentions.phrase": Phrase("« {phrase} »", "“{phrase}”"),
    "mentions.and": Phrase("{one} et {other}", "{one} and {other}"),
    "mentions.or": Phrase("{one} ou {other}", "{one} or {other}"),
    "mentions.none": Phrase("Aucun document ne mentionne {what}.", "No document mentions {what}."),
    "mentions.found.one": Phrase(
        "{count} document mentionne {what}", "{count} document mentions {what}"
    ),
    "mentions.found.other": Phrase(
        "{count} documents mentionnent {what}", "{count} documents mention {what}"
    ),
    "mentions.times.one": Phrase("{count} mention", "{count} mention"),
    "mentions.times.other": Phrase("{count} mentions", "{count} mentions"),
    "mentions.forms.one": Phrase("{count} sous une autre forme", "{count} in another form"),
    "mentions.forms.other": Phrase("{count} sous d’autres formes", "{count} in other forms"),
    "mentions.other.one": Phrase(
        "{count} document ne contient que d’autres formes (pluriel, accord, conjugaison).",
        "{count} document holds other forms only (plural, inflection).",
    ),
    "mentions.other.other": Phrase(
        "{count} documents ne contiennent que d’autres formes (pluriel, accord, conjugaison).",
        "{count} documents hold other forms only (plural, inflection).",
    ),
    "mentions.named.one": Phrase(
        "{count} document répond par son titre ou son nom de fichier seulement.",
        "{count} document matches by its title or file name only.",
    ),
    "mentions.named.other": Phrase(
        "{count} documents répondent par leur titre ou leur nom de fichier seulement.",
        "{count} documents match by their title or file name only.",
    ),
    "mentions.in-name": Phrase("titre ou nom de fichier", "title or file name"),
    "mentions.searched.one": Phrase(
        "Recherche exhaustive dans {count} document, tout ce que vous pouvez lire.",
        "Exhaustive search of {count} document, all that you may read.",
    ),
    "mentions.searched.other": Phrase(
        "Recherche exhaustive dans {count} documents de toute nature, tout ce que vous pouvez "
        "lire.",
        "Exhaustive search of {count} documents of every kind, all that you may read.",
    ),
    "mentions.unread.one": Phrase(
        "{count} document a des pages dont le texte n’a pas pu être lu.",
        "{count} document has pages whose text could not be read.",
    ),
    "mentions.unread.other": Phrase(
        "{count} documents ont des pages dont le texte n’a pas pu être lu.",
        "{count} documents have pages whose text could not be read.",
    ),
    "mentions.listed": Phrase(
        "Les {listed} premiers sont listés ; les comptes portent sur tous. Précisez votre "
        "recherche pour voir les autres.",
        "The first {listed} are listed; the counts are of all. Narrow your search to see the "
        "others.",
    ),
    "mentions.rest.one": Phrase("Afficher {count} autre document", "Show {count} more document"),
    "mentions.rest.other": Phrase(
        "Afficher {count} autres documents", "Show {count} more documents"
    ),
    "mentions.pages-rest.one": Phrase("et {count} autre page", "and {count} more page"),
    "mentions.pages-rest.other": Phrase("et {count} autres pages", "and {count} more pages"),
    "mentions.open": Phrase("{title}, page {page}", "{title}, page {page}"),
    "mentions.page": Phrase("p. {page}", "p. {page}"),
    "view.mentions.one": Phrase(
        "{count} mention de {what} sur cette page", "{count} mention of {what} on this page"
    ),
    "view.mentions.other": Phrase(
        "{count} mentions de {what} sur cette page", "{count} mentions of {what} on this page"
    ),
}
