"""Folders of mails in one file (mbox): where one ends and the next starts."""

import re

_START = re.compile(rb"^From \S+ .*\d{4}\r?\n(?=[!-9;-~]+:)", re.M)
_ESCAPED = re.compile(rb"^>(>*From )", re.M)


def mbox_mails(content: bytes) -> list[bytes]:
    """The mails of an mbox file in their order; the content alone where it is none.

    A mail starts at a "From " line that an empty line and a header field surround.
    """
    if not content.startswith(b"From "):
        return [content]
    starts = [
        found.start()
        for found in _START.finditer(content)
        if not found.start()
        or content[max(0, found.start() - 3) : found.start()].endswith((b"\n\n", b"\n\r\n"))
    ]
    if len(starts) < 2:
        return [content]
    ends = [*starts[1:], len(content)]
    return [
        _ESCAPED.sub(rb"\1", content[start:end]) for start, end in zip(starts, ends, strict=True)
    ]
