"""What the assistant itself finds, with any depth of reranking."""

import inspect
from typing import Any

from assistant.question import follow_up
from assistant.questions_file import EvaluationQuestion
from assistant.retrieval import Retrieval, retrieve
from storage.language import detect_language
from storage.records import OPERATOR, Reader
from storage.store import Store

# Whether this build can rerank: `retrieve` takes the number of candidates, 0 for none.
RERANKS = "rerank_depth" in inspect.signature(retrieve).parameters


def search(
    store: Store,
    question: EvaluationQuestion,
    k: int,
    *,
    reader: Reader = OPERATOR,
    rerank_depth: int | None = None,
) -> Retrieval:
    """The `k` best passages, as `assistant evaluate` asks for them.

    `rerank_depth` is how many candidates are reranked: 0 for none, None for the default.
    """
    language = detect_language(question.question)  # as when a person asks, who names none
    depth: dict[str, Any] = {"rerank_depth": rerank_depth} if RERANKS else {}
    return retrieve(
        store,
        question.question,
        reader=reader,
        k=k,
        language=language,
        following=follow_up(question.question, question.earlier_questions, language),
        **depth,
    )
