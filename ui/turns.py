"""How many long requests of each kind run at once; the others wait without holding a thread."""

from dataclasses import dataclass, field

from anyio import CapacityLimiter

UPLOADS = 4
DRAWINGS = 2  # one draws, one waits at the child's door
ANSWERS = 4


@dataclass(frozen=True, slots=True)
class Turns:
    """One limit for each kind of work, so that no kind can keep the threads of another.

    Sign-in attempts go one at a time: the count of failures is read, the password checked and
    the failure written before the next, so that a burst of guesses cannot slip in between.
    """

    sign_in: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))
    upload: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(UPLOADS))
    drawing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(DRAWINGS))
    answering: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(ANSWERS))
