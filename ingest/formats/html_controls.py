"""What the fields of an HTML form show: ticked boxes, chosen options, values filled in."""

import re

from lxml import html

from ingest.formats.symbol_fonts import EMPTY, TICKED, box

BOXES = frozenset((TICKED, EMPTY))
_BOX_KINDS = ("checkbox", "radio")
# Of an `input` that shows what is written in it; of any other name it is a text too.
_UNWRITTEN = frozenset(
    ("hidden", "password", "submit", "reset", "button", "image", "file", "range", "color")
)

# Whose other values browsers leave out: a number, a day, a time.
_MEASURED = frozenset(("number", "date", "month", "week", "time", "datetime-local"))
_MEASURE = re.compile(r"[-+.:\dTtWZzEe ]{1,40}")


def control_text(element: html.HtmlElement) -> str:
    """The box that the element is, or what was written or chosen in it; empty for all else.

    Of a list without a stated choice nothing is said, though browsers show its first option.
    """
    match element.tag:
        case "input":
            return _input_text(element)
        case "textarea":
            return str(element.text_content())
        case "select":
            return _chosen(element)
    return ""


def _input_text(element: html.HtmlElement) -> str:
    kind = (element.get("type") or "").strip().lower()
    if kind in _BOX_KINDS:
        return box(element.get("checked") is not None)
    value = element.get("value") or ""
    if kind in _UNWRITTEN or (kind in _MEASURED and not _MEASURE.fullmatch(value.strip())):
        return ""
    return value


def parts_seen(element: html.HtmlElement) -> list[html.HtmlElement]:
    """What must be seen for the text of a control to be: itself, and the choices of a list that
    shows several at once. The closed list of one choice shows it though it is hidden when open."""
    is_list = element.tag == "select" and element.get("multiple") is not None
    return [element, *(_chosen_options(element) if is_list else ())]


def _chosen(element: html.HtmlElement) -> str:
    return ", ".join(
        " ".join((option.text_content() or option.get("label") or "").split())
        for option in _chosen_options(element)
    )


def _chosen_options(element: html.HtmlElement) -> list[html.HtmlElement]:
    chosen = [option for option in element.iter("option") if option.get("selected") is not None]
    return chosen if element.get("multiple") is not None else chosen[-1:]
