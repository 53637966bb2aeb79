import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.known_languages import knowledge
from storage.embedder_choice import BUNDLED
from storage.embedder_loading import load_embedder
from tests.fakes import WordEmbedder


class Everything(WordEmbedder):
    """Knows every language: a sentence and its answer have the same place in both lists."""

    def embed_passages(self, texts):  # type: ignore[no-untyped-def]
        return np.eye(len(texts), self.dimension, dtype=np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dimension, dtype=np.float32)
        vector[self.asked % 12] = 1
        self.asked += 1
        return vector

    asked = 0


def test_an_embedder_that_puts_every_answer_first_knows_both_languages() -> None:
    embedder = Everything(seed="knows everything")
    for pair in (("fr", "fr"), ("en", "en"), ("fr", "en"), ("en", "fr")):
        assert knowledge(embedder, *pair) == 1.0


def test_a_language_that_is_not_tried_counts_as_not_known() -> None:
    assert knowledge(Everything(seed="knows everything"), "de", "en") == 0.0


@pytest.mark.slow
def test_the_bundled_embedder_knows_english_and_hardly_french() -> None:
    bundled = load_embedder(BUNDLED)
    assert knowledge(bundled, "en", "en") > 0.9
    assert knowledge(bundled, "fr", "fr") < 0.3
