from pathlib import Path

import pytest

from assistant.questions_file import EvaluationQuestion
from benchmarks import latency_run, made_home, stages
from benchmarks.homes import open_ready
from benchmarks.latency import Measured, memory_table, reader_table, stage_table
from benchmarks.made_corpus import Article
from benchmarks.made_home import SHARES, reader_of
from benchmarks.resident_memory import Memory
from storage.access import readable_audiences
from storage.documents import count_chunks
from storage.records import OPERATOR
from tests.fakes import WordEmbedder

CHUNKS = 400  # 20 documents, in the first 20 of 100 departments
ARTICLES = [
    Article("Congés", "fr", tuple(f"La prime numéro {n} est versée en mars." for n in range(30))),
    Article("Leave", "en", tuple(f"Bonus number {n} is paid every March." for n in range(30))),
]


def test_an_interrupted_run_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting(WordEmbedder):
        def embed_passages(self, texts):  # type: ignore[no-untyped-def]
            if self.embedded:
                raise KeyboardInterrupt
            return super().embed_passages(texts)

    monkeypatch.setattr(made_home, "_DOCUMENTS_AT_ONCE", 5)
    with pytest.raises(KeyboardInterrupt):
        made_home.made_home(ARTICLES, CHUNKS, Interrupting(), root=tmp_path)
    embedder = WordEmbedder()
    made_home.made_home(ARTICLES, CHUNKS, embedder, root=tmp_path)
    assert len(embedder.embedded) == CHUNKS - 100
    again = WordEmbedder()
    home = made_home.made_home(ARTICLES, CHUNKS, again, root=tmp_path)
    assert again.embedded == []
    with open_ready(home, embedder=again) as store:
        assert count_chunks(store.ledger, OPERATOR) == CHUNKS


def test_a_reader_of_a_tenth_reads_ten_of_a_hundred_departments(tmp_path: Path) -> None:
    embedder = WordEmbedder()
    home = made_home.made_home(ARTICLES, CHUNKS, embedder, root=tmp_path)
    with open_ready(home, embedder=embedder) as store:
        chunks = {share: count_chunks(store.ledger, reader_of(share)) for share in SHARES}
        assert chunks == {1: 20, 10: 200, 50: 400, 100: 400}
        assert len(readable_audiences(store.ledger, reader_of(10))) == 10


def test_latencies_have_every_stage_and_every_reader(tmp_path: Path) -> None:
    embedder = WordEmbedder()
    home = made_home.made_home(ARTICLES, CHUNKS, embedder, root=tmp_path)
    questions = [
        EvaluationQuestion(id=str(n), question=text, language="en", answerable=True, relevant=[])
        for n, text in enumerate(["Which bonus is paid in March?", "Quelle prime est versée ?"])
    ]
    found = latency_run.measure(home, questions, embedder, name="tiny", root=tmp_path / "kept")
    assert found.questions == 2
    assert set(found.whole) == set(SHARES)
    assert set(stages.STAGES) - {stages.RERANKING} <= set(found.stages)
    assert all(0 < one.p50_ms <= one.p95_ms for one in [found.bare, *found.whole.values()])
    slowest = found.whole[100].p95_ms
    assert all(0 <= stage.p50_ms <= 2 * slowest for stage in found.stages.values())

    measured = [Measured(CHUNKS, found, {"the home open": Memory(300.0, 200.0, 100.0)})]
    assert [row[0] for row in stage_table(measured).rows][-2:] == ["the whole search", "bare"]
    assert [row[1] for row in reader_table(measured).rows] == ["1 %", "10 %", "50 %", "100 %"]
    assert memory_table(measured).rows == [["400", "the home open", "300", "200", "100"]]
