"""The `ingest` command: documents in, documents out, and how things stand.

What a command needs is imported when it runs, so that help comes at once.
"""

import logging
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import Final, NoReturn

import typer

from ingest.commands.add import add
from ingest.commands.list_documents import list_
from ingest.commands.quarantine import quarantine
from ingest.commands.remove import remove
from ingest.commands.report import report
from ingest.commands.status import status
from ingest.commands.sync import sync
from ingest.commands.watch import watch
from ingest.standard_output import NO_ROOM, OutputLost, settle_streams, watch_output
from ingest.visible import visible as visible  # for the commands of `assistant` too
from storage.errors import AssistantError
from storage.native_memory import few_arenas

EXIT_INTERRUPTED: Final = 130
EXIT_AWAY: Final = 3
EXIT_PIPE_CLOSED: Final = 1  # as click has it

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
    watch_output()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that has no é or …
    few_arenas()  # before threads make more: a bulk load has a dozen
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        _run_whole(commands)
    except AssistantError as error:
        _end(error.exit_code, error.message, error.hint)
    except KeyboardInterrupt:
        _end(EXIT_INTERRUPTED)
    except BrokenPipeError:
        _end(EXIT_PIPE_CLOSED)
    except OutputLost as error:
        _end(
            EXIT_AWAY,
            f"What is printed cannot be written: {error.strerror}.",
            "Make room where it goes, and run the same command again.",
        )
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        what = f"{error.filename} cannot be written" if error.filename else "A disk has no room"
        _end(
            EXIT_AWAY,
            f"{what}: {error.strerror}.",
            "Make room where the data is kept and where the command writes, and run it again.",
        )


def _run_whole(commands: typer.Typer) -> None:
    """Until what it printed is written: later nobody would hear that it was not."""
    try:
        commands()
    except SystemExit:
        if sys.stdout is not None:  # closed before Python began
            sys.stdout.flush()
        settle_streams()
        raise
    except RuntimeError as error:  # so Python 3.11 wraps a Ctrl-C that comes as a class is made
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise error.__cause__ from None
        raise


def _end(code: int, message: str = "", hint: str = "") -> NoReturn:
    for label, said in (("Error", message), ("Hint", hint)):
        if said:
            with suppress(OSError):  # both may go to the same full log
                sys.stderr.write(f"{label}: {visible(said, limit=2000)}\n")
    settle_streams()
    sys.exit(code)


if __name__ == "__main__":
    main()
