"""Wording of what the reading of a file has to say beside its verdict."""

from collections.abc import Iterator, Mapping
from typing import Final

from ingest.remarks import FORMS, Form, RemarkKind
from ui.wording.phrase import Phrase

_FRENCH: Final[Mapping[RemarkKind, Form]] = {
    RemarkKind.HIDDEN_SLIDES: Form("Des diapositives masquées sont laissées de côté : {names}."),
    RemarkKind.HIDDEN_SHEETS: Form("Des feuilles masquées sont laissées de côté : {names}."),
    RemarkKind.HIDDEN_ROWS: Form(
        "Feuille {name} : {count} ligne masquée est laissée de côté.",
        "Feuille {name} : {count} lignes masquées sont laissées de côté.",
    ),
    RemarkKind.HIDDEN_COLUMNS: Form(
        "Feuille {name} : {count} colonne masquée est laissée de côté.",
        "Feuille {name} : {count} colonnes masquées sont laissées de côté.",
    ),
    RemarkKind.COMMENTS: Form(
        "{count} commentaire est laissé de côté.", "{count} commentaires sont laissés de côté."
    ),
    RemarkKind.DELETIONS: Form(
        "{count} suppression du suivi des modifications est laissée de côté.",
        "{count} suppressions du suivi des modifications sont laissées de côté.",
    ),
    RemarkKind.PICTURES_UNREAD: Form(
        "{count} image n’est pas lue : d’un format qui n’est pas reconnu, trop grande ou absente "
        "du fichier.",
        "{count} images ne sont pas lues : d’un format qui n’est pas reconnu, trop grandes ou "
        "absentes du fichier.",
    ),
    RemarkKind.EMBEDDED_FILES: Form(
        "{count} fichier incorporé n’est pas lu : {names}.",
        "{count} fichiers incorporés ne sont pas lus : {names}.",
    ),
    RemarkKind.UNCALCULATED: Form(
        "Feuille {name} : {count} formule est sans résultat enregistré ; ouvrez le fichier dans un "
        "tableur et enregistrez-le.",
        "Feuille {name} : {count} formules sont sans résultat enregistré ; ouvrez le fichier dans "
        "un tableur et enregistrez-le.",
    ),
    RemarkKind.LARGE_PICTURES: Form(
        "Page {pages} : le texte des grandes images à côté du texte n’est pas lu.",
        "Pages {pages} : le texte des grandes images à côté du texte n’est pas lu.",
    ),
    RemarkKind.SCAN_LAYERS: Form(
        "Page {pages} : le texte qu’un autre programme a reconnu dans la page numérisée est lu ; "
        "il n’a pas été comparé à l’image.",
        "Pages {pages} : le texte qu’un autre programme a reconnu dans les pages numérisées est "
        "lu ; il n’a pas été comparé aux images.",
    ),
    RemarkKind.NOT_LOOKED_FOR: Form(
        "Le fichier a été lu par un autre moyen : le texte qui y est caché n’a pas pu être "
        "distingué."
    ),
    RemarkKind.ATTACHMENT_UNREAD: Form(
        "La pièce jointe {name} n’a pas été lue ({verdict}) : {detail}"
    ),
    RemarkKind.ATTACHMENTS_UNREAD: Form(
        "Sa seule pièce jointe n’a pas été lue : avec elle, le courriel dépasse une limite.",
        "Aucune de ses {count} pièces jointes n’a été lue : ensemble, elles dépassent une limite.",
    ),
    RemarkKind.MORE_ATTACHMENTS: Form(
        "Il y a {count} pièce jointe de plus que les {most} qui sont lues.",
        "Il y a {count} pièces jointes de plus que les {most} qui sont lues.",
    ),
    RemarkKind.ATTACHMENTS_TOGETHER: Form(
        "{count} pièces jointes ont une seule page ensemble : ASSISTANT_MAX_PAGES en permet {most}."
    ),
    RemarkKind.RECOGNITION_OFF: Form(
        "Les pages numérisées ne sont pas reconnues : ASSISTANT_OCR est désactivé."
    ),
    RemarkKind.RECOGNITION_MISSING: Form("Tesseract ou ses langues ne sont pas installés."),
    RemarkKind.RECOGNITION_LATE: Form(
        "{count} page numérisée n’a pas été atteinte dans les {seconds} s que permet "
        "ASSISTANT_OCR_DOCUMENT_S.",
        "{count} pages numérisées n’ont pas été atteintes dans les {seconds} s que permet "
        "ASSISTANT_OCR_DOCUMENT_S.",
    ),
    RemarkKind.WITHIN: Form("{name} : {remark}"),
}


def _phrases() -> Iterator[tuple[str, Phrase]]:
    """Both languages of every kind of remark: KeyError for one without French."""
    for kind, english in FORMS.items():
        french = _FRENCH[kind]
        if english.other or french.other:
            yield f"remark.{kind}.one", Phrase(french.one, english.one)
            yield f"remark.{kind}.other", Phrase(*(f.of(plural=True) for f in (french, english)))
        else:
            yield f"remark.{kind}", Phrase(french.one, english.one)


REMARKS: Final[dict[str, Phrase]] = {
    **dict(_phrases()),
    "remark.more.one": Phrase("{names} et {count} autre", "{names} and {count} more"),
    "remark.more.other": Phrase("{names} et {count} autres", "{names} and {count} more"),
}
