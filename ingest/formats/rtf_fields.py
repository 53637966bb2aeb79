"""The fields of an RTF document: their instruction, and the check boxes of old forms."""

from dataclasses import dataclass

from ingest.formats.symbol_fonts import box

_CHECK_BOX = 1
_UNCHOSEN = 25  # nobody has clicked: the form's own choice holds


@dataclass(slots=True)
class RtfField:
    """The field that was opened last."""

    instruction: str = ""
    _kind: int = 0
    _chosen: int = _UNCHOSEN
    _default: int = 0

    def take(self, word: str, number: int | None) -> None:
        """Follow a word within the instruction, where a form's fields are described."""
        match word:
            case "fftype":
                self._kind = number or 0
            case "ffres":
                self._chosen = _UNCHOSEN if number is None else number
            case "ffdefres":
                self._default = number or 0

    @property
    def sign(self) -> str:
        """The box that the field is; empty where it is none."""
        if self._kind != _CHECK_BOX:
            return ""
        chosen = self._default if self._chosen == _UNCHOSEN else self._chosen
        return f"{box(chosen == 1)} "
