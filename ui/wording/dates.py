"""Days in words, alike in both languages but for the names."""

from datetime import date, datetime
from typing import Final

_FRENCH: Final = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."
_ENGLISH: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
MONTHS: Final = {"fr": tuple(_FRENCH.split()), "en": tuple(_ENGLISH.split())}
NEAR: Final = {"fr": ("Aujourd’hui", "Hier"), "en": ("Today", "Yesterday")}


def day_in_words(moment: datetime, language: str, *, today: date) -> str:
    """Today, Yesterday, 21 nov. 2026 in French or 21 Nov 2026 in English.

    `moment` is in the zone that the reader lives in, as `today` is.
    """
    distance = (today - moment.date()).days
    if distance in (0, 1):
        return NEAR[language][distance]
    return _in_full(moment, language)


def iso_day_in_words(day: str, language: str) -> str:
    """A day written as 2026-11-21, as `day_in_words` but never Today; another text as it is."""
    try:
        return _in_full(date.fromisoformat(day), language)
    except ValueError:
        return day


def _in_full(day: date, language: str) -> str:
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"
