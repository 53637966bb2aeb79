"""What old Office files inside another file were converted to, at hand while that file is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ingest.errors import UnreadableDocument
from storage.records import Verdict


@dataclass(frozen=True, slots=True)
class ToConvert:
    """An old Office file: the SHA-256 of its bytes, and "docx", "pptx" or "xlsx"."""

    sha256: str
    to: str


class NotConverted(UnreadableDocument):
    """An old Office file inside another, which nobody has tried to convert."""

    def __init__(self, wanted: ToConvert, detail: str) -> None:
        super().__init__(Verdict.UNKNOWN_TYPE, detail)
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file cannot be read, as UnreadableDocument says it."""

    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Conversions:
    """`folder` holds what was made, each file named by the SHA-256 of what it was made from;
    `refused` says of others, by theirs, why they were not converted, and `rest` of all the rest.
    """

    folder: Path | None = None
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    rest: Refusal | None = None

    def made(self, sha256: str) -> Path | None:
        """What the file of that SHA-256 was converted to; None where nobody tried.

        Raises UnreadableDocument where it could not be.
        """
        refusal = self.refused.get(sha256)
        if refusal is None and self.folder is not None and (self.folder / sha256).is_file():
            return self.folder / sha256
        refusal = refusal or self.rest
        if refusal is not None:
            raise UnreadableDocument(refusal.verdict, refusal.detail)
        return None

    def stored(self) -> dict[str, Any]:
        """As JSON has it, for the child that reads; empty where nothing was tried."""
        if self.rest is None:
            return {}
        return {
            "folder": str(self.folder) if self.folder else "",
            "refused": {sha256: _stored(one) for sha256, one in self.refused.items()},
            "rest": _stored(self.rest),
        }


NOTHING_CONVERTED: Final = Conversions()


def conversions_of(stored: Mapping[str, Any]) -> Conversions:
    """What `Conversions.stored` stored."""
    if not stored:
        return NOTHING_CONVERTED
    return Conversions(
        Path(stored["folder"]) if stored["folder"] else None,
        {sha256: _refusal(*one) for sha256, one in stored["refused"].items()},
        _refusal(*stored["rest"]),
    )


def _stored(refusal: Refusal) -> tuple[str, str]:
    return refusal.verdict.value, refusal.detail


def _refusal(verdict: str, detail: str) -> Refusal:
    return Refusal(Verdict(verdict), detail)
