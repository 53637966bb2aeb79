import pytest

from storage.access import create_collection
from storage.documents import find_by_source, list_documents
from storage.file_stamps import FileStamp
from storage.jobs import enqueue, finish, recent_jobs
from storage.ledger import Ledger
from storage.moving import Move, move_documents
from storage.records import OPERATOR, Reader, Verdict
from storage.rereading import queue_rereading
from storage.source_files import known_files
from tests.storage.populating import add, begin, new_version

STAMP = FileStamp(1, 2, 3, 4)


@pytest.fixture(autouse=True)
def collection(ledger: Ledger) -> None:
    create_collection(ledger, "hr", groups=["hr"])


def made(ledger: Ledger, source: str, readers: frozenset[str] | None = None) -> str:
    return add(ledger, new_version("hr", source, readers=readers)).document_id


def move(document_id: str, former: str, source: str) -> Move:
    return Move(document_id, former, source, source.rsplit("/", 1)[-1], "content", STAMP)


def places(ledger: Ledger) -> dict[str, str]:
    return {one.source: one.id for one in list_documents(ledger, OPERATOR)}


def test_a_document_moves_with_all_it_has(ledger: Ledger) -> None:
    document_id = made(ledger, "/d/a", frozenset({"hr"}))
    before = find_by_source(ledger, "hr", "/d/a")
    moves = [move(document_id, "/d/a", "/d/x/b\n")]
    assert move_documents(ledger, "hr", moves) == moves
    after = find_by_source(ledger, "hr", "/d/x/b\n")
    assert before is not None and after is not None
    assert (after.id, after.version_id, after.readers) == (
        document_id,
        before.version_id,
        {"hr"},
    )
    assert (after.source, after.file_name) == ("/d/x/b\\n", "b\\n")
    known = known_files(ledger, OPERATOR, "hr", "/d")
    assert {source: one.stamp for source, one in known.items()} == {"/d/x/b\\n": STAMP}


def test_documents_change_places_in_rings_and_chains(ledger: Ledger) -> None:
    a, b, c = (made(ledger, f"/d/{name}") for name in "abc")
    moved = move_documents(
        ledger,
        "hr",
        [move(a, "/d/a", "/d/b"), move(b, "/d/b", "/d/a"), move(c, "/d/c", "/d/d")],
    )
    assert len(moved) == 3
    assert places(ledger) == {"/d/b": a, "/d/a": b, "/d/d": c}


def test_a_place_that_was_taken_meanwhile_stays_taken(ledger: Ledger) -> None:
    a, b = made(ledger, "/d/a"), made(ledger, "/d/b")
    made(ledger, "/d/taken")
    pending = begin(ledger, new_version("hr", "/d/coming"))
    asked = [
        move(a, "/d/a", "/d/b"),  # which b does not leave
        move(b, "/d/b", "/d/taken"),
        move(b, "/d/elsewhere", "/d/free"),
        move(a, "/d/a", "/d/coming"),
    ]
    assert move_documents(ledger, "hr", asked) == []
    assert places(ledger)["/d/a"] == a
    assert pending.document_id not in places(ledger).values()


def job_at(ledger: Ledger, source: str, content: str) -> int:
    return enqueue(
        ledger,
        collection="hr",
        source=source,
        file_name=source[-1],
        requested_by="operator",
        batch="b",
        content_sha256=content,
        size_bytes=1,
    ).id


def test_open_jobs_of_the_content_and_rereadings_go_with_the_document(ledger: Ledger) -> None:
    a, b = made(ledger, "/d/a"), made(ledger, "/d/b")
    document = find_by_source(ledger, "hr", "/d/a")
    assert document is not None
    with ledger.write() as connection:
        rereading = queue_rereading(connection, document, requested_by="claire")
    same, other, of_b = (
        job_at(ledger, *place)
        for place in (("/d/a", "content"), ("/d/a", "other"), ("/d/b", "content"))
    )
    over = job_at(ledger, "/d/a", "third")
    finish(ledger, over, verdict=Verdict.DAMAGED)
    move_documents(ledger, "hr", [move(a, "/d/a", "/d/b"), move(b, "/d/b", "/d/a")])
    after = {job.id: (job.source, job.file_name) for job in recent_jobs(ledger, OPERATOR)}
    assert after == {
        rereading: ("/d/b", "b"),
        same: ("/d/b", "b"),
        other: ("/d/a", "a"),
        of_b: ("/d/a", "a"),
        over: ("/d/a", "a"),
    }


def test_the_jobs_of_its_former_place_show_no_more_than_before(ledger: Ledger) -> None:
    document_id = made(ledger, "/d/a", frozenset({"legal"}))
    job = enqueue(
        ledger,
        collection="hr",
        source="/d/a",
        file_name="a",
        requested_by="operator",
        batch="b",
        content_sha256="content",
        size_bytes=1,
    )
    finish(ledger, job.id, verdict=Verdict.UNCHANGED, document_id=document_id)
    person = Reader("p", frozenset({"hr"}))
    assert recent_jobs(ledger, person) == []
    move_documents(ledger, "hr", [move(document_id, "/d/a", "/d/b")])
    assert recent_jobs(ledger, person) == []
    assert recent_jobs(ledger, Reader("q", frozenset({"hr", "legal"}))) != []
