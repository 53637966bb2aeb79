"""Boxes of RTF forms, ticked and empty, and signs in fonts of signs."""

from pathlib import Path

import pytest

from tests.ingest.reading_formats import lines, parsed

FONTS = r"{\fonttbl{\f0 Arial;}{\f3\fnil\fcharset2{\*\panose 05}Wingdings{\*\falt x};}}"
OLD = r"{\field{\*\fldinst{ FORMCHECKBOX {\*\formfield{\fftype1%s{\*\ffname C}}}}}{\fldrslt }}"


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        (r"{\f3\'fe} Oui {\f3\u-3928\'a8} Non", "☒ Oui ☐ Non"),
        (r"{\f3 o} o", "☐ o"),
        (r"\f3 o\plain o", "☐o"),  # which begins the usual font again
        (OLD % r"\ffres1\ffdefres0" + "Oui", "☒ Oui"),
        (OLD % r"\ffres0\ffdefres1" + "Oui", "☐ Oui"),
        (OLD % r"\ffres25\ffdefres1" + "Oui", "☒ Oui"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt lien}}", "lien"),
        (r"{\v" + OLD % r"\ffres1" + "}Oui", "Oui"),
    ],
)
def test_boxes_of_rtf(tmp_path: Path, inside: str, read: str) -> None:
    content = rf"{{\rtf1\ansi\deff0{FONTS}\pard {inside}\par}}"
    (tmp_path / "a.rtf").write_bytes(content.encode("latin-1"))
    assert lines(parsed(tmp_path / "a.rtf")) == [[read]]
