"""The processes of this machine, by what their commands name."""

from pathlib import Path


def commands_naming(folder: str) -> list[str]:
    """The commands of the processes that name the folder."""
    commands = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if folder in command:
            commands.append(command)
    return commands
