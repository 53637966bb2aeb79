"""Sketches of documents, by which near-duplicates are found without comparing texts.

MinHash (Broder, 1997) over runs of three words: the share of equal numbers in two sketches is about
the Jaccard similarity of the two sets of runs, give or take 0.06. Equal bands of four numbers are
looked up: two documents with a similarity of 0.8 share one of 16 bands in 99.98 of 100 cases, with
0.6 in 89, with 0.3 in 12.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

RUN_WORDS = 3
NUMBERS, BAND_NUMBERS = 64, 4
LEAST_WORDS = 20  # of a document that has a sketch: below, likeness is chance
_AT_ONCE = 8_192  # runs: 4 MiB of numbers
_WORD = re.compile(r"\w+")
_ODD = np.uint64(0x9E3779B97F4A7C15)
_TYPE = np.dtype("<u4")

Sketch = NDArray[np.uint32]


def sketch_of(texts: Iterable[str]) -> Sketch | None:
    """The sketch of the texts as one, shape (NUMBERS,); None where they have too few words."""
    known: dict[str, int] = {}
    found = [
        known[word] if word in known else known.setdefault(word, zlib.crc32(word.encode("utf-8")))
        for text in texts
        for word in _WORD.findall(text.casefold())
    ]
    if len(found) < LEAST_WORDS:
        return None
    runs = _runs(np.array(found, dtype=np.uint64))
    smallest = np.full(NUMBERS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(runs), _AT_ONCE):
        some = runs[start : start + _AT_ONCE]
        np.minimum(smallest, (_FACTORS[:, None] * some + _TERMS[:, None]).min(axis=1), out=smallest)
    return (smallest >> np.uint64(32)).astype(np.uint32)


def bands_of(sketch: Sketch) -> list[int]:
    """A number for each band of the sketch, which two documents share where the band is equal."""
    bands = sketch.astype(_TYPE).reshape(-1, BAND_NUMBERS)
    return [
        int.from_bytes(hashlib.blake2b(bytes([at]) + band.tobytes(), digest_size=8).digest()) >> 1
        for at, band in enumerate(bands)
    ]


def similarity(one: Sketch, other: Sketch) -> float:
    """The estimated Jaccard similarity of two documents' runs of words, 0 to 1."""
    return float((one == other).mean())


def packed(sketch: Sketch) -> bytes:
    """The sketch as bytes, little-endian."""
    return sketch.astype(_TYPE).tobytes()


def unpacked(kept: bytes) -> Sketch:
    """A sketch from its bytes."""
    return np.frombuffer(kept, dtype=_TYPE).astype(np.uint32)


def _runs(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct runs of words as well-mixed numbers."""
    runs = np.zeros(len(words) - RUN_WORDS + 1, dtype=np.uint64)
    for place in range(RUN_WORDS):
        runs = (runs + words[place : place + len(runs)]) * _ODD
        runs ^= runs >> np.uint64(29)
    return np.unique(runs)


def _constants() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Factors, odd, and terms of the hash functions; the same on every machine."""
    digest = hashlib.shake_256(b"intramuros sketches").digest(16 * NUMBERS)
    numbers = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
    return numbers[:NUMBERS] | np.uint64(1), numbers[NUMBERS:]


_FACTORS, _TERMS = _constants()
