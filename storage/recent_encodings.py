"""Texts as tokens, kept for a while: a chunk is counted when it is cut, and embedded soon after."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from storage.asking_first import let_pass
from storage.token_output import own_places

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# More than are read and not embedded yet; one of 130 tokens takes 2 KB, a tenth of what the
# tokenizer made. A chunk that was cut earlier is encoded again.
MOST_KEPT = 8_192
LEAST_CHARACTERS = 200  # of a text that is kept: shorter ones are sentences, which are counted once


@dataclass(frozen=True, slots=True)
class Encoded:
    """What embedding needs of an encoding: `own` are the places of the text's own tokens."""

    ids: NDArray[np.int32]
    own: NDArray[np.int32]

    @classmethod
    def of(cls, encoding: Any) -> Self:
        """Of one of the tokenizer's, without prompt and padding."""
        own = np.array(own_places(encoding), dtype=np.int32)
        return cls(np.array(encoding.ids, dtype=np.int32), own)


class RecentEncodings:
    """What a tokenizer makes of texts, special tokens included. Thread-safe.

    Of 80 s of processor time of a bulk load 2 were for encoding chunks again (November 2026).
    """

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self.tokenizer = tokenizer
        self._special = tokenizer.num_special_tokens_to_add(False)
        self._kept: dict[str, Encoded] = {}  # the oldest first
        self._changing = threading.Lock()

    def count(self, text: str) -> int:
        """Tokens of a text, special ones not counted; that of a long text is kept for `of`."""
        let_pass()
        if len(text) < LEAST_CHARACTERS:
            return len(self.tokenizer.encode(text).ids) - self._special
        return self.counts([text])[0]

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Those of several texts."""
        return [len(encoding.ids) - self._special for encoding in self._encoded(texts)]

    def of(self, texts: Sequence[str]) -> list[Encoded]:
        """The encodings of texts, which are kept no longer."""
        encodings = self._encoded(texts)
        with self._changing:
            for text in texts:
                self._kept.pop(text, None)
        return encodings

    def _encoded(self, texts: Sequence[str]) -> list[Encoded]:
        with self._changing:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = list(dict.fromkeys(text for text in texts if text not in found))
        encodings = map(Encoded.of, self.tokenizer.encode_batch(missing))
        made = dict(zip(missing, encodings, strict=True))
        self._keep({text: one for text, one in made.items() if len(text) >= LEAST_CHARACTERS})
        found |= made
        return [found[text] for text in texts]

    def _keep(self, made: dict[str, Encoded]) -> None:
        with self._changing:
            self._kept |= made
            for _ in range(len(self._kept) - MOST_KEPT):
                del self._kept[next(iter(self._kept))]
