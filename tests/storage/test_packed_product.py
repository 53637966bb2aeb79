import dataclasses

import pytest

from storage.packed_product import PackedProduct


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize("rows", [1, 33, 64])
def test_a_product_is_the_one_of_the_weights_as_they_were(dtype: str, rows: int) -> None:
    import torch

    torch.manual_seed(3)
    kind = getattr(torch, dtype)
    weight, bias, given = (torch.randn(shape).to(kind) for shape in ((48, 32), (48,), (rows, 32)))
    expected = given.float() @ weight.float().T + bias.float()
    product = PackedProduct.of(weight, bias, rows=64)
    known = dtype == "bfloat16" and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    assert (product.packed is not None) == known
    unpacked = dataclasses.replace(product, packed=None)
    with torch.inference_mode():
        for one in (product, unpacked):
            assert one(given).dtype == kind
            assert torch.allclose(one(given).float(), expected, rtol=0.01, atol=0.02)
            activated = torch.nn.functional.gelu(expected)
            assert torch.allclose(one.gelu(given).float(), activated, rtol=0.02, atol=0.02)


@pytest.mark.slow
def test_weights_that_are_not_of_bfloat16_stay_as_they_are() -> None:
    import torch

    assert PackedProduct.of(torch.ones(4, 4), torch.ones(4), rows=8).packed is None
