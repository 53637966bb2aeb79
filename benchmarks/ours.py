"""What the assistant itself finds, with any depth of reranking."""

from assistant.follow_up import conversation, follow_up
from assistant.questions_file import EvaluationQuestion
from assistant.retrieval import RERANK_DEPTH, Retrieval, retrieve
from storage.language import detect_language
from storage.records import OPERATOR, Reader
from storage.store import Store


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
    return retrieve(
        store,
        question.question,
        reader=reader,
        k=k,
        language=language,
        following=follow_up(question.question, conversation(question.said), language),
        rerank_depth=RERANK_DEPTH if rerank_depth is None else rerank_depth,
    )
