from typing import Any

import pytest

from storage.bert_pass import BertPass
from storage.bert_weights import BertWeights
from storage.int8_pass import Int8Pass


class Holder:
    """As much of a SentenceTransformer as `BertPass.of` looks at."""

    def __init__(self, bert: Any) -> None:
        self.auto_model = bert

    def __getitem__(self, place: int) -> "Holder":
        return self


def tiny(dtype: str = "bfloat16", **changed: Any) -> Any:
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(7)
    configuration = BertConfig(
        **{
            "vocab_size": 50,
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "intermediate_size": 64,
            "max_position_embeddings": 64,
            **changed,
        }
    )
    return BertModel(configuration, add_pooling_layer=False).to(getattr(torch, dtype)).eval()


def states(bert: Any, lowered: bool) -> tuple[Any, Any, Any]:
    import torch

    ids = torch.randint(0, 50, (3, 16))
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    mask[2, 1:] = 0
    found = BertPass.of(Holder(bert))  # type: ignore[arg-type]  # as much of one as is needed
    assert found is not None
    for layer in found.layers:
        layer.lowered = torch.tensor([0.0, 40.0, 0.0, 40.0]).bfloat16() if lowered else None
    with torch.inference_mode():
        own = found.states(ids, mask)
        theirs = bert(input_ids=ids, attention_mask=mask).last_hidden_state
    return own, theirs, mask.bool()


@pytest.mark.slow
@pytest.mark.parametrize("lowered", [False, True])
def test_states_are_those_of_the_model_itself(lowered: bool) -> None:
    own, theirs, there = states(tiny(), lowered)
    assert (own[there] - theirs[there]).abs().max() < 0.06  # bfloat16 near 2 has steps of 0.016


def assert_padding_counts_for_nothing(found: BertPass | Int8Pass) -> None:
    import torch

    ids = torch.randint(0, 50, (1, 16))
    mask = torch.ones_like(ids)
    mask[0, 8:] = 0
    other = torch.where(mask == 1, ids, 3)
    with torch.inference_mode():
        assert torch.equal(found.states(ids, mask)[0, :8], found.states(other, mask)[0, :8])


@pytest.mark.slow
def test_padding_counts_for_nothing() -> None:
    assert_padding_counts_for_nothing(BertPass(BertWeights.of_model(tiny())))


@pytest.mark.slow
@pytest.mark.parametrize(
    "bert", [{"dtype": "float32"}, {"hidden_act": "relu"}], ids=["float32", "relu"]
)
def test_a_model_that_computes_otherwise_is_left_to_itself(bert: dict[str, Any]) -> None:
    assert BertPass.of(Holder(tiny(**bert))) is None  # type: ignore[arg-type]  # as above


@pytest.mark.slow
def test_a_model_of_another_family_is_left_to_itself() -> None:
    from transformers import XLMRobertaConfig, XLMRobertaModel

    configuration = XLMRobertaConfig(
        vocab_size=50, hidden_size=32, num_hidden_layers=1, num_attention_heads=4
    )
    bert = XLMRobertaModel(configuration).bfloat16()
    assert BertPass.of(Holder(bert)) is None  # type: ignore[arg-type]  # as above


@pytest.mark.slow
def test_a_batch_with_large_scores_is_right_and_changes_nothing_for_those_after_it() -> None:
    import torch

    bert = tiny()
    found = BertPass(BertWeights.of_model(bert))
    ids = torch.arange(48).view(3, 16)
    mask = torch.ones_like(ids)
    with torch.inference_mode():
        before = found.states(ids, mask)
        found._largest_sum = 1.0  # as if every sum were too large
        theirs = bert(input_ids=ids, attention_mask=mask).last_hidden_state
        assert (found.states(ids, mask) - theirs).abs().max() < 0.06
        found._largest_sum = 1e37
        assert torch.equal(found.states(ids, mask), before)


@pytest.mark.slow
def test_a_head_with_large_scores_has_them_lowered_from_the_start() -> None:
    import torch

    bert = tiny()
    own = bert.encoder.layer[1].attention.self
    with torch.inference_mode():
        for weights in (own.query.weight, own.key.weight):
            weights[8:16] *= 1000  # the second of four
    first, second = BertPass(BertWeights.of_model(bert)).layers
    assert first.lowered is None
    assert second.lowered is not None
    assert (second.lowered > 0).tolist() == [False, True, False, False]
