"""The same files three times, then changed (F8); two commands and an upload at once (F6)."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.intake import submit_upload
from ingest.order import new_batch
from storage.access import readable_audiences
from storage.chunks import iter_active_chunks
from storage.documents import list_documents
from storage.jobs import count_open
from storage.ledger import Ledger
from storage.originals import Originals
from storage.people import add_person
from storage.query_vector import QueryVector
from storage.records import OPERATOR, Role
from storage.settings import StorageSettings
from storage.store import Store, open_owned
from tests.fakes import WordEmbedder
from tests.ingest.adding import add, assert_whole, drain, found, write

ROOT = Path(__file__).resolve().parents[2]


def counts(store: Store) -> dict[str, int]:
    """How much of everything there is."""
    chunks = [chunk for some in iter_active_chunks(store.ledger) for chunk in some]
    audiences = readable_audiences(store.ledger, OPERATOR)
    query = QueryVector.of(store.embedder, "rule house")
    return {
        "documents": len(list_documents(store.ledger, OPERATOR)),
        "chunks": len(chunks),
        "by word": len(found(store, "rule")),
        "by vector": len(store.index.search_dense(query, audiences=audiences, k=500)),
        "originals": len(list(store.home.glob("originals/??/*"))),
        "embedded": len(set(store.embedder.embedded)),  # type: ignore[attr-defined]
    }


def test_the_same_files_three_times_change_no_count_and_a_change_leaves_no_old_text(
    store: Store, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    for number, word in enumerate(("amber", "birch", "cedar", "dogwood")):
        write(docs / f"{number}.txt", f"Rule {number} of the house is {word}.")
    add(store, docs)
    once = counts(store)
    for _ in range(2):
        for path in docs.iterdir():
            path.write_text(path.read_text())  # the same bytes with a new time
        add(store, docs)
        assert counts(store) == once
    write(docs / "2.txt", "Rule 2 of the house is elder.")
    add(store, docs)
    assert found(store, "cedar") == []
    assert found(store, "elder") == ["Rule 2 of the house is elder."]
    after = counts(store)
    assert after.pop("embedded") == once.pop("embedded") + 1
    assert after == once
    assert_whole(store)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_two_commands_and_an_upload_at_once_leave_every_chunk_within_reach(
    ledger: Ledger, collection: str, home: Path, tmp_path: Path
) -> None:
    for number in range(60):
        write(tmp_path / "docs" / f"{number}.txt", f"Rule {number} of the house.")
    add_person(ledger, "claire", password_hash="x", role=Role.COMPLIANCE, groups={"staff"},
               display_name="Claire", language="fr")  # fmt: skip
    adding = [sys.executable, "-m", "tests.ingest.adding_process", "add", str(home)]
    commands = [
        subprocess.Popen([*adding, str(tmp_path / "docs")], cwd=ROOT, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    for number in range(20):
        submit_upload(
            ledger,
            Originals(home),
            io.BytesIO(b"Note %d of the house." % number),
            file_name=f"note{number}.txt",
            collection=collection,
            readers=None,
            requested_by="claire",
            batch=new_batch(),
        )
    assert [command.wait(100) for command in commands] == [0, 0]
    with open_owned(StorageSettings(home=home), embedder=WordEmbedder()) as store:
        drain(store)  # uploads that came when the last command had ended
        assert count_open(store.ledger) == 0
        assert len(list_documents(store.ledger, OPERATOR)) == 80
        assert_whole(store)
