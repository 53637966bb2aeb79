"""What the reading of a file has to say is said in the language of whoever looks at it."""

import pytest

from ingest.errors import FILE_IS_EMPTY, UnreadableDocument
from ingest.formats.attachments import DEEPEST, read_inside
from ingest.formats.file_type import SUPPORTED
from ingest.formats.old_office import NOT_CONVERTED, NOT_INSTALLED
from ingest.formats.source import Source
from ingest.formats.xfa_form import DYNAMIC_FORM
from ingest.office_inside import TOO_LONG, TOO_MANY
from ingest.remarks import FORMS, RemarkKind, remark
from ingest.verdict_meanings import Cause, cause_of
from storage.records import Verdict
from tests.ingest.test_remarks import fields_of
from ui.remark_words import remark_in_words
from ui.wording import text

UNREAD = (
    "Fermé.pdf n’a pas été lue (Protégé par mot de passe)\u00a0: Le fichier est chiffré. "
    "Enregistrez-en une copie sans mot de passe et ajoutez-la."
)


@pytest.mark.parametrize("kind", RemarkKind)
@pytest.mark.parametrize("count", [1, 3])
def test_every_remark_is_said_in_french_and_in_english(kind: RemarkKind, count: int) -> None:
    sentence = remark(kind, count=count, **fields_of(kind))
    french, english = (remark_in_words(sentence, language) for language in ("fr", "en"))
    assert (french.language, english.language) == ("fr", "en")
    assert french.text != sentence and "{" not in french.text
    if kind is not RemarkKind.ATTACHMENT_UNREAD:
        assert english.text == sentence
    if "{count}" in FORMS[kind].of(plural=count > 1):
        assert str(count) in french.text


@pytest.mark.parametrize(
    ("sentence", "french"),
    [
        ("1 comment is left out.", "1 commentaire est laissé de côté."),
        ("12 comments are left out.", "12 commentaires sont laissés de côté."),
        (
            "Sheet Paie: 2 hidden rows are left out.",
            "Feuille Paie\u00a0: 2 lignes masquées sont laissées de côté.",
        ),
        (
            "Hidden slides are left out: 2, 3 and 1 more.",
            "Des diapositives masquées sont laissées de côté\u00a0: 2, 3 et 1 autre.",
        ),
        (
            "Pages 1, 2 and 5 more: text inside large pictures beside the text is not read.",
            "Pages 1, 2 et 5 autres\u00a0: le texte des grandes images à côté du texte n’est pas "
            "lu.",
        ),
        (
            "budget.xlsx: Sheet Été: 1 hidden column is left out.",
            "budget.xlsx\u00a0: Feuille Été\u00a0: 1 colonne masquée est laissée de côté.",
        ),
        (
            "The attachment Fermé.pdf was not read (encrypted): It needs a password.",
            f"La pièce jointe {UNREAD}",
        ),
        # As it was written before: with the plural of one.
        (
            "1 scanned pages were not reached within the 60 s that ASSISTANT_OCR_DOCUMENT_S "
            "allows.",
            "1 page numérisée n’a pas été atteinte dans les 60 s que permet "
            "ASSISTANT_OCR_DOCUMENT_S.",
        ),
    ],
)
def test_remarks_in_french(sentence: str, french: str) -> None:
    said = remark_in_words(sentence, "fr")
    assert (said.text, said.language) == (french, "fr")


def test_a_remark_of_an_unknown_form_stays_english_and_says_so() -> None:
    said = remark_in_words("Seven seals are not opened.", "fr")
    assert said == ("Seven seals are not opened.", "en", "")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("verdict", Verdict)
def test_why_an_attachment_was_not_read_is_said_for_every_verdict(
    verdict: Verdict, language: str
) -> None:
    sentence = remark(
        RemarkKind.ATTACHMENT_UNREAD, name="a", verdict=verdict.value, detail="So it is."
    )
    said = remark_in_words(sentence, language)
    assert text(f"verdict.{verdict}.meaning", language) in said.text
    assert said.language == language


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("verdict", "detail", "cause"),
    [
        (Verdict.UNKNOWN_TYPE, NOT_CONVERTED, Cause.OLD_OFFICE_INSIDE),
        (Verdict.UNKNOWN_TYPE, DYNAMIC_FORM, Cause.DYNAMIC_FORM),
        (Verdict.UNKNOWN_TYPE, NOT_INSTALLED, Cause.NO_LIBREOFFICE),
        (Verdict.TOO_LARGE, TOO_MANY, Cause.MANY_OLD_OFFICE),
        (Verdict.TOO_SLOW, TOO_LONG, Cause.SLOW_OLD_OFFICE),
        (Verdict.TOO_LARGE, "It lies more than 3 files deep.", Cause.TOO_DEEP),
        (Verdict.TOO_LARGE, "It lies more than 3 mails or files deep.", Cause.TOO_DEEP),
    ],
)
def test_what_to_do_about_an_attachment_is_by_its_cause_and_not_said_again_in_english(
    verdict: Verdict, detail: str, cause: Cause, language: str
) -> None:
    sentence = remark(RemarkKind.ATTACHMENT_UNREAD, name="a", verdict=verdict, detail=detail)
    within = remark(RemarkKind.WITHIN, name="b.eml", remark=sentence)
    for said in (remark_in_words(one, language) for one in (sentence, within)):
        assert text(f"verdict.{verdict}.{cause}.meaning", language) in said.text
        assert text(f"verdict.{verdict}.meaning", language) not in said.text
        assert said.detail == ""


def test_a_file_that_lies_too_deep_is_known_by_what_its_reading_says() -> None:
    with pytest.raises(UnreadableDocument) as raised:
        read_inside(Source(b"x", "a.txt", depth=DEEPEST + 1), max_pages=1)
    assert cause_of(raised.value.verdict, raised.value.detail) is Cause.TOO_DEEP


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (RemarkKind.RECOGNITION_OFF, Cause.RECOGNITION_OFF),
        (RemarkKind.RECOGNITION_MISSING, Cause.NO_RECOGNITION),
        (RemarkKind.RECOGNITION_LATE, Cause.RECOGNITION_TOO_SLOW),
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_why_nothing_was_recognised_is_known_by_the_remark(
    kind: RemarkKind, cause: Cause, count: int
) -> None:
    detail = f"No text. {remark(kind, count=count, seconds=60)}"
    assert cause_of(Verdict.NO_TEXT, detail) is cause


def test_beside_an_attachment_stands_only_what_its_meaning_does_not_say() -> None:
    details = {f"It is a program. {SUPPORTED}": "It is a program.", FILE_IS_EMPTY: ""}
    for detail, told in details.items():
        verdict = Verdict.UNKNOWN_TYPE if told else Verdict.EMPTY
        sentence = remark(
            RemarkKind.ATTACHMENT_UNREAD, name="a", verdict=verdict.value, detail=detail
        )
        assert remark_in_words(sentence, "fr").detail == told
