"""A language model that writes what a test tells it to."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from assistant.errors import LanguageModelError
from assistant.prompts import Prompt


@dataclass
class ScriptedModel:
    """Writes `text` character by character, or what `write_by` makes of the prompt.

    `absent` is raised when it is asked whether it is there; `failure` after the whole text.
    """

    text: str = ""
    write_by: Callable[[Prompt], str] | None = None
    absent: LanguageModelError | None = None
    failure: LanguageModelError | None = None
    context: int = 3_600
    prompts: list[Prompt] = field(default_factory=list)
    closed: int = 0
    name: str = "scripted"

    def context_tokens(self) -> int:
        if self.absent is not None:
            raise self.absent
        return self.context

    def write(self, prompt: Prompt) -> Generator[str, None, None]:
        self.prompts.append(prompt)
        try:
            yield ""
            yield from self.write_by(prompt) if self.write_by else self.text
            if self.failure is not None:
                raise self.failure
        finally:
            self.closed += 1
