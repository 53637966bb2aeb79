"""Numbers of spreadsheet cells as a person sees them: the codes of ECMA-376 part 1, 18.8.30/31."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from ingest.formats.number_dates import date_text, is_date_token

GENERAL = "General"
LOCAL_DATE = "yyyy-mm-dd"  # where the code says "as this computer writes dates"
LOCAL_TIME = "hh:mm:ss"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00',
    8: '"$"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: LOCAL_DATE, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: f"{LOCAL_DATE} h:mm",
    27: LOCAL_DATE, 28: LOCAL_DATE, 29: LOCAL_DATE, 30: LOCAL_DATE, 31: LOCAL_DATE,
    36: LOCAL_DATE, 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0;-#,##0;-", 42: '"$"#,##0;-"$"#,##0;-',
    43: "#,##0.00;-#,##0.00;-", 44: '"$"#,##0.00;-"$"#,##0.00;-', 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_TOKENS = re.compile(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>general)|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+|b+)|(?P<digit>[0#?.,%/@])|(?P<other>.)",
    re.I | re.S,
)
_CONDITION = re.compile(r"(?P<sign><=|>=|<>|<|>|=)\s*(?P<limit>-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
_LOCALE = re.compile(r"\$(?P<symbol>[^-]*)(?:-(?P<locale>[0-9a-f]+))?", re.I)
_SYSTEM_DATES = {"F800": LOCAL_DATE, "F400": LOCAL_TIME}
LONGEST_CODE = 255
LARGEST = 1e20  # no format is applied from here on
# From here on "General" writes an exponent: Excel keeps fifteen digits. Excel itself shows one from
# 1e11 on, and LibreOffice does not: those are the numbers of accounts and companies.
LARGEST_PLAIN = 1e15


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four parts of a code: pieces as (kind, text), and when it applies."""

    pieces: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None = None
    locale: int = 0

    @property
    def is_date(self) -> bool:
        """True where the number is a day and a time."""
        return any(is_date_token(kind) for kind, _ in self.pieces)


