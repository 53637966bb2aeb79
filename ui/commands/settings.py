"""`assistant settings`: every setting in force, and where it came from."""

from typing import Annotated

import typer


def settings(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print every setting with its value and its origin: default, environment or a file.

    Example: assistant settings
    """
    import json

    from assistant.settings import AssistantSettings
    from ingest.settings import IngestSettings
    from storage.embedder_in_force import chosen_embedder
    from storage.settings import StorageSettings, load_settings, setting_origins
    from ui.settings import WebSettings

    kinds = (StorageSettings, IngestSettings, AssistantSettings, WebSettings)
    found = [origin for kind in kinds for origin in setting_origins(load_settings(kind))]
    origins = list({one.variable: one for one in found}.values())  # two packages ask Ollama
    embedder = chosen_embedder(load_settings(StorageSettings)).name
    if as_json:
        described = [
            {"variable": one.variable, "value": str(one.value), "origin": one.origin}
            for one in origins
        ]
        in_force = {"variable": "embedder in force", "value": embedder, "origin": "home"}
        typer.echo(json.dumps([*described, in_force], ensure_ascii=False))
        return
    width = max(len(one.variable) for one in origins)
    for one in origins:
        value = "" if one.value is None else str(one.value)
        typer.echo(f"{one.variable:<{width}}  {value or '(empty)':<32}  {one.origin}")
    typer.echo(f"The embedder in force is {embedder}.")
