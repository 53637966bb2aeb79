"""`assistant user`: the people who can sign in."""

import json
from pathlib import Path
from typing import Annotated

import typer

from storage.records import Person, Role

app = typer.Typer(
    help="The people who can sign in: add, list, disable, enable, password.", no_args_is_help=True
)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.EMPLOYEE,
    group: Annotated[
        list[str] | None, typer.Option(help="A group they are in; repeat for more.")
    ] = None,
    display_name: Annotated[str, typer.Option(help="The name shown on pages.")] = "",
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the password.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Add a person. Without a group they can sign in and see nothing.

    Example: assistant user add emma --group staff --password-file secret.txt
    """
    from ingest.home import opened_ledger
    from storage.people import add_person
    from ui.commands.new_password import new_password
    from ui.passwords import hash_password

    with opened_ledger() as ledger:
        password, made_up = new_password(password_file, for_whom=name)
        person = add_person(
            ledger,
            name,
            password_hash=hash_password(password),
            role=role,
            groups=group or (),
            display_name=display_name,
        )
    if as_json:
        made = {"password": password} if made_up else {}
        typer.echo(json.dumps(described(person) | made, ensure_ascii=False))
        return
    typer.echo(f"{person.name} can sign in as {person.role}.")
    if made_up:
        typer.echo(f"The password is {password} (it is not shown again).")
    if not person.groups:
        typer.echo("They are in no group and will see no document: add --group to change that.")


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List the people, their roles and their groups.

    Example: assistant user list
    """
    from ingest.home import ledger_to_read
    from storage.people import list_people

    with ledger_to_read() as ledger:
        people = list_people(ledger)
    if as_json:
        typer.echo(json.dumps([described(person) for person in people], ensure_ascii=False))
        return
    for person in people:
        groups = ", ".join(sorted(person.groups)) or "no group"
        state = "  (disabled)" if person.disabled else ""
        typer.echo(f"{person.name:<24} {person.role:<11} {groups}{state}")


@app.command("disable")
def disable(name: Annotated[str, typer.Argument(help="Whom to shut out.")]) -> None:
    """Shut a person out at once: their sessions end and they read nothing.

    Example: assistant user disable emma
    """
    from ingest.home import opened_ledger
    from storage.people import disable_person

    with opened_ledger() as ledger:
        disable_person(ledger, name)
    typer.echo(f"{name} is shut out.")


@app.command("enable")
def enable(name: Annotated[str, typer.Argument(help="Whom to let in again.")]) -> None:
    """Let a person sign in again with the password they had.

    Example: assistant user enable emma
    """
    from ingest.home import opened_ledger
    from storage.people import enable_person

    with opened_ledger() as ledger:
        enable_person(ledger, name)
    typer.echo(f"{name} can sign in again.")


@app.command("password")
def password(
    name: Annotated[str, typer.Argument(help="Whose password is replaced.")],
    password_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the password.")
    ] = None,
) -> None:
    """Give a person a new password; their sessions end.

    Example: assistant user password emma --password-file secret.txt
    """
    from ingest.home import opened_ledger
    from storage.people import find_person, set_password_hash
    from ui.commands.new_password import new_password
    from ui.passwords import hash_password

    with opened_ledger() as ledger:
        find_person(ledger, name)  # before a password is asked for
        chosen, made_up = new_password(password_file, for_whom=name)
        set_password_hash(ledger, name, hash_password(chosen))
    typer.echo(f"{name} has a new password.")
    if made_up:
        typer.echo(f"The password is {chosen} (it is not shown again).")


def described(person: Person) -> dict[str, object]:
    """The stable JSON form of a person."""
    return {
        "name": person.name,
        "display_name": person.display_name,
        "role": str(person.role),
        "groups": sorted(person.groups),
        "disabled": person.disabled,
    }
