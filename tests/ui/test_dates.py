"""Days in words."""

from datetime import UTC, date, datetime

import pytest

from ui.wording.dates import MONTHS, day_in_words, iso_day_in_words

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (21, "Aujourd’hui", "Today"),
        (20, "Hier", "Yesterday"),
        (19, "19 nov. 2026", "19 Nov 2026"),
        (22, "22 nov. 2026", "22 Nov 2026"),
    ],
)
def test_near_days_have_a_name(day: int, french: str, english: str) -> None:
    moment = datetime(2026, 11, day, 23, 59, tzinfo=UTC)
    assert day_in_words(moment, "fr", today=TODAY) == french
    assert day_in_words(moment, "en", today=TODAY) == english


def test_a_written_day_is_never_said_by_its_nearness() -> None:
    assert iso_day_in_words("2026-08-01", "fr") == "1er août 2026"
    assert iso_day_in_words("2026-08-01", "en") == "1 Aug 2026"
    assert iso_day_in_words("", "en") == ""
    assert iso_day_in_words("soon", "en") == "soon"


def test_a_year_has_twelve_months() -> None:
    assert all(len(months) == 12 for months in MONTHS.values())
