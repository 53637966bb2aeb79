import pytest

from benchmarks.arithmetic import Arithmetic, operations


def test_operations_are_those_of_every_matrix_product() -> None:
    # one layer, width 2, inner 3, one text of 5 tokens: products with weights
    # 5×(4·2·2 + 2·2·3), of tokens with tokens 2·5·5·2; each a multiplication and an addition
    assert operations([5], layers=1, width=2, inner=3) == 2 * (5 * 28 + 100)
    both = operations([5, 7], layers=2, width=2, inner=3)
    assert both == 2 * (operations([5], layers=1, width=2, inner=3) + 2 * (7 * 28 + 4 * 49))


def test_the_share_is_of_the_peak() -> None:
    assert Arithmetic(8e11, 4e11, 100.0, 130.0).share == pytest.approx(0.5)
