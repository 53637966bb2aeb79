"""How characters of an RTF document look: hidden, tiny, white with nothing dark behind them."""

from dataclasses import dataclass, field, replace

from ingest.formats.superscripts import written_raised
from storage.page_findings import HiddenKind

TINY_HALF_POINTS = 4  # smaller than two points
PALEST = 0xF0  # of each colour, from which a text is taken for white
_USUAL_SIZE = 24  # half-points
_GROUNDS = frozenset(("cb", "highlight", "chcbpat"))


@dataclass(frozen=True, slots=True)
class Look:
    """What a group inherits of it; colours are places in the table of colours, 0 for none."""

    hidden: bool = False
    half_points: int = _USUAL_SIZE
    colour: int = 0
    ground: int = 0
    raised: bool = False

    def changed(self, word: str, number: int | None) -> "Look | None":
        """The look after a control word; None for a word that says nothing of it."""
        if word == "v":
            return replace(self, hidden=number != 0)
        if word == "fs":
            return replace(self, half_points=_USUAL_SIZE if number is None else number)
        if word == "cf":
            return replace(self, colour=number or 0)
        if word in _GROUNDS:
            return replace(self, ground=number or 0)
        if word in ("super", "up", "nosupersub", "sub", "dn"):
            return replace(self, raised=word in ("super", "up") and number != 0)
        return Look() if word == "plain" else None

    def written(self, text: str, before: str) -> str:
        """The text as it stands behind `before`."""
        return written_raised(text, before) if self.raised else text


@dataclass(slots=True)
class Surroundings:
    """The colours of the file, and what lies behind the text that is read now.

    White is seen on a ground that is not: of the characters, the paragraph, a cell of the row, the
    box. Which colour that ground has is not looked at.
    """

    paragraph: int = 0
    row: int = 0
    in_table: bool = False
    box_is_filled: bool = False
    _colours: list[tuple[int, int, int] | None] = field(default_factory=list)
    _parts: dict[str, int] = field(default_factory=dict)
    _property: str = ""

    def kind(self, look: Look) -> HiddenKind | None:
        """Why text of that look is not seen; None where it is."""
        if look.hidden:
            return HiddenKind.NOT_SHOWN
        if look.half_points < TINY_HALF_POINTS:
            return HiddenKind.TINY
        if not self._is_pale(look.colour) or self.box_is_filled:
            return None
        behind = (look.ground, self.paragraph, self.row if self.in_table else 0)
        is_seen = any(place and not self._is_pale(place) for place in behind)
        return None if is_seen else HiddenKind.BACKGROUND

    def take(self, word: str, number: int | None) -> None:
        """Follow a word that begins a paragraph, a row or a box, or colours its ground."""
        if word == "pard":
            self.paragraph, self.in_table = 0, False
        elif word == "intbl":
            self.in_table = True
        elif word == "trowd":
            self.row = 0
        elif word in ("shp", "do"):
            self.box_is_filled = False
        elif word == "cbpat":
            self.paragraph = number or 0
        elif word == "clcbpat":
            self.row = number or 0 if not self.row or self._is_pale(self.row) else self.row

    def take_colour(self, word: str, number: int | None) -> None:
        """A part of the next colour of the table: red, green or blue."""
        self._parts[word] = number or 0

    def end_colours(self, text: str) -> None:
        """Each semicolon ends a colour of the table; one without parts is the usual colour."""
        for _ in range(text.count(";")):
            red, green, blue = (self._parts.get(name, 0) for name in ("red", "green", "blue"))
            self._colours.append((red, green, blue) if self._parts else None)
            self._parts = {}

    def take_property(self, text: str, *, is_name: bool) -> None:
        """The name of a shape's property, or its value."""
        if is_name:
            self._property = text.strip()
        elif self._property == "fillColor" and text.strip().isdecimal():
            colour = int(text)
            self.box_is_filled = min(colour >> 16 & 255, colour >> 8 & 255, colour & 255) < PALEST

    def _is_pale(self, place: int) -> bool:
        colour = self._colours[place] if 0 <= place < len(self._colours) else None
        return colour is not None and min(colour) >= PALEST
