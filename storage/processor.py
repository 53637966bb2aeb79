"""What the processor of this machine computes well, and with how many of its threads."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# How attention is computed: in bfloat16 the plain way is 1.27 times as fast on one core (170 tokens
# a text, cosine 1.0000), in float32 torch's fused one is 1.14 times as fast (November 2026).
ATTENTION = {"bfloat16": "eager", "int8": "eager"}

# What embedders compute in, the fastest first.
DTYPES = ("int8", "bfloat16", "float32")

# In int8 only products of chunks are (see `storage.int8_pass`); all else is in bfloat16.
TORCH_DTYPE = {"int8": "bfloat16"}
# As digests name it: another number wherever a constant of `storage.int8_product` or
# `storage.int8_pass` changes, for then the vectors do.
ARITHMETIC = {"int8": "int8 1"}


# torch keeps what it compiled for every shape that it has met: 49 lengths of batches of 32 texts
# took 1.0 GB, 12 lengths 0.07 GB, at the same speed (MiniLM in bfloat16, November 2026).
_LENGTHS_APART = 16  # tokens


def allowed_processors() -> int:
    """How many processors this process may use; where no system says so (macOS), all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_few_shapes(features: Mapping[str, Any], *, longest: int) -> dict[str, Any]:
    """Tokenised texts padded to a multiple of 16 tokens, at most `longest`.

    Features of shape (texts, tokens) are padded, and the mask among them says that what is added
    counts for nothing; others stay.
    """
    from torch.nn.functional import pad

    shape = features["input_ids"].shape
    missing = max(0, min(longest, -(-shape[1] // _LENGTHS_APART) * _LENGTHS_APART) - shape[1])
    return {
        name: pad(found, (0, missing)) if getattr(found, "shape", None) == shape else found
        for name, found in features.items()
    }


def cpu_computes_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 itself (AVX512-BF16 or AMX-BF16), by /proc/cpuinfo.

    Elsewhere bfloat16 is emulated, and slower than float32.
    """
    return not _cpu_flags().isdisjoint({"avx512_bf16", "amx_bf16"})


def cpu_computes_int8() -> bool:
    """Whether this CPU multiplies eight bits itself (AVX512-VNNI or AMX-INT8), by /proc/cpuinfo.

    Elsewhere that takes longer than in bfloat16: torch does it number by number.
    """
    return not _cpu_flags().isdisjoint({"avx512_vnni", "amx_int8"})


def best_dtype(*, bundled: bool, stored: str) -> str:
    """The fastest arithmetic of this CPU by which a model loses nothing.

    Measured for the bundled weights (`make bench-rounding`, and that rank as well in int8). Of
    another model it is known only where its weights are `stored` in bfloat16.
    """
    if not cpu_computes_bfloat16():
        return "float32"
    if bundled and cpu_computes_int8():
        return "int8"
    return "bfloat16" if bundled or stored.endswith("bfloat16") else "float32"


def _cpu_flags() -> frozenset[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return frozenset()
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return frozenset(flags)


def use_threads(count: int) -> None:
    """Let torch compute with `count` threads in the calling thread.

    torch keeps the number for each calling thread and, for a thread that has not computed yet, a
    global one that replaces it at first use; asking for the number first counts as that use. So
    a query's thread and a bulk thread do not disturb each other (measured, torch 2.13, OpenMP).
    """
    import torch

    torch.get_num_threads()
    if torch.get_num_threads() != count:
        torch.set_num_threads(count)
