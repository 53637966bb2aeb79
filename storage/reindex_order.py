"""What a person orders with `assistant reindex`: an embedder by name, or the former one back."""

from dataclasses import dataclass
from pathlib import Path

from storage.embedder_choice import EmbedderChoice
from storage.embedder_in_force import requested
from storage.embedder_loading import load_embedder
from storage.embedding import Embedder
from storage.errors import BadInput, EmbedderChanged
from storage.home_embedder import EmbedderRecord, read_embedders


@dataclass(frozen=True, slots=True)
class ReindexOrder:
    """The embedder asked for, an empty name being the home's own; or the former one."""

    asked: EmbedderChoice
    rollback: bool = False

    def load(self, home: Path, *, ollama_url: str) -> Embedder:
        """The embedder that is to take over.

        Raises EmbedderError, and BadInput where there is none to go back to.
        """
        if not self.rollback:
            return load_embedder(requested(home, self.asked), ollama_url=ollama_url)
        former = former_embedder(home)
        embedder = load_embedder(former.choice, ollama_url=ollama_url)
        if embedder.digest != former.digest:
            raise EmbedderChanged(
                f"The embedder {former.choice.name} is not the one it was before: its model or its "
                "prompts changed since.",
                hint=f"To index anew with it: assistant reindex --embedder {former.choice.name}",
            )
        return embedder


def former_embedder(home: Path) -> EmbedderRecord:
    """The embedder that a rollback goes back to. Raises BadInput where there is none."""
    known = read_embedders(home)
    if known is None or known.former is None:
        raise BadInput(
            "There is no former embedder to go back to.",
            hint="One is kept after `assistant reindex --embedder X`, until it is forgotten.",
        )
    return known.former
