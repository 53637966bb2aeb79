"""A remark of the reading of a file in the language of the person who looks at it."""

from typing import NamedTuple

from ingest.remarks import FORMS, MORE, KnownRemark, RemarkKind, known
from ui.wording import counted, text

_UNKNOWN = "en"  # the language of remarks in forms of long ago


class SaidRemark(NamedTuple):
    """A remark in words, and the language that they are in."""

    text: str
    language: str


def remark_in_words(sentence: str, language: str) -> SaidRemark:
    """What the kept sentence says in "fr" or "en"; as it is where its form is not known.

    Why an attachment was not read is said as it is of a file: by the meaning of its verdict.
    """
    found = known(sentence)
    if found is None:
        return SaidRemark(sentence, _UNKNOWN)
    return SaidRemark(_words(found, language), language)


def _words(found: KnownRemark, language: str) -> str:
    key, fields = f"remark.{found.kind}", dict(found.fields)
    for name in ("names", "pages"):
        if name in fields:
            fields[name] = _list_in_words(fields[name], language)
    if found.kind is RemarkKind.WITHIN:
        fields["remark"] = remark_in_words(fields["remark"], language).text
    if found.kind is RemarkKind.ATTACHMENT_UNREAD:
        verdict = f"verdict.{fields['verdict']}"
        fields["verdict"] = text(verdict, language)
        fields["detail"] = text(f"{verdict}.meaning", language)
    if not FORMS[found.kind].other:
        return text(key, language, **fields)
    count = int(fields.pop("count", 2 if found.plural else 1))
    return counted(key, language, count, **fields)


def _list_in_words(names: str, language: str) -> str:
    """The names with how many more there are."""
    more = MORE.search(names)
    if more is None:
        return names
    return counted("remark.more", language, int(more[1]), names=names[: more.start()])
