"""A remark of the reading of a file in the language of the person who looks at it."""

from typing import NamedTuple

from ingest.remarks import FORMS, MORE, KnownRemark, RemarkKind, known
from storage.records import Verdict
from ui.library_unread import beside_meaning, meaning
from ui.wording import counted, text

_UNKNOWN = "en"  # the language of remarks in forms of long ago


class SaidRemark(NamedTuple):
    """A remark in words, the language that they are in, and what the program says beside them.

    `detail` is English, and empty but for an attachment that was not read.
    """

    text: str
    language: str
    detail: str = ""


def remark_in_words(sentence: str, language: str) -> SaidRemark:
    """What the kept sentence says in "fr" or "en"; as it is where its form is not known.

    Why an attachment was not read is said as it is of a file: by the meaning of its verdict, and
    the detail beside it.
    """
    found = known(sentence)
    if found is None:
        return SaidRemark(sentence, _UNKNOWN)
    if found.kind is RemarkKind.WITHIN:
        inner = remark_in_words(found.fields["remark"], language)
        fields = {"name": found.fields["name"], "remark": inner.text}
        return inner._replace(text=text(f"remark.{found.kind}", language, **fields))
    beside = ""
    if found.kind is RemarkKind.ATTACHMENT_UNREAD:
        beside = beside_meaning(Verdict(found.fields["verdict"]), found.fields["detail"])
    return SaidRemark(_words(found, language), language, beside)


def _words(found: KnownRemark, language: str) -> str:
    key, fields = f"remark.{found.kind}", dict(found.fields)
    for name in ("names", "pages"):
        if name in fields:
            fields[name] = _list_in_words(fields[name], language)
    if found.kind is RemarkKind.ATTACHMENT_UNREAD:
        verdict = Verdict(fields["verdict"])
        fields["verdict"] = text(f"verdict.{verdict}", language)
        fields["detail"] = meaning(verdict, fields["detail"], language)
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
