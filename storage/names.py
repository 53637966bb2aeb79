"""Names from outside: what we accept as a name, and how foreign text is made storable."""

import re
import unicodedata

from storage.errors import BadInput

# Control (ESC, newline), format (U+202E turns text round, U+200B hides), surrogates, separators.
_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
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


def one_line(text: str) -> str:
    """A source, a file name or a title on one line: whatever could steer or hide is spelled out.

    The same text always comes out the same, and what came out comes out unchanged.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character) in _STEERING
        else character
        for character in text
    )
