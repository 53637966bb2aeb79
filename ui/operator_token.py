"""The token by which commands at the machine itself talk to the running server.

It lies in the home, readable by the operator alone, and is made anew at each start. It counts
only from this machine: see `ui.guard` and `from_this_machine`.
"""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path

from starlette.requests import HTTPConnection

FILE_NAME = "operator.token"
TOKEN_BYTES = 32
FORWARDING = ("forwarded", "x-forwarded-for", "x-real-ip")


def make_operator_token(home: Path) -> str:
    """Write a new token to `home`, readable by its owner alone; the former one ends.

    The file appears whole or not at all.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    path = home / FILE_NAME
    beside = path.with_name(f".{FILE_NAME}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 - a mode from the first byte on
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return token


def read_operator_token(home: Path) -> str:
    """The token in `home`, or "" where no server has left one or it may not be read."""
    try:
        return (home / FILE_NAME).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def remove_operator_token(home: Path) -> None:
    """Take the token away when the server stops."""
    (home / FILE_NAME).unlink(missing_ok=True)


def is_operator(request: HTTPConnection, home: Path) -> bool:
    """True where the request carries the token in `home` and comes from this machine."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    token = read_operator_token(home)
    return (
        bool(token)
        and scheme.lower() == "bearer"
        and secrets.compare_digest(given.strip().encode(), token.encode())
        and from_this_machine(request)
    )


def from_this_machine(request: HTTPConnection) -> bool:
    """True for a connection over loopback that no proxy has passed on from elsewhere."""
    if request.client is None or any(name in request.headers for name in FORWARDING):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
