"""The boxes of a Word form, ticked or not, and the signs that Word inserts from other fonts."""

from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.symbol_fonts import box, symbol_font, symbol_text

_OFF = ("0", "false", "off")
_SIGN_CHARACTERS = 2  # of a box, whatever sign shows it
_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def sign_of(element: etree._Element) -> str | None:
    """What a symbol, or the check box of an old form, looks like; None for all else."""
    if element.tag == qn("w:sym"):
        return _symbol(element)
    if element.tag == qn("w:checkBox"):
        return f"{box(_is_checked(element))} "
    return None


def content_box(control: etree._Element) -> bool | None:
    """Whether a content control that is a check box is ticked; None for all else.

    One that holds words is read as they are: a box would stand in their place.
    """
    if control.tag != qn("w:sdt"):
        return None
    found = control.find(f"{qn('w:sdtPr')}/{_2010}checkbox")
    if found is None or len("".join(map(_text, control.iter(qn("w:t"))))) > _SIGN_CHARACTERS:
        return None
    checked = found.find(f"{_2010}checked")
    return checked is not None and (checked.get(f"{_2010}val") or "1") not in _OFF


def _text(text: etree._Element) -> str:
    return (text.text or "").strip()


def _symbol(symbol: etree._Element) -> str | None:
    font, code = symbol_font(symbol.get(qn("w:font")) or ""), symbol.get(qn("w:char")) or ""
    try:
        letter = chr(int(code, 16))
    except (ValueError, OverflowError):
        return None
    sign = symbol_text(font, letter)
    return None if sign == letter else sign  # others were never read


def _is_checked(field: etree._Element) -> bool:
    """What somebody chose, else what the form begins with."""
    for name in ("checked", "default"):
        found = field.find(qn(f"w:{name}"))
        if found is not None:
            return found.get(qn("w:val")) not in _OFF
    return False
