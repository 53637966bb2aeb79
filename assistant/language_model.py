"""What a language model is to us: a writer that can be asked whether it is there."""

from collections.abc import Generator
from typing import Protocol

from assistant.prompts import Prompt


class LanguageModel(Protocol):
    """Writes an answer to a prompt, piece by piece. Implementations are safe to share."""

    @property
    def name(self) -> str:
        """How the model is called, as people know it."""
        ...

    def context_tokens(self) -> int:
        """The tokens a prompt may have, the answer's taken off.

        Raises LanguageModelError where the model cannot answer now. Quick: an implementation
        that has to look elsewhere takes two seconds at most, and remembers what it found.
        """
        ...

    def write(self, prompt: Prompt) -> Generator[str, None, None]:
        """The answer in pieces as they are written; an empty piece means "still waiting".

        A piece, empty or not, comes at least every half second. Raises LanguageModelError, also
        after some pieces. Closing the generator closes the connection at once.
        """
        ...
