"""Names from outside: what we accept as a name, and how foreign text is made storable."""

import re
import unicodedata

from storage.errors import BadInput

_NAME = re.compile(r"[^\W_](?:[\w .-]{0,62}[\w.-])?")


def checked_name(name: str, *, what: str) -> str:
    """`name` in NFC. Raises BadInput that says what a name may be.

    Letters, digits, spaces and . _ - , 1 to 64 characters, a letter or digit first.
    """
    name = unicodedata.normalize("NFC", storable(name))
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:80]!r} cannot be the name of a {what}.",
            hint="Use 1 to 64 letters, digits, spaces, dots, hyphens or underscores; "
            "begin with a letter or a digit.",
        )
    return name


def storable(text: str) -> str:
    """`text` as the ledger can keep it: without NUL, lone surrogates made visible."""
    return text.replace("\x00", "").encode("utf-8", "backslashreplace").decode("utf-8")