def number_text(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number as the format code shows it, in the code's own notation: 1,234.50.

    Dates whose code leaves the form to the computer are in ISO 8601.
    """
    if code == GENERAL or abs(value) >= LARGEST:
        return general_text(value)
    section, is_absolute = _chosen(_sections(code[:LONGEST_CODE]), value)
    if any(kind == "general" for kind, _ in section.pieces):
        return _with_literals(section, general_text(abs(value) if is_absolute else value))
    if section.is_date:
        shown = date_text(value, section.pieces, section.locale, from_1904=from_1904)
        return general_text(value) if shown is None else shown
    sign = "-" if value < 0 and not is_absolute else ""
    try:
        shown = _number(Decimal(repr(abs(value))), section.pieces)
    except InvalidOperation:  # more digits than decimal numbers have
        return general_text(value)
    return (sign if re.search(r"[1-9]", shown) else "") + shown.strip()


def text_text(text: str, code: str) -> str:
    """A text cell as the code shows it: with what its fourth section adds, or nothing for ";;;"."""
    sections = _sections(code[:LONGEST_CODE])
    if len(sections) == 4 or (len(sections) == 1 and _holds(sections[0], "@")):
        pieces = sections[-1].pieces
        return "".join(
            text if (kind, shown) == ("digit", "@") else shown
            for kind, shown in pieces
            if kind in ("literal", "digit", "general")
        ).replace(GENERAL, text)
    return text


def general_text(value: float) -> str:
    """A number without a format: of up to fifteen digits where ten would need an exponent."""
    if value == int(value) and abs(value) < LARGEST_PLAIN:
        return str(int(value))
    shown = f"{value:.10g}"
    if "e" in shown and 1 <= abs(value) < LARGEST_PLAIN:
        return f"{value:.15g}"
    return f"{value:.5E}" if "e" in shown else shown


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[Section, ...]:
    sections = [_Section()]
    for token in _TOKENS.finditer(code):
        kind, text = token.lastgroup, token[0]
        if kind == "other" and text == ";":
            sections.append(_Section())
        else:
            sections[-1].add(kind or "", token)
    return tuple(section.made() for section in sections[:4])


class _Section:
    """A section while its tokens are read."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, str]] = []
        self._condition: tuple[str, float] | None = None
        self._locale = 0

    def add(self, kind: str, token: re.Match[str]) -> None:
        """Take the next token."""
        if kind in ("quoted", "escaped"):
            self._pieces.append(("literal", token[kind]))
        elif kind == "bracket":
            self._add_bracket(token[kind])
        elif kind == "general":
            self._pieces.append(("general", GENERAL))
        elif kind == "other":
            self._pieces.append(("literal", token[0]))
        elif kind:
            self._pieces.append((kind, token[0]))
        elif token[0].startswith("_"):
            self._pieces.append(("literal", " "))  # room for one character

    def made(self) -> Section:
        """The section as it is kept."""
        return Section(tuple(self._pieces), self._condition, self._locale)

    def _add_bracket(self, inside: str) -> None:
        """A currency, a language, a condition or an elapsed time; colours are not text."""
        if condition := _CONDITION.fullmatch(inside):
            self._condition = (condition["sign"], float(condition["limit"]))
        elif _ELAPSED.fullmatch(inside):
            self._pieces.append(("elapsed", inside.lower()))
        elif found := _LOCALE.fullmatch(inside):
            locale = (found["locale"] or "").upper()
            if locale in _SYSTEM_DATES:
                self._pieces.append(("system", _SYSTEM_DATES[locale]))
            self._locale = int(locale or "0", 16) & 0xFF
            self._pieces.append(("literal", found["symbol"]))


def _chosen(sections: tuple[Section, ...], value: float) -> tuple[Section, bool]:
    """The section for the number, and whether it speaks for itself of the sign."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for number, section in enumerate(numeric):
            if section.condition is None or _meets(value, *section.condition):
                return section, number > 0
        return Section((("literal", "#"),)), True
    if value < 0 and len(numeric) > 1:
        return numeric[1], True
    if value == 0 and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], False


def _meets(value: float, sign: str, limit: float) -> bool:
    match sign:
        case "<":
            return value < limit
        case ">":
            return value > limit
        case "<=":
            return value <= limit
        case ">=":
            return value >= limit
        case "=":
            return value == limit
    return value != limit


def _holds(section: Section, text: str) -> bool:
    return any(piece == ("digit", text) for piece in section.pieces)


def _with_literals(section: Section, number: str) -> str:
    shown = (number if kind == "general" else text for kind, text in section.pieces)
    return "".join(shown).strip()


def _number(value: Decimal, pieces: tuple[tuple[str, str], ...]) -> str:
    """The digits of a number that is not negative in the places of the code."""
    value *= 100 ** sum(piece == ("digit", "%") for piece in pieces)
    exponents = [at for at, (kind, _) in enumerate(pieces) if kind == "exponent"]
    if exponents:
        return _scientific(value, pieces[: exponents[0]], pieces[exponents[0] :])
    if ("digit", "/") in pieces:
        return _fraction(value, pieces)
    if not any(_is_place(kind, text) for kind, text in pieces):
        return "".join(text for kind, text in pieces if kind == "literal" or text == "%")
    return _placed(value, pieces)


def _placed(value: Decimal, pieces: tuple[tuple[str, str], ...]) -> str:
    point = next((at for at, piece in enumerate(pieces) if piece == ("digit", ".")), len(pieces))
    whole, by_whole = _without_scale(pieces[:point])
    rest, by_rest = _without_scale(pieces[point + 1 :])
    value /= 1000 ** (by_whole + by_rest)
    decimals = sum(_is_place(kind, text) for kind, text in rest)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    digits, _, fraction = f"{rounded:f}".partition(".")
    left = _whole(digits.lstrip("0"), whole)
    right = _decimals(fraction, rest)
    return left + (f".{right}" if right[:1].isdigit() else right)


def _without_scale(pieces: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
    """The pieces without the commas behind the last place, each of which means thousands."""
    kept = list(pieces)
    last = max((at for at, piece in enumerate(kept) if _is_place(*piece)), default=len(kept))
    behind = [at for at in range(last, len(kept)) if kept[at] == ("digit", ",")]
    return [piece for at, piece in enumerate(kept) if at not in behind], len(behind)


def _whole(digits: str, pieces: list[tuple[str, str]]) -> str:
    """The digits from the right, literals between them, thousands apart where a comma asks so."""
    is_grouped = ("digit", ",") in pieces
    first = next((at for at, (kind, text) in enumerate(pieces) if _is_place(kind, text)), -1)
    shown: list[str] = []
    count = 0
    for at in range(len(pieces) - 1, -1, -1):
        kind, text = pieces[at]
        if not _is_place(kind, text):
            shown.append("" if text == "," and kind == "digit" else text)
            continue
        taken = digits if at == first else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        for digit in reversed(taken or ("0" if text in "0@" else "")):
            shown.append("," if is_grouped and count and count % 3 == 0 else "")
            shown.append(digit)
            count += 1
    # Digits without a place (".00") stand before everything.
    return digits + "".join(reversed(shown))


def _is_place(kind: str, text: str) -> bool:
    return kind == "digit" and text in "0#?@"


def _decimals(digits: str, pieces: Sequence[tuple[str, str]]) -> str:
    needed = [text for kind, text in pieces if _is_place(kind, text)]
    while digits.endswith("0") and needed[len(digits) - 1] in "#?":
        digits = digits[:-1]
    waiting = iter(digits)
    return "".join(
        next(waiting, "") if _is_place(kind, text) else text.replace(",", "")
        for kind, text in pieces
    )


def _scientific(
    value: Decimal, mantissa: tuple[tuple[str, str], ...], exponent: tuple[tuple[str, str], ...]
) -> str:
    power = value.adjusted() if value else 0
    least = sum(text in "0#?" for kind, text in exponent if kind == "digit")
    shown = _placed(value.scaleb(-power), mantissa)
    sign = "-" if power < 0 else "+" if exponent[0][1].endswith("+") else ""
    return f"{shown}E{sign}{abs(power):0{least}d}"


def _fraction(value: Decimal, pieces: tuple[tuple[str, str], ...]) -> str:
    slash = pieces.index(("digit", "/"))
    places = sum(kind == "digit" for kind, _ in pieces[slash + 1 :]) or 1
    whole, rest = divmod(value, 1)
    near = Fraction(rest).limit_denominator(10 ** min(places, 3) - 1)
    if near.denominator == 1:
        return str(int(whole) + int(near))
    part = f"{near.numerator}/{near.denominator}"
    return f"{int(whole)} {part}" if whole else part
