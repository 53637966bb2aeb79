"""Sketches are alike where documents are, the same everywhere, and cheap to look up."""

import random
import zlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from storage.sketches import (
    LEAST_WORDS,
    NUMBERS,
    bands_of,
    packed,
    similarity,
    sketch_of,
    unpacked,
)

WORDS = st.lists(st.sampled_from([f"word{n}" for n in range(500)]), min_size=LEAST_WORDS)


def edited(text: str, rate: float, chance: random.Random, vocabulary: list[str]) -> str:
    """The text with that share of its words changed, dropped or added."""
    words = []
    for word in text.split():
        if chance.random() >= rate:
            words.append(word)
        else:
            other = chance.choice(vocabulary)
            words += chance.choice([[other], [], [word, other]])
    return " ".join(words)


@given(WORDS)
def test_a_sketch_survives_keeping_and_the_division_into_pages(words: list[str]) -> None:
    sketch = sketch_of([" ".join(words)])
    in_pages = sketch_of([" ".join(words[:7]), " ".join(words[7:]).upper()])
    assert sketch is not None and in_pages is not None
    assert sketch.shape == (NUMBERS,)
    assert similarity(sketch, in_pages) == similarity(sketch, unpacked(packed(sketch))) == 1.0
    assert bands_of(sketch) == bands_of(in_pages)
    assert all(0 <= band < 1 << 63 for band in bands_of(sketch))


def test_the_estimate_is_near_the_true_similarity() -> None:
    one = [f"a{n}" for n in range(1_000)]
    other = one[:700] + [f"b{n}" for n in range(300)]
    first, second = sketch_of([" ".join(one)]), sketch_of([" ".join(other)])
    assert first is not None and second is not None
    true = 698 / (998 + 998 - 698)
    assert abs(similarity(first, second) - true) < 0.15  # two and a half standard deviations


def test_a_few_words_have_no_sketch() -> None:
    assert sketch_of(["word " * (LEAST_WORDS - 1)]) is None
    assert sketch_of([]) is None


def test_sketches_are_the_same_on_every_machine() -> None:
    sketch = sketch_of([" ".join(f"word{n}" for n in range(50))])
    assert sketch is not None
    assert zlib.crc32(packed(sketch)) == 1966499938


def test_generated_edits_of_real_texts_are_found(shared_data: Path) -> None:
    """Of 5 % of words edited .99 are found, in the half that reports (see near_documents)."""
    texts = [path.read_text("utf-8") for path in sorted((shared_data / "piaf/documents").iterdir())]
    texts = [text for text in texts if zlib.crc32(text.encode()) % 2 == 1][:150]
    chance = random.Random(7)
    vocabulary = " ".join(texts).split()
    found = 0
    for text in texts:
        one, other = sketch_of([text]), sketch_of([edited(text, 0.05, chance, vocabulary)])
        assert one is not None and other is not None
        found += bool(set(bands_of(one)) & set(bands_of(other))) and similarity(one, other) >= 0.5
    assert found >= 0.95 * len(texts)
