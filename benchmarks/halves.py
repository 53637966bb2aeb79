"""The two halves of every question set: one was looked at to choose, the other reports.

The half of a question is the CRC-32 of its id modulo 2, so it depends on nothing else and anyone
can compute it again.
"""

import zlib
from collections.abc import Iterable

from benchmarks.rankings import Ranking

CHOSE = 0  # weights, depths and sizes were chosen on these questions
REPORTS = 1  # nothing was chosen on these
NAMES: dict[int | None, str] = {
    REPORTS: "half 1, the report",
    CHOSE: "half 0, chose",
    None: "both halves",
}


def half_of(question_id: str) -> int:
    """CHOSE or REPORTS."""
    return zlib.crc32(question_id.encode("utf-8")) % 2


def of_half(rankings: Iterable[Ranking], half: int | None) -> list[Ranking]:
    """The rankings of the questions of one half, in order; of None all of them."""
    return [one for one in rankings if half is None or half_of(one.question_id) == half]
