"""`ingest watch`: a collection stays in step with a folder for as long as this runs."""

from typing import Annotated

import typer

from ingest.commands.folder_options import (
    AsJson,
    Asked,
    AsName,
    Collection,
    Exclude,
    Folder,
    Include,
    Readers,
    mirrored,
)


def watch(
    folder: Folder,
    collection: Collection,
    include: Include = None,
    exclude: Exclude = None,
    readers: Readers = None,
    poll: Annotated[
        bool,
        typer.Option("--poll", help="Look through the folder by the clock: for network shares."),
    ] = False,
    poll_s: Annotated[
        float, typer.Option(min=0.1, help="Seconds between such looks, and where events fail.")
    ] = 10.0,
    settle_s: Annotated[
        float, typer.Option(min=0.1, help="Seconds a file must stay the same before it is read.")
    ] = 3.0,
    every_s: Annotated[
        float, typer.Option(min=1.0, help="Seconds between looks whatever happens.")
    ] = 600.0,
    as_json: AsJson = False,
    as_name: AsName = None,
) -> None:
    """Keep a collection in step with a folder, as ingest sync does, until Ctrl-C or SIGTERM.

    While a server runs it does the work; otherwise this command does, and lets go in between. A
    folder that is away is waited for; where most documents would be removed they stay, and this
    says so: see ingest sync --allow-removals.

    Exit code: 130 and 143 after Ctrl-C and SIGTERM, 2 misuse, 3 the home cannot be used.
    """
    from ingest.progress import progress_for
    from ingest.watching import Pace, Watch

    asked = Asked(folder, collection, include or (), exclude or (), readers or (), as_name)
    with mirrored(asked) as (sync, mirrored_folder, stop):
        Watch(
            sync,
            mirrored_folder,
            pace=Pace(settle_s=settle_s, poll_s=poll_s, every_s=every_s),
            polling=poll,
            progress=lambda: progress_for(as_json=as_json, bar=False),
            stop=stop,
        ).run()
        raise typer.Exit(stop.exit_code)
