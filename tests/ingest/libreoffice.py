"""LibreOffice as the tests use it: to make reference texts and files of other formats."""

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2 as pdfium

SOFFICE = shutil.which("soffice")
TEXT = "txt:Text:UTF8"
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


def convert(files: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """What LibreOffice makes of the files, in `folder`: `to` is a suffix, or suffix:filter."""
    assert SOFFICE is not None
    profile = (folder.parent / "profile").as_uri()
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to,
         "--outdir", str(folder), *map(str, files)],
        check=True, timeout=280, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return sorted(folder.glob(f"*.{to.partition(':')[0]}"))


def shown_text(path: Path) -> str:
    """The text of a file that `convert` made: a text, records or a PDF."""
    if path.suffix != ".pdf":
        return path.read_text(encoding="utf-8-sig")
    with pdfium.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def words(text: str) -> Counter[str]:
    """The words of a text, with how often each occurs."""
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def recall(expected: str, found: Iterable[str]) -> float:
    """The share of the words of `expected` that are in the texts `found`; 1 where it has none."""
    wanted, there = words(expected), words("\n".join(found))
    return sum((wanted & there).values()) / sum(wanted.values()) if wanted else 1.0
