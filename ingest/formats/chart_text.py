"""What a chart of an Office file says: its titles, and its values as rows of a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from lxml import etree

from ingest.formats.blocks import row_text
from ingest.formats.drawing_text import chart_titles, child
from ingest.formats.number_format import GENERAL, number_text
from ingest.formats.xml_package import local_name

MOST_POINTS = 100  # of a series; nobody reads more from a chart, and none has labels for them
MOST_SERIES = 30
_LONGEST_PLACE = 10  # digits
_CACHES = ("strCache", "strLit", "numCache", "numLit", "lvl")


@dataclass(frozen=True, slots=True)
class _Series:
    """The name of a series, and what it says by place; `places` names those."""

    name: str
    places: Mapping[int, str]
    values: Mapping[int, str]


def chart_lines(chart: etree._Element) -> Iterator[str]:
    """The titles of a chart part, then a line that names its series, and one for each place.

    Of a series of more than `MOST_POINTS` only the name is said.
    """
    yield from chart_titles(chart)
    found = [element for element in chart.iter(etree.Element) if _is_drawn_series(element)]
    series = [_series(element) for element in found[:MOST_SERIES]]
    for places, group in groupby(series, key=lambda one: one.places):
        yield from _rows(places, list(group))


def _is_drawn_series(element: etree._Element) -> bool:
    """False for what is kept of a series that somebody filtered out: nobody sees it."""
    return local_name(element) == "ser" and not any(
        local_name(around) == "extLst" for around in element.iterancestors()
    )


def _rows(places: Mapping[int, str], series: Sequence[_Series]) -> Iterator[str]:
    names = [one.name for one in series]
    if any(names):
        yield row_text(["", *names])
    for place in sorted({place for one in series for place in one.values}):
        said = [one.values.get(place, "") for one in series]
        yield row_text([places.get(place, str(place + 1)), *said])


def _series(element: etree._Element) -> _Series:
    name = child(element, "tx")
    points = {} if name is None else _points(name)
    written = None if name is None else child(name, "v")
    values = _first(element, "val", "yVal")
    places = _first(element, "cat", "xVal")
    if len(values) > MOST_POINTS:
        values = {}
    return _Series(
        " ".join(points.values()) or ("" if written is None else written.text or ""),
        places if values else {},
        values,
    )


def _first(element: etree._Element, *names: str) -> Mapping[int, str]:
    """The points of the first child of one of these names."""
    found = [one for name in names if (one := child(element, name)) is not None]
    return _points(found[0]) if found else {}


def _points(holder: etree._Element) -> dict[int, str]:
    """What the file keeps of the cells that the chart was drawn of, by their places; of places in
    levels, all of them from the highest down."""
    caches = [one for one in holder.iter(etree.Element) if local_name(one) in _CACHES]
    if not caches:
        return {}
    lowest, *higher = map(_cached, caches)
    for level in higher:
        for place, said in lowest.items():
            above = [at for at in level if at <= place]
            lowest[place] = f"{level[max(above)]} {said}" if above else said
    return lowest


def _cached(cache: etree._Element) -> dict[int, str]:
    code = child(cache, "formatCode")
    stated = GENERAL if code is None else code.text or GENERAL
    is_number = local_name(cache).startswith("num")
    points: dict[int, str] = {}
    for point in islice(cache, MOST_POINTS + 3):  # two may be its format and count
        value, place = child(point, "v"), point.get("idx") or ""
        if value is not None and place.isdecimal() and len(place) < _LONGEST_PLACE:
            said = value.text or ""
            points[int(place)] = _number(said, stated) if is_number else said
    return points


def _number(text: str, code: str) -> str:
    try:
        return number_text(float(text), code)
    except (ValueError, ArithmeticError):
        return text
