"""The `ingest` command: documents in, documents out, and how things stand.

What a command needs is imported when it runs, so that help comes at once.
"""

import errno
import logging
import sys
from io import TextIOWrapper
from typing import Final

import typer

from ingest.commands.add import add
from ingest.commands.list_documents import list_
from ingest.commands.quarantine import quarantine
from ingest.commands.remove import remove
from ingest.commands.report import report
from ingest.commands.status import status
from ingest.commands.sync import sync
from ingest.commands.watch import watch
from ingest.visible import visible as visible  # for the commands of `assistant` too
from storage.errors import AssistantError
from storage.native_memory import few_arenas

EXIT_INTERRUPTED: Final = 130
EXIT_AWAY: Final = 3
NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # for a log on a full disk

app = typer.Typer(
    name="ingest",
    help="Bring documents into the assistant of your organisation, list and remove them.",
    epilog="Example: ingest status",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("add", epilog="Example: ingest add policies --collection staff --create")(add)
app.command("list", epilog="Example: ingest list --collection staff --json")(list_)
app.command("remove", epilog="Example: ingest remove policies/travel.md --collection staff")(remove)
app.command("report", epilog="Example: ingest report --collection staff")(report)
app.add_typer(quarantine, name="quarantine")
app.command("sync", epilog="Example: ingest sync policies --collection staff")(sync)
app.command("watch", epilog="Example: ingest watch policies --collection staff")(watch)
app.command("status", epilog="Example: ingest status --json")(status)


def main() -> None:
    """Run the command line of `ingest`."""
    run(app)


def run(commands: typer.Typer) -> None:
    """Run a command line; every error we know is one clear line, a hint and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that has no é or …
    few_arenas()  # before threads make more: a bulk load has a dozen
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        commands()
    except AssistantError as error:
        sys.stderr.write(f"Error: {visible(error.message, limit=2000)}\n")
        if error.hint:
            sys.stderr.write(f"Hint: {visible(error.hint, limit=2000)}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except OSError as error:
        if error.errno not in NO_ROOM or error.filename is not None:
            raise
        sys.stderr.write(f"Error: What is printed cannot be written: {error.strerror}.\n")
        sys.stderr.write("Hint: Make room where it goes, and run the same command again.\n")
        sys.exit(EXIT_AWAY)


if __name__ == "__main__":
    main()
