from typing import Any

import pytest

from storage import int8_pass, int8_product
from storage.bert_pass import BertPass
from storage.bert_weights import BertWeights
from storage.int8_pass import Int8Pass
from storage.processor import ARITHMETIC, cpu_computes_int8
from tests.storage.test_bert_pass import assert_padding_counts_for_nothing, tiny

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not cpu_computes_int8(), reason="this CPU does not compute in int8"),
]


def rounded(bert: Any) -> Int8Pass:
    return Int8Pass(BertPass(BertWeights.of_model(bert)), (1, 2))


def nearness(bert: Any) -> float:
    """The least cosine of a token's state to that of the exact pass."""
    import torch

    exact = BertPass(BertWeights.of_model(bert))
    found = Int8Pass(exact, (1, 2))
    ids = torch.arange(48).view(3, 16)
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    with torch.inference_mode():
        expected, own = exact.states(ids, mask).float(), found.states(ids, mask)
    there = torch.nn.functional.cosine_similarity(own, expected, dim=-1)[mask.bool()]
    return float(there.min())


def test_states_are_nearly_those_of_the_exact_pass() -> None:
    assert nearness(tiny()) > 0.995


def test_a_neuron_that_reaches_far_is_computed_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    bert = tiny()
    with torch.inference_mode():
        bert.encoder.layer[0].intermediate.dense.bias[7] += 300
        bert.encoder.layer[0].output.dense.weight[:, 7] /= 300
    assert [one.far is not None for one in rounded(bert)._layers] == [True, False]
    apart = nearness(bert)
    assert apart > 0.995
    monkeypatch.setattr(int8_pass, "_FAR", 1e9)
    assert 1 - nearness(bert) > 5 * (1 - apart)


def test_padding_counts_for_nothing() -> None:
    assert_padding_counts_for_nothing(rounded(tiny()))


@pytest.mark.parametrize(
    ("least", "of_most", "taken"), [(0.99, 0.9, True), (0.999999, 0.9, False), (0.99, 1.0, False)]
)
def test_a_model_that_rounding_changes_too_much_is_not_rounded(
    monkeypatch: pytest.MonkeyPatch, least: float, of_most: float, taken: bool
) -> None:
    monkeypatch.setattr(int8_pass, "LEAST_COSINE", least)
    monkeypatch.setattr(int8_pass, "LEAST_OF_MOST", of_most)
    assert (Int8Pass.near_to(BertPass(BertWeights.of_model(tiny())), (1, 2)) is not None) == taken


def test_whoever_changes_the_rounding_changes_its_name() -> None:
    """Vectors of two roundings are never compared: digests name it (`ARITHMETIC`)."""
    of_product = (int8_product._SMOOTHED, int8_product._ROOM)
    of_pass = (int8_pass._MOST_FAR, int8_pass._FAR, int8_pass._SETTLING_TEXTS)
    assert (ARITHMETIC["int8"], *of_product, *of_pass, int8_pass._SETTLING_TOKENS) == (
        "int8 1",
        *(0.75, 1.2),
        *(2, 1.5, 4, 256),
    )
