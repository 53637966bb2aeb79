"""Mails made for tests: by the standard library as EML, by hand as Outlook's MSG."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.policy import SMTP

from tests.ingest.made_ole import Tree, compound_file

SENT = "Mon, 02 Mar 2026 09:30:00 +0100"


def mail(subject: str = "Congés d'été", text: str = "Bonjour à tous.") -> EmailMessage:
    """A mail with the usual header and a plain body."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Anaïs Durand <anais@valmont.example>"
    message["To"] = "equipe@valmont.example"
    message["Subject"] = subject
    message["Date"] = SENT
    message.set_content(text)
    return message


def attach(message: EmailMessage, content: bytes, name: str, **how: str) -> EmailMessage:
    """The mail with a file more, of a type that says nothing."""
    message.add_attachment(
        content, maintype="application", subtype="octet-stream", filename=name, **how
    )
    return message


def nested(depth: int) -> Message:
    """A mail in a mail in a mail …"""
    message = mail(f"Niveau {depth}")
    for level in range(depth - 1, -1, -1):
        outer = mail(f"Niveau {level}")
        outer.add_attachment(message)
        message = outer
    return message


Properties = dict[int, "str | bytes | int | datetime | Properties"]


def msg(
    properties: Properties,
    *,
    recipients: Sequence[Properties] = (),
    attachments: Sequence[Properties] = (),
    encoding: str = "",
    named: Tree | None = None,
) -> bytes:
    """An Outlook message of those properties; a dict as a value is an embedded message.

    Texts are Unicode unless an `encoding` is given; `named` says what numbers from 0x8000 mean.
    """
    tree = _storage(properties, recipients, attachments, header_bytes=32, encoding=encoding)
    return compound_file(tree | ({"__nameid_version1.0": named} if named else {}))


def _storage(
    properties: Properties,
    recipients: Sequence[Properties] = (),
    attachments: Sequence[Properties] = (),
    *,
    header_bytes: int,
    encoding: str = "",
) -> Tree:
    tree: Tree = {}
    entries = b""
    for number, value in properties.items():
        name = f"__substg1.0_{number:04X}"
        if isinstance(value, str):
            kind = "001E" if encoding else "001F"
            tree[name + kind] = value.encode(encoding or "utf-16-le")
        elif isinstance(value, bytes):
            tree[name + "0102"] = value
        elif isinstance(value, dict):
            tree[name + "000D"] = _storage(value, header_bytes=24, encoding=encoding)
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)
            entries += struct.pack("<HHIQ", 0x0040, number, 6, ticks)
        else:
            entries += struct.pack("<HHIQ", 0x0003, number, 6, value)
    for kind, parts in (("recip", recipients), ("attach", attachments)):
        for place, part in enumerate(parts):
            tree[f"__{kind}_version1.0_#{place:08X}"] = _storage(
                part, header_bytes=8, encoding=encoding
            )
    tree["__properties_version1.0"] = b"\0" * header_bytes + entries
    return tree
