from typing import Any

import pytest

from storage import int8_pass
from storage.bert_pass import BertPass
from storage.int8_pass import Int8Pass
from storage.processor import cpu_computes_int8
from tests.storage.test_bert_pass import tiny

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not cpu_computes_int8(), reason="this CPU does not compute in int8"),
]


def both(bert: Any) -> tuple[BertPass, Int8Pass | None]:
    exact = BertPass(bert)
    return exact, Int8Pass.rounding(exact, (1, 2))


def nearness(bert: Any) -> float:
    import torch

    exact, found = both(bert)
    assert found is not None
    ids = torch.randint(0, 50, (3, 16))
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    with torch.inference_mode():
        expected, own = exact.states(ids, mask).float(), found.states(ids, mask).float()
    there = torch.nn.functional.cosine_similarity(own, expected, dim=-1)[mask.bool()]
    return float(there.min())


def test_states_are_nearly_those_of_the_exact_pass() -> None:
    assert nearness(tiny()) > 0.995


def test_a_neuron_that_reaches_far_is_computed_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    bert = tiny()
    with torch.inference_mode():
        bert.encoder.layer[0].intermediate.dense.weight[7] *= 300
        bert.encoder.layer[0].intermediate.dense.bias[7] += 300
        bert.encoder.layer[0].output.dense.weight[:, 7] /= 300
    _, found = both(bert)
    assert found is not None
    assert [one.far is not None for one in found._rounded] == [True, False]
    apart = nearness(bert)
    monkeypatch.setattr(int8_pass, "_FAR", 1e9)
    monkeypatch.setattr(int8_pass, "LEAST_COSINE", 0.0)
    assert nearness(bert) < apart
    assert apart > 0.995


def test_padding_counts_for_nothing() -> None:
    import torch

    _, found = both(tiny())
    assert found is not None
    ids = torch.randint(3, 50, (1, 16))
    mask = torch.ones_like(ids)
    mask[0, 8:] = 0
    other = torch.where(mask == 1, ids, 3)
    with torch.inference_mode():
        assert torch.equal(found.states(ids, mask)[0, :8], found.states(other, mask)[0, :8])


def test_a_model_that_rounding_changes_too_much_is_not_rounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(int8_pass, "LEAST_COSINE", 0.999999)
    assert both(tiny())[1] is None
