"""Where a new password comes from: a file, a terminal, or chance."""

import secrets
import sys
from pathlib import Path

import typer

from storage.errors import BadInput

MIN_PASSWORD_LENGTH = 12


def new_password(path: Path | None, *, for_whom: str) -> tuple[str, bool]:
    """The password and whether it was made up here, so that the caller prints it once.

    From `path` (first line) where given, else asked twice on a terminal, else made up.
    Raises BadInput for an unreadable or empty file and for a password that is too short.
    """
    if path is not None:
        return checked(password_in(path), where=str(path)), False
    if sys.stdin.isatty():
        asked = typer.prompt(f"Password for {for_whom}", hide_input=True, confirmation_prompt=True)
        return checked(str(asked), where="the password"), False
    return made_up(), True


def made_up() -> str:
    """A password of 96 random bits, in four groups that can be read aloud."""
    digits = secrets.token_hex(12)
    return "-".join(digits[start : start + 6] for start in range(0, 24, 6))


def password_in(path: Path) -> str:
    """The first line of a file, without its line end."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"The password file {path} cannot be read: {error}.",
            hint="Give a text file whose first line is the password.",
        ) from error
    return lines[0] if lines else ""


def checked(password: str, *, where: str) -> str:
    """`password` itself. Raises BadInput where it is shorter than MIN_PASSWORD_LENGTH."""
    if len(password) < MIN_PASSWORD_LENGTH:
        raise BadInput(
            f"{where} holds {len(password)} characters; at least {MIN_PASSWORD_LENGTH} are needed.",
            hint="Choose a longer password, for example four unrelated words.",
        )
    return password
