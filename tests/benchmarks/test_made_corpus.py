from benchmarks.made_corpus import CHUNKS_A_DOCUMENT, Article, made_documents

ARTICLES = [
    Article(
        f"article {number}",
        language,
        tuple(
            f"{language.upper()} {number} line {place} has words of its own." for place in range(9)
        ),
    )
    for number, language in enumerate(["fr", "en", "fr"])
]


def test_as_many_chunks_as_asked_and_no_two_the_same() -> None:
    documents = list(made_documents(ARTICLES, 47))
    texts = [text for document in documents for text in document.texts]
    assert [len(document.texts) for document in documents] == [20, 20, 7]
    assert len(texts) == len(set(texts)) == 47


def test_a_larger_corpus_begins_with_the_smaller_one() -> None:
    small = list(made_documents(ARTICLES, 2 * CHUNKS_A_DOCUMENT))
    assert list(made_documents(ARTICLES, 3 * CHUNKS_A_DOCUMENT))[:2] == small


def test_a_chunk_is_of_one_language() -> None:
    for document in made_documents(ARTICLES, 60):
        other = {"fr": "en", "en": "fr"}[document.language]
        assert all(other.upper() not in text for text in document.texts)
