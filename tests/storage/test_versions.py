"""A document is wholly visible in one version or in the next, never between."""

import io
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from storage.access import create_collection, readable_audiences
from storage.chunks import (
    active_digest,
    iter_active_chunks,
    iter_active_vectors,
    queued_removals,
    queued_retags,
    removals_done,
    retags_done,
)
from storage.documents import count_documents, find_by_source, find_document, list_documents, page
from storage.errors import LedgerDamaged, UnknownCollection, UnknownDocument
from storage.jobs import enqueue, finish
from storage.ledger import Ledger
from storage.originals import Originals
from storage.passages import fetch_passages
from storage.records import OPERATOR, Reader, Verdict
from storage.versions import (
    activate_version,
    drop_pending,
    remove_document,
    retag_document,
)
from tests.storage.populating import DIGEST, add, begin, counts, new_version


@pytest.fixture(autouse=True)
def collection(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])


def active_texts(ledger: Ledger) -> list[str]:
    return [chunk.text for batch in iter_active_chunks(ledger) for chunk in batch]


def test_a_pending_version_is_seen_by_nobody(ledger: Ledger) -> None:
    begin(ledger, new_version("hr", "/a"))
    assert list_documents(ledger, OPERATOR) == []
    assert active_texts(ledger) == []
    assert active_digest(ledger)[0] == 0


def test_activation_replaces_the_former_version_whole(ledger: Ledger) -> None:
    first = add(ledger, new_version("hr", "/a", ["old one", "old two"]))
    second = begin(ledger, new_version("hr", "/a", ["new"], content="changed"))
    assert active_texts(ledger) == ["old one", "old two"]
    activate_version(ledger, second)
    assert active_texts(ledger) == ["new"]
    assert second.document_id == first.document_id
    assert count_documents(ledger, OPERATOR) == 1
    assert queued_removals(ledger) == [chunk.id for chunk in first.chunks]
    assert counts(ledger) == (1, 1, 1)


def test_ids_are_never_given_twice(ledger: Ledger, home: Path) -> None:
    former = add(ledger, new_version("hr", "/a", ["one", "two"]))
    remove_document(ledger, Originals(home), former.document_id)
    latter = add(ledger, new_version("hr", "/a", ["one", "two"]))
    assert {chunk.id for chunk in former.chunks}.isdisjoint(chunk.id for chunk in latter.chunks)
    assert latter.version_id > former.version_id


def test_a_crash_between_keeping_and_activating_leaves_nothing(ledger: Ledger) -> None:
    pending = begin(ledger, new_version("hr", "/a", ["half done"]))
    kept = add(ledger, new_version("hr", "/b", ["whole"]))
    assert drop_pending(ledger) == 1
    assert drop_pending(ledger) == 0
    assert queued_removals(ledger) == [chunk.id for chunk in pending.chunks]
    assert counts(ledger) == (1, 1, 1)
    assert find_by_source(ledger, "hr", "/a") is None
    assert find_document(ledger, OPERATOR, kept.document_id).title == "/b"


def test_activation_is_atomic_under_kill(ledger: Ledger, home: Path) -> None:
    """The killed process has executed every statement of the activation and not committed."""
    add(ledger, new_version("hr", "/a", ["old"]))
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from contextlib import contextmanager\n"
        "from storage.ledger import Ledger\n"
        "from storage.versions import activate_version\n"
        "from tests.storage.populating import begin, new_version\n"
        "class Pausing(Ledger):\n"
        "    @contextmanager\n"
        "    def write(self):\n"
        "        with super().write() as connection:\n"
        "            yield connection\n"
        "            if ready:\n"
        "                print('done but for the commit', flush=True)\n"
        "                time.sleep(60)\n"
        "ready = False\n"
        "ledger = Pausing.open(Path(sys.argv[1]))\n"
        "pending = begin(ledger, new_version('hr', '/a', ['new']))\n"
        "ready = True\n"
        "activate_version(ledger, pending)\n"
    )
    root = Path(__file__).resolve().parents[2]
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True, cwd=root
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "done but for the commit\n"
        writer.send_signal(signal.SIGKILL)
    assert active_texts(ledger) == ["old"]
    assert drop_pending(ledger) == 1
    assert active_texts(ledger) == ["old"]


def test_the_same_bytes_from_two_sources_stay_two_documents(ledger: Ledger) -> None:
    add(ledger, new_version("hr", "/a", content="same", readers=frozenset({"hr"})))
    add(ledger, new_version("hr", "/b", content="same"))
    assert count_documents(ledger, OPERATOR) == 2


def test_removing_a_document_removes_its_original_with_the_last_reference(
    ledger: Ledger, home: Path
) -> None:
    originals = Originals(home)
    content = originals.keep(io.BytesIO(b"bytes"), limit_bytes=100).sha256
    first = add(ledger, new_version("hr", "/a", content=content))
    second = add(ledger, new_version("hr", "/b", content=content))
    job = enqueue(
        ledger,
        collection="hr",
        source="/c",
        file_name="c",
        requested_by="operator",
        batch="batch",
        content_sha256=content,
        size_bytes=5,
    )
    remove_document(ledger, originals, first.document_id)
    remove_document(ledger, originals, second.document_id)
    assert originals.path(content).exists()  # the queued job still needs it
    third = add(ledger, new_version("hr", "/c", content=content))
    finish(ledger, job.id, verdict=Verdict.READ, document_id=third.document_id)
    remove_document(ledger, originals, third.document_id)
    assert not originals.path(content).exists()
    with pytest.raises(UnknownDocument):
        remove_document(ledger, originals, third.document_id)


