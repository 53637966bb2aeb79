"""The headers and footers of a Word document, by section, without the numbers of pages."""

from collections.abc import Callable, Iterator, Sequence

from docx.document import Document
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from ingest.formats.blocks import TextBlock
from ingest.formats.docx_tables import OFF
from ingest.formats.page_margins import Section, is_page_field
from ingest.formats.xml_package import parsed_xml

BlocksOf = Callable[[etree._Element, Part], Sequence[TextBlock]]
_KINDS = ("first", "default", "even")


class DocxMargins:
    """Gives each section what its headers and footers say, where none before it said that.

    `blocks_of` reads the root of such a part. Those of the first page and of even pages count
    where the section, and the `settings`, say that these differ: else nobody sees them.
    """

    def __init__(
        self, document: Document, settings: etree._Element | None, blocks_of: BlocksOf
    ) -> None:
        self._part = document.part
        self._blocks_of = blocks_of
        self._even = settings is not None and _is_on(settings, "evenAndOddHeaders")
        self._in_force: dict[tuple[str, str], str] = {}  # relations, by element and kind
        self._said: set[str] = set()

    def section(self, blocks: Sequence[TextBlock], ends: etree._Element | None) -> Section:
        """The section of these blocks; `ends` are its properties, where it has any."""
        if ends is None:
            return Section(blocks)
        for name in ("header", "footer"):
            for reference in ends.iterfind(qn(f"w:{name}Reference")):
                kind = reference.get(qn("w:type")) or "default"
                self._in_force[name, kind] = reference.get(qn("r:id")) or ""
        shown = {"first": _is_on(ends, "titlePg"), "default": True, "even": self._even}
        kinds = [kind for kind in _KINDS if shown[kind]]
        above, below = (
            [block for kind in kinds for block in self._say(self._in_force.get((name, kind), ""))]
            for name in ("header", "footer")
        )
        return Section(blocks, above, below)

    def _say(self, name: str) -> Iterator[TextBlock]:
        relation = self._part.rels.get(name)
        if relation is None or relation.is_external or name in self._said:
            return
        if relation.reltype.rsplit("/", 1)[-1] not in ("header", "footer"):
            return  # a picture, in a file that somebody made by hand
        self._said.add(name)
        root = parsed_xml(relation.target_part.blob)
        _blank_page_numbers(root)
        yield from self._blocks_of(root, relation.target_part)


def _blank_page_numbers(root: etree._Element) -> None:
    """Empty the texts that fields for the number of a page, or of pages, last gave."""
    for field in root.iter(qn("w:fldSimple")):
        if is_page_field(field.get(qn("w:instr")) or ""):
            for written in field.iter(qn("w:t")):
                written.text = ""
    open_fields: list[list[str]] = []  # of each its instruction, then a mark where its text begins
    for element in root.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if element.tag == qn("w:t"):
            if any(len(field) > 1 and is_page_field(field[0]) for field in open_fields):
                element.text = ""
        elif element.tag == qn("w:instrText"):
            if open_fields and len(open_fields[-1]) == 1:
                open_fields[-1][0] += element.text or ""
        else:
            _follow(element.get(qn("w:fldCharType")) or "", open_fields)


def _follow(mark: str, open_fields: list[list[str]]) -> None:
    if mark == "begin":
        open_fields.append([""])
    elif mark == "separate" and open_fields:
        open_fields[-1].append("")
    elif mark == "end" and open_fields:
        open_fields.pop()


def _is_on(properties: etree._Element, name: str) -> bool:
    switch = properties.find(qn(f"w:{name}"))
    return switch is not None and switch.get(qn("w:val")) not in OFF
