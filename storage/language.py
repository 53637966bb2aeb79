"""Which of our two languages a text is written in."""

import re
import threading
from functools import cache
from typing import Any

SAMPLE_CHARACTERS = 2_000  # enough for a document; detection is linear in the text

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
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["fr", "en"])
    return identifier