def test_narrowing_a_document_shuts_readers_out_at_once_and_queues_its_tags(
    ledger: Ledger,
) -> None:
    made = add(ledger, new_version("hr", "/a"))
    reader = Reader("r", frozenset({"hr"}))
    retag_document(ledger, made.document_id, frozenset({"managers"}))
    with pytest.raises(UnknownDocument):
        find_document(ledger, reader, made.document_id)
    (tagged,) = queued_retags(ledger)
    assert tagged.audience not in readable_audiences(ledger, reader)
    retag_document(ledger, made.document_id, None)  # changed again before the index was told
    retags_done(ledger, [tagged])
    (tagged,) = queued_retags(ledger)
    assert tagged.audience in readable_audiences(ledger, reader)
    retags_done(ledger, [tagged])
    assert queued_retags(ledger) == []


def test_the_digest_changes_with_ids_and_with_audiences(ledger: Ledger) -> None:
    seen = {active_digest(ledger)}
    made = add(ledger, new_version("hr", "/a", ["one", "two"]))
    seen.add(active_digest(ledger))
    retag_document(ledger, made.document_id, frozenset({"managers"}))
    seen.add(active_digest(ledger))
    assert len(seen) == 3


def test_removals_stay_queued_until_the_index_says_so(ledger: Ledger, home: Path) -> None:
    made = add(ledger, new_version("hr", "/a", ["one", "two"]))
    remove_document(ledger, Originals(home), made.document_id)
    queued = queued_removals(ledger)
    assert queued == [chunk.id for chunk in made.chunks]
    removals_done(ledger, queued[:1])
    assert queued_removals(ledger) == queued[1:]


def test_text_that_no_database_takes_is_made_storable(ledger: Ledger) -> None:
    made = add(ledger, new_version("hr", "/a\x00\ud800", title="title\x00\udfff\n\u202e"))
    document = find_document(ledger, OPERATOR, made.document_id)
    assert (document.source + document.title).isprintable()
    assert find_by_source(ledger, "hr", "/a\x00\ud800") == document


def test_a_page_that_does_not_exist_is_said_so(ledger: Ledger) -> None:
    made = add(ledger, new_version("hr", "/a"))
    with pytest.raises(UnknownDocument, match="no page 2"):
        page(ledger, OPERATOR, made.document_id, 2)


def test_a_version_needs_a_collection(ledger: Ledger) -> None:
    with pytest.raises(UnknownCollection):
        begin(ledger, new_version("nowhere", "/a"))


def test_documents_are_found_by_parts_of_their_names_taken_literally(ledger: Ledger) -> None:
    add(ledger, new_version("hr", "/100%.pdf", title="Congés payés"))
    add(ledger, new_version("hr", "/other.pdf", title="Notes_de_frais"))
    reader = Reader("r", frozenset({"hr"}))

    def titles(containing: str) -> list[str]:
        return [one.title for one in list_documents(ledger, reader, containing=containing)]

    assert titles("congés") == ["Congés payés"]
    assert titles("CONGÉS") == ["Congés payés"]
    assert titles("0%.") == ["Congés payés"]
    assert titles("s_d") == ["Notes_de_frais"]
    assert count_documents(ledger, reader, containing="%") == 1


def test_no_query_on_the_way_to_an_answer_walks_through_all_documents(ledger: Ledger) -> None:
    """Each step finds its rows by a key, whatever the size of the library."""
    made = add(ledger, new_version("hr", "/a"))
    plans = []

    def plan(connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(row[3] for row in rows)

    with ledger.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", plan)
    reader = Reader("r", frozenset({"hr"}))
    ids = [chunk.id for chunk in made.chunks]
    assert len(fetch_passages(ledger, reader, ids, collections=["hr"])) == 1
    find_document(ledger, reader, made.document_id)
    page(ledger, reader, made.document_id, 1)
    assert [len(batch) for batch in iter_active_chunks(ledger)] == [1]
    assert [len(batch[0]) for batch in iter_active_vectors(ledger, DIGEST)] == [1]
    assert active_digest(ledger)[0] == 1
    assert len(plans) > 10
    large = ("chunks", "versions", "documents", "embeddings", "pages")
    assert [one for one in plans if one.startswith("SCAN") and one.split()[1] in large] == []
    assert [one for one in plans if "AUTOMATIC" in one or "TEMP B-TREE" in one] == []
    by_document = [one for one in plans if one.split()[1] == "documents"]
    assert by_document and all("(id=?)" in one for one in by_document)


@pytest.mark.parametrize(
    ("column", "value"),
    [("text", "The notice is 3 months."), ("section", "Other"), ("spans", "[[1, 0, 2")],
)
def test_a_text_that_changed_on_the_disk_is_never_quoted(
    ledger: Ledger, column: str, value: str
) -> None:
    made = add(ledger, new_version("hr", "/a", ["The notice is 2 months."]))
    with ledger.write() as connection:
        connection.exec_driver_sql(f"UPDATE chunks SET {column} = ?", (value,))
    with pytest.raises(LedgerDamaged, match="damaged"):
        fetch_passages(ledger, OPERATOR, [made.chunks[0].id])
    with pytest.raises(LedgerDamaged):
        active_texts(ledger)
