"""What a browser does not show of an HTML page, by attributes, inline styles and style sheets.

What a style sheet hides is not hidden for sure where a script of the page, or a rule that holds
sometimes, may show the text again: the answers of many a folded list of questions are hidden so
until somebody clicks. Nor is what only such a rule hides, or white text where a picture, a rule
that is not understood, or a sheet that is elsewhere, may have given it a dark ground. All those are
doubtful: hidden only where they read like an instruction to a language model.
"""

from dataclasses import replace

from lxml import html

from ingest.formats.html_away import away_kind
from ingest.formats.html_declarations import Style, declarations
from ingest.formats.html_look import TINY, Look, drawn
from ingest.formats.html_sheets import Linked, StyleSheets, no_sheets
from ingest.instructions import is_instruction
from storage.page_findings import HiddenKind


class Visibility:
    """Says what is hidden in one page; ask from the root downwards.

    `linked` gives the sheets that the page names. `scripted`: programs of the page may run.
    """

    def __init__(
        self, root: html.HtmlElement, *, linked: Linked = no_sheets, scripted: bool = True
    ) -> None:
        self._sheets = StyleSheets(root, linked)
        self._scripted = scripted and _has_script(root)
        self._looks: dict[html.HtmlElement, Look] = {}
        self._styles: dict[html.HtmlElement, tuple[Style, list[Style]]] = {}

    def subtree_kind(self, element: html.HtmlElement) -> HiddenKind | None:
        """Why the element is not shown, whatever is in it; None where that depends on its parts."""
        if element.get("hidden") is not None:
            return HiddenKind.NOT_SHOWN
        kind = away_kind(self._style(element)[0])
        return None if kind and self._may_unfold(element) else kind

    def text_kind(self, element: html.HtmlElement, text: str) -> HiddenKind | None:
        """Why `text`, the element's own or a tail in it, is not seen; None where it is."""
        if not text.strip():
            return None
        look = self._look(element)
        if look.unseen:
            return HiddenKind.NOT_SHOWN
        if look.pixels < TINY:
            return HiddenKind.TINY
        if look.clear or look.blends:
            known = self._sheets.grounds_known and self._sheets.is_whole
            sure = look.sure and (look.clear or known)
            return HiddenKind.BACKGROUND if sure or is_instruction(text) else None
        if (look.folded or not self._sheets.is_whole) and is_instruction(text):
            return HiddenKind.NOT_SHOWN
        return None

    def sign_font(self, element: html.HtmlElement) -> str:
        """The font of the element's own text where its letters are signs, see `symbol_fonts`."""
        return self._look(element).font

    def _look(self, element: html.HtmlElement) -> Look:
        above = [element]
        while above[-1] not in self._looks and (parent := above[-1].getparent()) is not None:
            above.append(parent)
        look = self._looks.get(above[-1], Look())
        for one in reversed(above):
            look = self._looks.setdefault(one, self._own_look(one, look))
        return look

    def _own_look(self, element: html.HtmlElement, inherited: Look) -> Look:
        style, others = self._style(element)
        look = drawn(element, style, inherited)
        # What the sheets alone hide, and a click may show, is doubtful.
        if style.get("visibility") and look.unseen and self._may_unfold(element):
            look = replace(look, unseen=False, folded=True)
        for other in others:
            look = _doubted(look, drawn(element, other, inherited))
        if any(away_kind(one) for one in (style, *others)):
            look = replace(look, folded=True)
        return look

    def _may_unfold(self, element: html.HtmlElement) -> bool:
        """True where what the sheets hide of the element is perhaps shown after a click or on
        another screen; what its own attribute hides is not asked about."""
        if _is_away(declarations(element.get("style") or "").all):
            return False
        if self._scripted or not self._sheets.is_whole:
            return True
        return any(not _is_away(style) for style in self._style(element)[1])

    def _style(self, element: html.HtmlElement) -> tuple[Style, list[Style]]:
        if element not in self._styles:
            self._styles[element] = self._sheets.styles(element)
        return self._styles[element]


def _has_script(root: html.HtmlElement) -> bool:
    """True where a program of the page may show what its sheets hide."""
    kinds = ("", "module", "text/javascript", "application/javascript", "text/ecmascript")
    if any((one.get("type") or "").lower().strip() in kinds for one in root.iter("script")):
        return True
    return any(name.startswith("on") for one in root.iter() for name in one.attrib)


def _is_away(style: Style) -> bool:
    return away_kind(style) is not None or style.get("visibility") in ("hidden", "collapse")


def _doubted(look: Look, other: Look) -> Look:
    """A look where another may hold instead: what they differ in is not sure."""
    if other.hides and not look.hides:
        look = replace(look, folded=True)
    if look.pixels < TINY <= other.pixels:
        look = replace(look, pixels=other.pixels, folded=True)
    return replace(
        look,
        cut=look.cut or other.cut,
        ground_sure=look.ground_sure and other.ground_sure and look.ground == other.ground,
        colour_sure=look.colour_sure and (look.colour, look.clear) == (other.colour, other.clear),
    )
