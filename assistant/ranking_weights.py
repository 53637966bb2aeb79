"""How much each kind of evidence counts in a ranking, by how well the embedder knows the language.

Listwise logistic regression (a softmax over the candidates of a question, a little L2) on the
halves that choose, the half being CRC-32 of the question's id modulo 2: of northwind and mtrag for
a language that the embedder knows (the bundled one: English), of piaf for one that it does not
(French); rounded by hand. What they give, with and without tokens: docs/benchmarks.md.
"""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """Weights of the scores of one query's candidates, all but the last in standard deviations.

    dense: cosine of query and chunk. lexical: BM25. reranking: MaxSim of their token embeddings,
    or what a cross-encoder says. neighbours: BM25 of the better of the chunks beside it.
    proximity: 0 to 1, of a chunk in which every pair of query words stands together.
    """

    dense: float
    lexical: float
    reranking: float
    neighbours: float
    proximity: float


KNOWN = RankingWeights(0.42, 0.15, 0.95, 0.5, 1.25)
UNKNOWN = RankingWeights(0.15, 0.45, 0.95, 0.2, 1.2)
# Where passages are not compared with the query token by token.
KNOWN_ALONE = RankingWeights(0.75, 0.5, 0.0, 0.45, 1.3)
UNKNOWN_ALONE = RankingWeights(0.4, 0.95, 0.0, 0.1, 1.6)


def weights_for(knowledge: float, *, reranked: bool) -> RankingWeights:
    """The weights for a language that the embedder knows by `knowledge`, 0 (not) to 1 (well)."""
    known, unknown = (KNOWN, UNKNOWN) if reranked else (KNOWN_ALONE, UNKNOWN_ALONE)
    pairs = zip(astuple(known), astuple(unknown), strict=True)
    return RankingWeights(*(knowledge * a + (1 - knowledge) * b for a, b in pairs))
