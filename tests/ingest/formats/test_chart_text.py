"""What charts of slides and Word documents say: titles, names of series, values by place."""

from io import BytesIO
from pathlib import Path

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from ingest.formats.chart_text import MOST_POINTS, chart_lines
from tests.ingest.reading_formats import lines, parsed


def deck(path: Path, kind: XL_CHART_TYPE, values: CategoryChartData | XyChartData) -> Path:
    """A slide with a chart."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    frame = slide.shapes.add_chart(kind, Cm(1), Cm(4), Cm(15), Cm(10), values)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Alertes par trimestre"
    made.save(str(path))
    return path


def categories(*names: str, number_format: str = "General") -> CategoryChartData:
    values = CategoryChartData(number_format=number_format)
    values.categories = names
    return values


def test_the_values_of_a_chart_are_rows_below_its_title(tmp_path: Path) -> None:
    values = categories("T1 2026", "T2 2026")
    values.add_series("Closes", (17, 23))
    values.add_series("Open", (4.5, None))
    path = deck(tmp_path / "a.pptx", XL_CHART_TYPE.COLUMN_CLUSTERED, values)
    assert lines(parsed(path)) == [
        ["Alertes par trimestre", "| Closes | Open", "T1 2026 | 17 | 4.5", "T2 2026 | 23 |"]
    ]


def test_shares_are_written_as_the_chart_formats_them(tmp_path: Path) -> None:
    values = categories("Italie", "France", number_format="0.0%")
    values.add_series("Part", (0.255, 0.745))
    path = deck(tmp_path / "a.pptx", XL_CHART_TYPE.PIE, values)
    assert lines(parsed(path))[0][-2:] == ["Italie | 25.5%", "France | 74.5%"]


def test_places_in_levels_have_the_names_of_all_levels(tmp_path: Path) -> None:
    values = CategoryChartData()
    for year, quarters in (("2025", ("T1", "T2")), ("2026", ("T1",))):
        above = values.add_category(year)
        for quarter in quarters:
            above.add_sub_category(quarter)
    values.add_series("Cas", (1, 2, 3))
    path = deck(tmp_path / "a.pptx", XL_CHART_TYPE.COLUMN_CLUSTERED, values)
    assert lines(parsed(path))[0][-3:] == ["2025 T1 | 1", "2025 T2 | 2", "2026 T1 | 3"]


def test_points_stand_below_the_series_that_they_are_of(tmp_path: Path) -> None:
    values = XyChartData()
    for name, x, y in (("Lyon", 1, 2.5), ("Paris", 7, 8)):
        values.add_series(name).add_data_point(x, y)
    path = deck(tmp_path / "a.pptx", XL_CHART_TYPE.XY_SCATTER, values)
    assert lines(parsed(path))[0][1:] == ["| Lyon", "1 | 2.5", "| Paris", "7 | 8"]


def test_of_a_long_series_its_name_alone_is_said(tmp_path: Path) -> None:
    values = categories(*map(str, range(MOST_POINTS + 1)))
    values.add_series("Cours", range(MOST_POINTS + 1))
    path = deck(tmp_path / "a.pptx", XL_CHART_TYPE.LINE, values)
    assert lines(parsed(path)) == [["Alertes par trimestre", "| Cours"]]


def test_a_series_that_somebody_filtered_out_is_not_read() -> None:
    series = (
        "<{0}:ser><{0}:val><c:numLit><c:pt idx='0'><c:v>{1}</c:v></c:pt></c:numLit></{0}:val>"
        "</{0}:ser>"
    )
    chart = (
        f"<c:chart xmlns:c='urn:c' xmlns:c15='urn:d'>{series.format('c', 7)}<c:extLst><c:ext>"
        f"<c15:filteredBarSeries>{series.format('c15', 8)}</c15:filteredBarSeries></c:ext>"
        "</c:extLst></c:chart>"
    )
    assert list(chart_lines(etree.fromstring(chart))) == ["1 | 7"]


@pytest.mark.parametrize(
    ("point", "read"),
    [
        (f"<c:pt idx='{'9' * 5_000}'><c:v>7</c:v></c:pt>", []),
        ("<c:pt idx='0'><c:v>1e19</c:v></c:pt>", ["1 | 1.00000E+19"]),
        ("<c:pt idx='0'><c:v>inf</c:v></c:pt>", ["1 | inf"]),
    ],
)
def test_absurd_places_and_numbers_are_no_failure(point: str, read: list[str]) -> None:
    chart = (
        "<c:chart xmlns:c='urn:c'><c:ser><c:val><c:numLit><c:formatCode>0."
        f"{20 * '0'}</c:formatCode>{point}</c:numLit></c:val></c:ser></c:chart>"
    )
    assert list(chart_lines(etree.fromstring(chart))) == read


@pytest.mark.parametrize(
    "inside", ["", "<c:tx/>", "<c:val><c:numRef/></c:val>", "<c:val><c:numLit><c:pt idx='x'/>"
               "<c:pt idx='0'><c:v>a</c:v></c:pt></c:numLit></c:val>"]
)  # fmt: skip
def test_a_series_that_is_not_whole_is_no_failure(inside: str) -> None:
    chart = f"<c:chart xmlns:c='urn:c'><c:ser>{inside}</c:ser></c:chart>"
    assert list(chart_lines(etree.parse(BytesIO(chart.encode())).getroot())) in ([], ["1 | a"])
