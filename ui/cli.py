"""The `assistant` command: what an operator does at the machine itself."""

import typer

from ui.commands import (
    ask,
    collection,
    doctor,
    evaluate,
    init,
    mentions,
    reindex,
    serve,
    settings,
    user,
)

app = typer.Typer(
    name="assistant",
    help="Ask the documents of your organisation; nothing leaves this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(init.init)
app.command("serve")(serve.serve)
app.command("ask")(ask.ask)
app.command("mentions")(mentions.mentions)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(user.app, name="user")
app.add_typer(collection.app, name="collection")
app.command("reindex")(reindex.reindex)
app.command("settings")(settings.settings)
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line; every error we know is one clear line and an exit code."""
    from ingest.cli import run  # one place turns errors into exit codes

    run(app)


if __name__ == "__main__":
    main()
