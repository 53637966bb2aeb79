"""The JSON form of a reindexing's progress, for the server and for the command that follows it."""

from collections.abc import Mapping
from typing import Any

from storage.errors import AssistantError
from storage.reindexing import Phase, ReindexProgress


class ReindexFailed(AssistantError):
    """The server could not do it; its own words say why."""

    code = "embedder"
    exit_code = 3


def progress_json(progress: ReindexProgress) -> dict[str, Any]:
    """Where a reindexing stands."""
    return {
        "phase": progress.phase.value,
        "embedder": progress.embedder,
        "done": progress.done,
        "total": progress.total,
        "error": problem_json(progress.error) if progress.error else None,
    }


def progress_of(described: Mapping[str, Any]) -> ReindexProgress:
    """What `progress_json` described."""
    problem = described["error"]
    error = ReindexFailed(problem["message"], hint=problem["hint"]) if problem else None
    return ReindexProgress(
        Phase(described["phase"]),
        str(described["embedder"]),
        int(described["done"]),
        int(described["total"]),
        error,
    )


def problem_json(error: AssistantError) -> dict[str, str]:
    """An error in its own words, for the operator."""
    return {"code": error.code, "message": error.message, "hint": error.hint}
