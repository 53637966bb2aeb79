import os
import re
from pathlib import Path

import pytest
import torch

from storage import processor
from storage.processor import allowed_processors, best_dtype, in_few_shapes


def features(tokens: int) -> dict[str, object]:
    ones = torch.ones((2, tokens), dtype=torch.int64)
    return {"input_ids": ones * 7, "attention_mask": ones, "modality": "text"}


@pytest.mark.parametrize(("tokens", "padded"), [(1, 16), (16, 16), (17, 32), (250, 256)])
def test_texts_are_padded_to_a_multiple_that_the_mask_hides(tokens: int, padded: int) -> None:
    found = in_few_shapes(features(tokens), longest=256)
    assert found["input_ids"].shape == found["attention_mask"].shape == (2, padded)
    assert found["attention_mask"].sum(dim=1).tolist() == [tokens, tokens]
    assert found["modality"] == "text"


def test_no_text_is_padded_beyond_what_the_model_reads() -> None:
    assert in_few_shapes(features(126), longest=128)["input_ids"].shape == (2, 128)
    assert in_few_shapes(features(125), longest=125)["input_ids"].shape == (2, 125)


@pytest.mark.parametrize(
    ("flags", "bundled", "stored", "expected"),
    [
        ("avx2", True, "", "float32"),
        ("avx2 avx512_vnni", True, "bfloat16", "float32"),
        ("avx512_bf16", True, "", "bfloat16"),
        ("avx512_bf16 avx512_vnni", True, "", "int8"),
        ("amx_bf16 amx_int8", True, "float32", "int8"),
        ("avx512_bf16 avx512_vnni", False, "torch.bfloat16", "bfloat16"),
        ("avx512_bf16 avx512_vnni", False, "float32", "float32"),
    ],
)
def test_arithmetic_is_the_fastest_that_the_processor_has_and_the_model_bears(
    monkeypatch: pytest.MonkeyPatch, flags: str, bundled: bool, stored: str, expected: str
) -> None:
    monkeypatch.setattr(processor, "_cpu_flags", lambda: frozenset(flags.split()))
    assert best_dtype(bundled=bundled, stored=stored) == expected


def test_where_no_system_says_how_many_processors_are_allowed_all_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert allowed_processors() == len(os.sched_getaffinity(0))
    monkeypatch.delattr(os, "sched_getaffinity")  # as on macOS
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert allowed_processors() == 7
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert allowed_processors() == 1


def test_nothing_else_counts_the_processors_itself() -> None:
    root = Path(processor.__file__).resolve().parents[1]
    counting = [
        path.relative_to(root).as_posix()
        for package in ("storage", "ingest", "assistant", "ui")
        for path in (root / package).rglob("*.py")
        if re.search(r"sched_getaffinity|cpu_count", path.read_text(encoding="utf-8"))
    ]
    assert counting == ["storage/processor.py"]
