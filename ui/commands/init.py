"""`assistant init`: make the home folder and its first administrator."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    admin: Annotated[str, typer.Option(help="Name of the first administrator.")] = "admin",
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the password.")
    ] = None,
) -> None:
    """Make the home folder (ASSISTANT_HOME) and its first administrator.

    Without a password file the password is asked for on a terminal; where there is no
    terminal, one is made up and printed once.

    Example: assistant init --admin alice --password-file secret.txt
    """
    from storage.ledger import Ledger
    from storage.names import checked_name
    from storage.people import add_person
    from storage.records import Role
    from storage.settings import StorageSettings, load_settings
    from ui.commands.new_password import new_password
    from ui.passwords import hash_password

    home = load_settings(StorageSettings).home
    admin = checked_name(admin, what="person")
    password, made_up = new_password(password_file, for_whom=admin)
    ledger = Ledger.create(home)
    try:
        add_person(ledger, admin, password_hash=hash_password(password), role=Role.ADMIN, groups=())
    finally:
        ledger.close()
    typer.echo(f"The home folder {home} is ready.")
    if made_up:
        typer.echo(f"Sign in as {admin} with the password {password} (it is not shown again).")
    typer.echo("Next: assistant collection add NAME --group GROUP, then assistant serve.")
