"""The text of DrawingML, which slides, sheets and documents share: paragraphs, charts, diagrams."""

from collections.abc import Callable, Iterator

from lxml import etree

from ingest.formats.superscripts import written_raised
from ingest.formats.xml_package import XmlPackage, attribute, local_name

LINE_BREAK = "\v"
_ALTERNATIVES = "AlternateContent"

Lines = Callable[[etree._Element], Iterator[str]]
IsSeen = Callable[[etree._Element], bool]


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements; of alternative forms of one content, the first."""
    for child in element:
        if local_name(child) == _ALTERNATIVES:
            for chosen in child[:1]:
                yield from children(chosen)
        else:
            yield child


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first element at the path of local names; None where there is none."""
    found: etree._Element | None = element
    for name in path:
        if found is None:
            return None
        found = next((below for below in found if local_name(below) == name), None)
    return found


def paragraph_text(paragraph: etree._Element, is_seen: IsSeen = lambda run: True) -> str:
    """The text of an `a:p`, with `LINE_BREAK` where a line was ended by hand.

    Of its runs and fields, those that `is_seen` says are seen.
    """
    parts: list[str] = []
    for element in children(paragraph):
        match local_name(element):
            case "t":
                parts.append(element.text or "")
            case "br":
                parts.append(LINE_BREAK)
            case "pPr" | "rPr" | "endParaRPr":
                pass
            case "r" | "fld" if not is_seen(element):
                pass
            case _:
                text = paragraph_text(element, is_seen)
                if text.isdecimal() and _is_raised(element):
                    text = written_raised(text, "".join(parts))
                parts.append(text)
    return "".join(parts)


def _is_raised(run: etree._Element) -> bool:
    properties = child(run, "rPr")
    baseline = "" if properties is None else properties.get("baseline") or ""
    return baseline.rstrip("%").isdecimal() and baseline.strip("0%") != ""


def paragraphs(body: etree._Element) -> Iterator[etree._Element]:
    """The `a:p` elements anywhere in it, in order."""
    return (element for element in body.iter() if local_name(element) == "p")


def plain_lines(body: etree._Element) -> Iterator[str]:
    """The lines of text anywhere in it; empty ones left out."""
    for paragraph in paragraphs(body):
        for line in paragraph_text(paragraph).split(LINE_BREAK):
            if line.strip():
                yield line


def chart_titles(chart: etree._Element) -> Iterator[str]:
    """The titles of a chart part: its own, then those of its axes."""
    for element in chart.iter():
        if local_name(element) == "title":
            text = " ".join(plain_lines(element))
            if text:
                yield text


def referred_text(
    package: XmlPackage, part: str, drawing: etree._Element, of_chart: Lines = chart_titles
) -> Iterator[str]:
    """The lines of what a drawing shows from another part: what `of_chart` says of a chart, text of
    a diagram.

    `part` is the member that holds the drawing.
    """
    for element in drawing.iter():
        name = local_name(element)
        if name == "chart":
            target = _target(package, part, attribute(element, "id"))
            root = package.root(target) if target else None
            yield from () if root is None else of_chart(root)
        elif name == "relIds":
            target = _target(package, part, attribute(element, "dm"))
            root = package.root(target) if target else None
            yield from () if root is None else plain_lines(root)


def _target(package: XmlPackage, part: str, relation_id: str) -> str:
    relation = package.relations(part).get(relation_id)
    return relation.target if relation else ""
