import zlib

from benchmarks.halves import CHOSE, REPORTS, half_of, of_half
from benchmarks.rankings import Ranking


def test_the_half_is_the_parity_of_the_crc_32_of_the_id() -> None:
    # CRC-32 of "123456789" is 0xCBF43926, the check value of the algorithm: even.
    assert half_of("123456789") == CHOSE
    assert half_of("été") == zlib.crc32("été".encode()) % 2


def test_the_halves_share_no_question_and_leave_none_out() -> None:
    rankings = [Ranking(f"q{number}", (), frozenset()) for number in range(40)]
    chose, reports = of_half(rankings, CHOSE), of_half(rankings, REPORTS)
    assert chose and reports
    assert not {one.question_id for one in chose} & {one.question_id for one in reports}
    assert sorted(map(repr, chose + reports)) == sorted(map(repr, of_half(rankings, None)))
