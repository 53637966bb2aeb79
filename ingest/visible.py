"""Names as they may be printed: what could steer a terminal or deceive the eye is spelled out."""

import unicodedata

# Control (ESC, newline), format (U+202E turns text round, U+200B hides), surrogates of names that
# are not UTF-8, unassigned, private, line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
MAX_NAME = 300


def visible(name: str, *, limit: int = MAX_NAME) -> str:
    """The name with each unprintable character as its escape, on one line.

    `a\\u202efdp.exe` shows its U+202E. A name longer than `limit` keeps its start and its end:
    both tell which file it is.
    """
    shown = name if name.isascii() and name.isprintable() else "".join(map(_shown, name))
    if len(shown) <= limit:
        return shown
    half = (limit - 1) // 2
    return f"{shown[:half]}…{shown[-half:]}"


def _shown(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE:
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
