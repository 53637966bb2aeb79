"""Serial numbers of spreadsheets as the days and times that they stand for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_FEIGNED_LEAP_DAY = 60  # Excel takes 1900 for a leap year: days before it count from one day later
LAST_DAY = 2_958_466  # the first day after the year 9999
FRENCH = 0x0C  # the primary language of Windows' locale numbers
_MONTHS = {
    0: "January February March April May June July August September October November December",
    FRENCH: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_SHORT_MONTHS = {
    0: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    FRENCH: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
}
_DAYS = {
    0: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    FRENCH: "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
_DATE_KINDS = frozenset(("date", "half", "elapsed", "system"))


def is_date_token(kind: str) -> bool:
    """True for the pieces of a code that stand for a part of a day or a time."""
    return kind in _DATE_KINDS


def moment(value: float, *, from_1904: bool = False) -> datetime | None:
    """The day and time, to the millisecond; None outside the years 1900 to 9999."""
    if not 0 <= value < LAST_DAY:
        return None
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    if not from_1904 and value < _FEIGNED_LEAP_DAY:
        epoch += timedelta(days=1)
    return epoch + timedelta(milliseconds=round(value * 86_400_000))


def date_text(
    value: float, pieces: Sequence[tuple[str, str]], locale: int, *, from_1904: bool
) -> str | None:
    """The date in the form of the code; None where the number is none.

    Months have their names in French where the code asks for French, else in English.
    """
    when = moment(value, from_1904=from_1904)
    if when is None:
        return None
    if any(text.lower() == "ss" or text.lower() == "s" for _, text in pieces):
        when += timedelta(milliseconds=500)  # seconds are rounded, larger parts are cut
    for kind, text in pieces:
        if kind == "system":
            return when.strftime("%Y-%m-%d" if text.startswith("y") else "%H:%M:%S")
    return "".join(_shown(pieces, at, when, value, locale) for at in range(len(pieces))).strip()


def _shown(
    pieces: Sequence[tuple[str, str]], at: int, when: datetime, value: float, locale: int
) -> str:
    kind, text = pieces[at]
    if kind == "date":
        token = text.lower()
        if token[0] == "m" and _is_minute(pieces, at):
            return f"{when.minute:0{min(len(token), 2)}d}"
        return _part(token, when, locale, twelve=any(other == "half" for other, _ in pieces))
    if kind == "half":
        return "AM" if when.hour < 12 else "PM"
    if kind == "elapsed":
        per_day = {"h": 24, "m": 1_440, "s": 86_400}[text[0]]
        return f"{int(value * per_day + 1e-6):0{len(text)}d}"
    if kind == "digit" and text in "0#?":
        return ""  # fractions of seconds
    if kind == "digit" and text == ".":
        following = pieces[at + 1] if at + 1 < len(pieces) else ("", "")
        return "" if following[0] == "digit" else "."
    return text


def _is_minute(pieces: Sequence[tuple[str, str]], at: int) -> bool:
    """True for an m behind hours or before seconds."""
    times = [(place, text.lower()) for place, (kind, text) in enumerate(pieces)
             if kind in ("date", "elapsed")]  # fmt: skip
    index = [place for place, _ in times].index(at)
    before = times[index - 1][1] if index else ""
    after = times[index + 1][1] if index + 1 < len(times) else ""
    return before.startswith("h") or after.startswith("s")


def _part(token: str, when: datetime, locale: int, *, twelve: bool) -> str:
    names = FRENCH if locale == FRENCH else 0
    length = min(len(token), 5)
    if token[0] == "y":
        return f"{when.year:04d}" if length > 2 else f"{when.year % 100:02d}"
    if token[0] == "m" and length > 2:
        name = (_SHORT_MONTHS if length == 3 else _MONTHS)[names].split()[when.month - 1]
        return name[0] if length == 5 else name
    if token[0] == "d" and length > 2:
        day = _DAYS[names].split()[when.weekday()]
        return day[:3] if length == 3 else day
    hour = (when.hour + 11) % 12 + 1 if twelve else when.hour
    numbers = {"m": when.month, "d": when.day, "h": hour, "s": when.second}
    return f"{numbers[token[0]]:0{min(length, 2)}d}" if token[0] in numbers else ""
