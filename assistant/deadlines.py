"""How long a language model may take, and the clock that says when it took too long."""

import time
from dataclasses import dataclass

from assistant.errors import ModelSlowToStart, ModelStalled, ModelTooSlow


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds that may pass before the first word, between two, and in all."""

    first_token_s: float
    between_tokens_s: float
    total_s: float


class Clock:
    """Runs from its making; told of each word that comes."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._started = self._last = time.monotonic()
        self._first_came = False

    def piece_came(self) -> None:
        """Start the silence anew."""
        self._last = time.monotonic()
        self._first_came = True

    def left(self) -> float:
        """Seconds until the nearest deadline."""
        return max(0.0, min(self._silence_left(), self._total_left()))

    def check(self) -> None:
        """Raise where a deadline has passed."""
        if self._silence_left() <= 0:
            if self._first_came:
                seconds = self._deadlines.between_tokens_s
                raise ModelStalled(
                    f"The model wrote nothing more for {seconds:g} s.",
                    hint="The machine may be overloaded; ASSISTANT_TOKEN_TIMEOUT_S is the limit.",
                )
            raise ModelSlowToStart(
                f"The model wrote nothing within {self._deadlines.first_token_s:g} s.",
                hint="A smaller model starts sooner; ASSISTANT_FIRST_TOKEN_TIMEOUT_S is the limit.",
            )
        if self._total_left() <= 0:
            raise ModelTooSlow(
                f"The answer was not finished after {self._deadlines.total_s:g} s.",
                hint="A smaller model is faster; ASSISTANT_ANSWER_TIMEOUT_S is the limit.",
            )

    def _silence_left(self) -> float:
        first = not self._first_came
        limit = self._deadlines.first_token_s if first else self._deadlines.between_tokens_s
        return self._last + limit - time.monotonic()

    def _total_left(self) -> float:
        return self._started + self._deadlines.total_s - time.monotonic()
