"""Which sentences answer a question without a language model: each of its parts has its own."""

import re
from collections.abc import Sequence

from assistant.citations import Embed
from assistant.evidence import Evidence
from assistant.extractive import MOST_SENTENCES, Quote, best_quotes
from assistant.gate import gate_score
from assistant.parts import AskedPart
from assistant.retrieval import FoundPart, Retrieval

MOST_OF_PARTS = 4  # quotes for a question of several parts
# What a part needs to be quoted once the question is not refused; see assistant.gate. Of 18
# questions of two parts of the half that chose (see assistant.extractive) both are quoted for 13
# at -1, 12 at -0.5, 11 at 0 (November 2026).
_PART_GATE = -1.0
# "What does the travel policy say about taxis?": the document is named, taxis are asked about.
_SAID_ABOUT = re.compile(
    r"\b(?:dit|disent|dit-elle|dit-il|prévoit|prévoient|précise|précisent|says?|provides?)\b.*?"
    r"\b(?:sur|concernant|à propos d(?:e|u|es)|au sujet d(?:e|u|es)|quant (?:à|aux?)"
    r"|about|on|regarding|concerning)\b(?P<subject>.+)",
    re.IGNORECASE,
)
_TOLD_ABOUT = re.compile(
    r"(?:parle[sz]?(?:-| )moi|que (?:sais-tu|savez-vous|sait-on)|tell (?:me|us)(?: more)?"
    r"|what do (?:you|we) know) (?:de |du |des |d['’]|sur |about )(?P<subject>.+)",
    re.IGNORECASE,
)


def quotes_of(
    question: str, retrieval: Retrieval, evidence: Sequence[Evidence], *, embed: Embed
) -> list[Quote]:
    """The quotes that answer `question`, best first; those of several parts take turns.

    A part that nothing answers has none, unless that goes for all of them. Empty only where the
    evidence has no sentence.
    """

    def quotes(asked: str, own: str, places: Sequence[int] = ()) -> list[Quote]:
        return best_quotes(
            asked,
            evidence,
            language=retrieval.language,
            weights=retrieval.weights,
            embed=embed,
            own=own,
            places=places,
        )

    found = [
        quotes(part.asked.query, _own_words(part.asked), _places(part, evidence))
        for part in retrieval.parts
        if gate_score(part.nearness, retrieval.language) >= _PART_GATE
    ]
    if not found:
        return quotes(retrieval.query, own_subject(question, retrieval.query))
    in_turn = [each[at] for at in range(MOST_SENTENCES) for each in found if at < len(each)]
    return list(dict.fromkeys(in_turn))[: MOST_OF_PARTS if len(found) > 1 else MOST_SENTENCES]


def own_subject(question: str, query: str) -> str:
    """What is asked about itself; empty where that is the whole of the query."""
    if question != query:
        return question
    said = _TOLD_ABOUT.match(question) or _SAID_ABOUT.search(question)
    return said["subject"].strip() if said else ""


def _own_words(part: AskedPart) -> str:
    return part.own if part.own != part.query else ""


def _places(part: FoundPart, evidence: Sequence[Evidence]) -> list[int]:
    """The rank of each passage for one part of the question; those not found for it are last."""
    rank = {chunk_id: place for place, chunk_id in enumerate(part.order)}
    best = [
        min((rank.get(chunk_id, len(rank)) for chunk_id in passage.found_chunks), default=len(rank))
        for passage in evidence
    ]
    order = sorted(range(len(evidence)), key=lambda index: (best[index], index))
    return [order.index(index) for index in range(len(evidence))]
