"""`ingest status`: how a home stands, in words."""

from ingest.commands.status import lines

EMPTY = {
    "home": "/srv/home",
    "owner": None,
    "open_jobs": 0,
    "index": {"generation": "g1", "state": "sealed"},
    "last_failures": [],
}


def test_one_of_a_kind_is_spoken_of_as_one() -> None:
    one = {"name": "staff", "groups": ["staff"], "documents": 1, "chunks": 1}
    two = {"name": "hr", "groups": [], "documents": 2, "chunks": 0}
    assert lines(EMPTY | {"collections": [one, two], "unread_files": 1})[-3:] == [
        "collection   staff: 1 document, 1 chunk; read by staff",
        "collection   hr: 2 documents, 0 chunks; read by no group",
        "not read     1 file; see ingest report --failed",
    ]
