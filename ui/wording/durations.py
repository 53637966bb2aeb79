"""Amounts of time and other numbers in words."""

import math
from typing import Final

from ui.wording import text

MINUTE_S: Final = 60
HOUR_MIN: Final = 60
MINUTES_UP_TO: Final = 90  # from then on hours


def decimal(number: float, language: str) -> str:
    """One digit after the point: 4.2 in English, 4,2 in French; never less than 0.1."""
    shown = f"{max(number, 0.1):.1f}"
    return shown.replace(".", ",") if language == "fr" else shown


def time_left_in_words(seconds: float, language: str) -> str:
    """`about 5 min left`, rounded up: who is promised less than it takes does not come back."""
    minutes = math.ceil(seconds / MINUTE_S)
    if minutes <= 1:
        return text("time-left.minute", language)
    if minutes <= MINUTES_UP_TO:
        return text("time-left.minutes", language, count=minutes)
    return text("time-left.hours", language, count=math.ceil(minutes / HOUR_MIN))
