"""The headers and footers of an OpenDocument text, by the pages that its parts are laid on."""

from collections.abc import Iterator, Sequence

from lxml import etree

from ingest.formats.blocks import TextBlock
from ingest.formats.left_out import Left
from ingest.formats.odf_look import Look
from ingest.formats.odf_styles import OdfStyles
from ingest.formats.odf_text import OdfText
from ingest.formats.page_margins import Section
from ingest.formats.xml_package import XmlPackage, attribute, local_name

_STANDARD = "Standard"
_BLOCKS = frozenset(("p", "h", "table"))
_KINDS = ("-first", "", "-left")


def odt_sections(
    package: XmlPackage, body: etree._Element, text: OdfText, styles: OdfStyles, left: Left
) -> Iterator[Section]:
    """The parts of the body that are laid on one kind of pages; `text` gives their blocks."""
    margins = _Margins(package, text.look, left)
    name = margins.first
    gathered: list[etree._Element] = []
    for element in body:
        if begun := _pages_begun(element, styles):
            if blocks := list(text.blocks(gathered)):
                yield margins.section(blocks, name)
            name, gathered = begun, []
        gathered.append(element)
    yield margins.section(list(text.blocks(gathered)), name)


def _pages_begun(element: etree._Element, styles: OdfStyles) -> str:
    """The name of the kind of pages that begin with the element; empty where none do."""
    if local_name(element) == "tracked-changes":
        return ""
    first = next((one for one in element.iter(etree.Element) if local_name(one) in _BLOCKS), None)
    if first is None:
        return ""
    family = "table" if local_name(first) == "table" else "paragraph"
    return styles.master(family, attribute(first, "style-name"))


class _Margins:
    """Gives each section what its headers and footers say, where none before it said that."""

    def __init__(self, package: XmlPackage, look: Look, left: Left) -> None:
        root = package.root("styles.xml")
        # Without those of the content: other styles have the same names there.
        self._styles = OdfStyles([] if root is None else [root])
        self._package, self._look, self._left = package, look, left
        self._said: set[str] = set()

    @property
    def first(self) -> str:
        """The pages of a document whose first paragraph names none."""
        masters = self._styles.masters
        return _STANDARD if _STANDARD in masters else next(iter(masters), "")

    def section(self, blocks: Sequence[TextBlock], name: str) -> Section:
        """The section of these blocks on pages of that name, which others may follow."""
        masters = self._styles.masters
        above: list[TextBlock] = []
        below: list[TextBlock] = []
        while name in masters and name not in self._said:
            self._said.add(name)
            above += self._say(masters[name], "header")
            below += self._say(masters[name], "footer")
            name = attribute(masters[name], "next-style-name")
        return Section(blocks, above, below)

    def _say(self, master: etree._Element, wanted: str) -> Iterator[TextBlock]:
        shown = {local_name(e): e for e in master if attribute(e, "display") in ("", "true")}
        for kind in _KINDS:
            if (element := shown.get(wanted + kind)) is not None:
                for field in element.iter(etree.Element):
                    if local_name(field) in ("page-number", "page-count"):
                        field.text = None
                text = OdfText(self._package, self._styles, self._left)
                text.look = self._look
                yield from text.blocks(element)
