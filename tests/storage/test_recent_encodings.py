import pytest
from tokenizers import Encoding, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from storage import recent_encodings
from storage.recent_encodings import LEAST_CHARACTERS, RecentEncodings


class Counting:
    """A tokenizer that says which texts it was given."""

    def __init__(self) -> None:
        words = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "tea": 3}
        self._own = Tokenizer(WordLevel(words, unk_token="[UNK]"))
        self._own.pre_tokenizer = Whitespace()
        self._own.post_processor = TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 0), ("[SEP]", 1)]
        )
        self.given: list[str] = []

    def num_special_tokens_to_add(self, is_pair: bool) -> int:
        return int(self._own.num_special_tokens_to_add(is_pair))

    def encode(self, text: str) -> Encoding:
        return self.encode_batch([text])[0]

    def encode_batch(self, texts: list[str]) -> list[Encoding]:
        self.given += texts
        return list(self._own.encode_batch(texts))


@pytest.fixture
def tokenizer() -> Counting:
    return Counting()


@pytest.fixture
def encodings(tokenizer: Counting) -> RecentEncodings:
    return RecentEncodings(tokenizer)  # type: ignore[arg-type]  # as much of one as is needed


TOKENS = LEAST_CHARACTERS // 4
LONG = "tea " * TOKENS


def test_special_tokens_are_in_an_encoding_and_not_in_its_count(encodings: RecentEncodings) -> None:
    assert encodings.counts(["tea tea", "", "tea tea"]) == [2, 0, 2]
    found = encodings.of(["tea", ""])
    assert [one.ids.tolist() for one in found] == [[0, 3, 1], [0, 1]]
    assert [one.own.tolist() for one in found] == [[1], []]


def test_a_chunk_that_was_counted_is_not_encoded_again(
    encodings: RecentEncodings, tokenizer: Counting
) -> None:
    assert encodings.count(LONG) == TOKENS
    assert encodings.count(LONG) == TOKENS
    assert len(encodings.of([LONG, "tea"])[0].ids) == TOKENS + 2
    assert tokenizer.given == [LONG, "tea"]


def test_what_was_taken_and_what_is_short_is_not_kept(
    encodings: RecentEncodings, tokenizer: Counting
) -> None:
    for _ in range(2):
        encodings.of([LONG])
        encodings.count("tea")
    assert tokenizer.given == [LONG, "tea"] * 2


def test_the_oldest_give_way(
    encodings: RecentEncodings, tokenizer: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent_encodings, "MOST_KEPT", 2)
    texts = [f"{LONG} {number}" for number in range(3)]
    encodings.counts(texts)
    tokenizer.given.clear()
    encodings.counts(texts[1:])
    assert not tokenizer.given
    encodings.count(texts[0])
    assert tokenizer.given == texts[:1]
