"""Which of our two languages a text is written in."""

import io
import lzma
import re
import threading
from array import array
from functools import cache
from typing import Any

LANGUAGES = ("en", "fr")
SAMPLE_CHARACTERS = 2_000  # enough for a document; detection is linear in the text

_CODES = {2: "H", 4: "I"}  # of arrays of so many bytes an item

_lock = threading.Lock()
_LETTER = re.compile(r"[^\W\d_]")


def detect_language(text: str, *, default: str = "en") -> str:
    """Whichever of "fr" and "en" is likelier; `default` for a text without three letters."""
    sample = text[:SAMPLE_CHARACTERS]
    if len(_LETTER.findall(sample)) < 3:
        return default
    with _lock:  # the model is one shared object, and its first use takes most of a second
        return str(_identifier().classify(sample)[0])


def load_language_model() -> None:
    """Load now what the first text would otherwise wait for: half a second, most of it outside
    of Python, so that other threads go on meanwhile."""
    with _lock:
        _identifier()


@cache
def _identifier() -> Any:
    """py3langid's model of our languages alone: of 142 it would keep 28 MB more.

    Decompressed in one step, 68 MB for a moment: the library does it in 560, each of which waits
    for the other threads of Python (0.56 s instead of 0.31 while a store opens, November 2026).
    """
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    raw = lzma.decompress((MODEL_DIR / MODEL_FILE).read_bytes())
    with np.load(io.BytesIO(raw), allow_pickle=False) as model:
        classes = model["classes"].tolist()
        ours = [place for place, name in enumerate(classes) if name in LANGUAGES]
        moves, rows = (_plain(model[name]) for name in ("nextmove", "nextmove_row"))
        return LanguageIdentifier(
            model["ptc"][:, ours],
            model["pc"][ours],
            [classes[place] for place in ours],
            moves,
            model["out_feat"].tolist(),
            tk_row=rows,
        )


def _plain(numbers: Any) -> "array[int]":
    return array(_CODES[numbers.itemsize], numbers.tobytes())
