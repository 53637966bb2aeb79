"""The RTF body of an Outlook message, which is packed in a way of its own ([MS-OXRTFCP])."""

import struct

_HEADER = struct.Struct("<IIII")  # packed size, size, kind, checksum
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D  # "LZFu", "MELA"
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4_096
MOST_BYTES = 50 << 20


def unpacked_rtf(packed: bytes) -> bytes:
    """The RTF, as far as it can be unpacked; empty where it is not packed so."""
    if len(packed) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(packed)
    content = packed[_HEADER.size :]
    if kind == _PLAIN:
        return content[:size]
    return _unpacked(content, min(size, MOST_BYTES)) if kind == _PACKED else b""


def _unpacked(content: bytes, size: int) -> bytes:
    """Runs of a flag byte and eight tokens: a byte, or two that point into the window."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write = len(_DICTIONARY)
    made = bytearray()
    at = 0
    while at < len(content) and len(made) < size:
        flags = content[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 1 >= len(content):
                    return bytes(made)
                pointer = content[at] << 8 | content[at + 1]
                at += 2
                read, length = pointer >> 4, (pointer & 15) + 2
                if read == write:
                    return bytes(made)
            else:
                if at >= len(content):
                    return bytes(made)
                window[write] = content[at]
                at += 1
                read, length = write, 1
            for step in range(length):
                byte = window[(read + step) % _WINDOW]
                window[write] = byte
                write = (write + 1) % _WINDOW
                made.append(byte)
    return bytes(made)
