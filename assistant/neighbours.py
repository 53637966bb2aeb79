"""What stands beside a passage speaks for it: a page is about what its passages are about."""

from collections.abc import Mapping

from storage.records import Passage


def neighbour_scores(
    scores: Mapping[int, float], passages: Mapping[int, Passage]
) -> dict[int, float]:
    """For each passage the score of the better of the two chunks beside it in its document.

    The chunks of a version have successive ids. One that was not found has the lowest score; a
    chunk that is alone in its document stands for its neighbours (piaf hit@1, half of whose
    documents are one chunk: .754 where it has the lowest, .762 so; November 2026).
    """
    lowest = min(scores.values(), default=0.0)
    found = {}
    for chunk_id, passage in passages.items():
        if passage.chunk_count == 1:
            found[chunk_id] = scores.get(chunk_id, lowest)
            continue
        beside = (
            scores.get(other, lowest)
            for other in (chunk_id - 1, chunk_id + 1)
            if other in passages and passages[other].chunk.document_id == passage.chunk.document_id
        )
        found[chunk_id] = max(beside, default=lowest)
    return found
