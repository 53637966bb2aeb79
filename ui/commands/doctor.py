"""`assistant doctor`: what works on this machine, what does not, and what to do about it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from subprocess import SubprocessError
from typing import Annotated

import typer

from storage.errors import AssistantError


class Health(StrEnum):
    """How a check ended; only BAD makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do where it is not OK."""

    check: str
    health: Health
    found: str
    hint: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Check the home, the embedder, the language model, what reads scans and old Office files,
    and the installation.

    Exits with 1 where something is broken; what only limits the product is a warning.

    Example: assistant doctor
    """
    import json

    findings = examine()
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{finding.health:<8} {finding.check:<16} {finding.found}")
            if finding.hint:
                typer.echo(f"{'':<25} {finding.hint}")
    if any(finding.health is Health.BAD for finding in findings):
        raise typer.Exit(1)


def examine() -> list[Finding]:
    """Every check, in the order in which a person would mend what is broken."""
    from ui.commands import examinations

    checks: tuple[Callable[[], Finding], ...] = (
        examinations.installation,
        examinations.package_names,
        examinations.settings,
        examinations.home,
        examinations.ledger,
        examinations.index,
        examinations.disk_space,
        examinations.embedder,
        examinations.ocr,
        examinations.old_office,
        examinations.language_model,
    )
    return [_guarded(check) for check in checks]


def _guarded(check: Callable[[], Finding]) -> Finding:
    """A check that meets an error of ours, or of the system, has found something: the error."""
    name = check.__name__.replace("_", " ")
    try:
        return check()
    except AssistantError as error:
        return Finding(name, Health.BAD, error.message, error.hint)
    except (OSError, SubprocessError) as error:
        return Finding(name, Health.BAD, str(error), "Correct what the message names.")
