import pytest

from storage.int8_product import Int8Product, Steps
from storage.processor import cpu_computes_int8

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not cpu_computes_int8(), reason="this CPU does not compute in int8"),
]


def test_steps_hold_zero_and_some_room() -> None:
    import torch

    assert Steps.over(torch.tensor([2.0, 3.0])).zero == 0
    assert Steps.over(torch.tensor([-3.0, -2.0])).zero == 255
    both = Steps.over(torch.tensor([-1.0, 1.0]))
    assert (255 - both.zero) * both.size > 1.1
    assert both.zero * both.size > 1.1
    assert Steps.over(torch.zeros(3)).size > 0


@pytest.mark.parametrize("rows", [1, 33, 64])
def test_a_product_is_nearly_the_one_of_the_weights_as_they_were(rows: int) -> None:
    import torch

    torch.manual_seed(3)
    weight, bias, given = torch.randn(48, 32), torch.randn(48), torch.randn(rows, 32)
    given[:, 5] *= 30  # an input with a wide range does not take the steps of the others
    weight[:, 5] /= 30
    expected = given @ weight.T + bias
    product = Int8Product.of(weight, bias, given)
    with torch.inference_mode():
        codes = product.codes(given)
        assert codes.dtype == torch.uint8
        for dtype in (torch.float32, torch.bfloat16):
            found = product(codes, dtype=dtype)
            assert found.dtype == dtype
            assert (found.float() - expected).abs().mean() < 0.06
        steps = Steps.over(expected)
        activated = (product.gelu_codes(codes, steps).float() - steps.zero) * steps.size
        assert (activated - torch.nn.functional.gelu(expected)).abs().mean() < 0.1


def test_codes_are_rounded_and_what_lies_beyond_the_steps_is_cut_off() -> None:
    import torch

    product = Int8Product.of(
        torch.eye(2), torch.zeros(2), torch.tensor([[-1.0, 1.0]]), smooth=False
    )
    size, zero = product.steps.size, product.steps.zero
    rows = torch.tensor([[0.0, size], [1.4 * size, -1.6 * size], [1e6, -1e6]])
    expected = [[zero, zero + 1], [zero + 1, zero - 2], [255, 0]]
    assert product.codes(rows).tolist() == expected


def test_a_row_does_not_depend_on_those_beside_it() -> None:
    import torch

    torch.manual_seed(4)
    given = torch.randn(64, 32)
    product = Int8Product.of(torch.randn(48, 32), torch.randn(48), given)
    with torch.inference_mode():
        together = product(product.codes(given), dtype=torch.float32)
        for row in (0, 40):
            alone = product(product.codes(given[row : row + 1]), dtype=torch.float32)
            assert torch.equal(alone[0], together[row])
