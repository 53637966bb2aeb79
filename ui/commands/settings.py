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
    from storage.settings import StorageSettings, load_settings, setting_origins
    from ui.settings import WebSettings

    kinds = (StorageSettings, IngestSettings, AssistantSettings, WebSettings)
    origins = [origin for kind in kinds for origin in setting_origins(load_settings(kind))]
    if as_json:
        described = [
            {"variable": one.variable, "value": str(one.value), "origin": one.origin}
            for one in origins
        ]
        typer.echo(json.dumps(described, ensure_ascii=False))
        return
    width = max(len(one.variable) for one in origins)
    for one in origins:
        value = "" if one.value is None else str(one.value)
        typer.echo(f"{one.variable:<{width}}  {value or '(empty)':<32}  {one.origin}")
