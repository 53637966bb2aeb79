from pathlib import Path

from storage.records import OPERATOR, Reader
from storage.surroundings import fetch_surroundings
from storage.versions import remove_document
from tests.assistant.handbook import add, new_ledger, store_over
from tests.fakes import WordEmbedder

LONG = " ".join(f"Rule {number} is that room {number} opens at eight." for number in range(60))


def test_a_chunk_comes_with_those_before_and_after_it_for_who_may_read_them(home: Path) -> None:
    embedder = WordEmbedder(dimension=512, max_tokens=60)
    ledger = new_ledger(home)
    with store_over(ledger, embedder) as store:
        document = add(ledger, embedder, "rules.md", [LONG], title="Rules", collection="hr")
        other = add(ledger, embedder, "other.md", [LONG], title="Rules")
        ids = range(1, 100)
        found = fetch_surroundings(ledger, OPERATOR, ids, reach=100)
        of_one = next(one for one in found.values() if one.chunks[0].document_id == document)
        assert len(of_one.chunks) > 4 and of_one.first == 0
        assert " ".join(chunk.text for chunk in of_one.chunks) == LONG
        third = of_one.chunks[2].id
        (near,) = fetch_surroundings(ledger, OPERATOR, [third], reach=1).values()
        assert (near.first, near.chunks) == (1, of_one.chunks[1:4])
        assert near.version_id == of_one.version_id
        (start,) = fetch_surroundings(ledger, OPERATOR, [of_one.chunks[0].id], reach=1).values()
        assert (start.first, start.chunks) == (0, of_one.chunks[:2])
        staff = Reader("emma", frozenset({"staff"}))
        seen = fetch_surroundings(ledger, staff, ids, reach=1).values()
        assert {chunk.document_id for one in seen for chunk in one.chunks} == {other}
        assert not fetch_surroundings(ledger, Reader("nobody"), ids, reach=1)
        remove_document(ledger, store.originals, document)
        assert not fetch_surroundings(ledger, OPERATOR, [third], reach=1)
