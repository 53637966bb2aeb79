"""Chunks without end, of real sentences: recombined so that no two are the same.

A made document is about one real article of one language: each of its chunks opens with sentences
that follow each other in that article and goes on with sentences of others. Words, lengths and
neighbourhoods of vectors stay those of real text; what a chunk says need not make sense.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.chunking import TARGET_WORDS
from ingest.sentences import split_sentences
from storage.language import detect_language

FOLDERS = ("piaf", "clapnq", "mtrag")
CHUNKS_A_DOCUMENT = 20
SEED = 20261101
_FEWEST_WORDS, _MOST_WORDS = 4, 60  # of a sentence: headings and tables are left out


@dataclass(frozen=True, slots=True)
class Article:
    """The sentences of one real file."""

    title: str
    language: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document of recombined sentences; `number` counts from 0, a text is a chunk."""

    number: int
    title: str
    language: str
    texts: tuple[str, ...]


def read_articles(data: Path) -> list[Article]:
    """The articles of FOLDERS that have a sentence, in the order of their names."""
    found = []
    for folder in FOLDERS:
        for path in sorted((data / folder / "documents").glob("*.txt")):
            text = path.read_text("utf-8")
            sentences = tuple(
                text[start:end]
                for start, end in split_sentences(text)
                if _FEWEST_WORDS <= len(text[start:end].split()) <= _MOST_WORDS
            )
            if sentences:
                title = path.stem.replace("_", " ")
                found.append(Article(title, detect_language(text), sentences))
    return found


def made_documents(articles: Sequence[Article], chunk_count: int) -> Iterator[MadeDocument]:
    """Documents with `chunk_count` chunks in all, CHUNKS_A_DOCUMENT each but the last.

    The same articles and count give the same documents, and a larger count begins with those of
    a smaller one.
    """
    pools: dict[str, list[str]] = {}
    for article in articles:
        pools.setdefault(article.language, []).extend(article.sentences)
    seen: set[str] = set()
    for number, first in enumerate(range(0, chunk_count, CHUNKS_A_DOCUMENT)):
        chance = random.Random(f"{SEED} {number}")  # its own: a run can go on anywhere
        article = chance.choice(articles)
        count = min(CHUNKS_A_DOCUMENT, chunk_count - first)
        texts = tuple(_text(chance, article, pools, seen) for _ in range(count))
        yield MadeDocument(number, f"{article.title} ({number})", article.language, texts)


def _text(
    chance: random.Random, article: Article, pools: Mapping[str, Sequence[str]], seen: set[str]
) -> str:
    """About TARGET_WORDS words that were not `seen` together yet."""
    while True:
        start = chance.randrange(len(article.sentences))
        sentences = list(article.sentences[start : start + 2])
        while len(" ".join(sentences).split()) < TARGET_WORDS:
            sentences.append(chance.choice(pools[article.language]))
        text = " ".join(sentences)
        if text not in seen:
            seen.add(text)
            return text
