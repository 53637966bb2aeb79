"""Who may ask what: every route, with the status each caller gets."""

from dataclasses import dataclass, field

# Callers: who they are is told in organisation.py. `hugo` alone was given the answer that cites
# the salaries; `claire` may read that document and was not given the answer.
CALLERS = (
    "anonymous",
    "disabled",
    "expired",
    "nobody",
    "emma",
    "hugo",
    "claire",
    "carl",
    "adam",
    "operator",
)


OUTSIDE = ("anonymous", "disabled", "expired", "operator")


def everybody(status: int) -> dict[str, int]:
    return dict.fromkeys(CALLERS, status)


def signed_in(status: int) -> dict[str, int]:
    return everybody(status) | dict.fromkeys(OUTSIDE, 401)


def only(*names: str, status: int = 200) -> dict[str, int]:
    return signed_in(404) | dict.fromkeys(names, status)


KEEPERS = ("claire", "carl", "adam")


READERS_OF_HR = ("hugo", "claire")


@dataclass(frozen=True)
class Row:
    """One request to a route, and the status each caller gets."""

    address: str
    expected: dict[str, int]
    fields: dict[str, str] = field(default_factory=dict)
    json: dict[str, object] | None = None


MATRIX: dict[tuple[str, str], list[Row]] = {
    ("GET", "/"): [Row("/", signed_in(303))],
    ("GET", "/livez"): [Row("/livez", everybody(200))],
    ("GET", "/readyz"): [Row("/readyz", everybody(503))],  # nothing was started in this test
    ("GET", "/sign-in"): [
        Row("/sign-in", everybody(303) | dict.fromkeys(OUTSIDE, 200)),
    ],
    ("POST", "/sign-in"): [
        Row("/sign-in", everybody(401) | {"operator": 403}, {"name": "x", "password": "y"})
    ],
    ("POST", "/language"): [
        Row("/language", everybody(303) | {"operator": 403}, {"language": "en"})
    ],
    ("POST", "/sign-out"): [Row("/sign-out", signed_in(303))],
    ("GET", "/library"): [
        Row("/library", only(*KEEPERS)),
        Row("/library?in=hr", only(*KEEPERS)),
        Row("/library?q=salar", only(*KEEPERS)),
        Row("/library?in=hr&unread=2", only(*KEEPERS)),
    ],
    ("GET", "/library/jobs"): [
        Row("/library/jobs", only(*KEEPERS)),
        Row("/library/jobs?batch=HR_BATCH", only(*KEEPERS)),
    ],
    ("POST", "/library/cancel"): [Row("/library/cancel", only(*KEEPERS))],
    ("GET", "/library/pace"): [
        Row("/library/pace", only(*KEEPERS)),
        Row("/library/pace?since=1&under_way=0", only(*KEEPERS)),
    ],
    ("POST", "/library/upload"): [
        Row(f"/library/upload?collection=hr&name=x.txt&batch={'0' * 32}", only("claire")),
        Row(f"/library/upload?collection=handbook&name=y.txt&batch={'0' * 32}", only(*KEEPERS)),
        Row(f"/library/upload?collection=none&name=y.txt&batch={'0' * 32}", only()),
    ],
    ("POST", "/library/remove"): [
        Row("/library/remove", only("claire", status=303), {"document": "HR"}),
        Row("/library/remove", only(), {"document": "unknown"}),
    ],
    ("POST", "/library/dismiss"): [
        Row("/library/dismiss", only("claire", status=303), {"job": "UNREADABLE"}),
        Row("/library/dismiss", only(), {"job": "0"}),
        Row("/library/dismiss", only(), {"job": str(10**30)}),
    ],
    ("GET", "/library/report/{document_id}"): [
        Row("/library/report/HR", only("claire")),
        Row("/library/report/NOTE", only(*KEEPERS)),
        Row("/library/report/INQUIRY", only("claire")),
        Row("/library/report/unknown", only()),
    ],
    ("GET", "/library/report/{document_id}/standing"): [
        Row("/library/report/HR/standing", only("claire")),
        Row("/library/report/NOTE/standing", only(*KEEPERS)),
        Row("/library/report/INQUIRY/standing", only("claire")),
        Row("/library/report/unknown/standing", only()),
    ],
    ("POST", "/library/release"): [
        Row("/library/release", only("claire", status=303), {"document": "HR", "digest": "DIGEST"}),
        Row("/library/release", only(), {"document": "NOTE", "digest": "DIGEST"}),
        Row("/library/release", only(), {"document": "HR", "digest": "0"}),
    ],
    ("POST", "/library/withhold"): [
        Row(
            "/library/withhold", only("claire", status=303), {"document": "HR", "digest": "DIGEST"}
        ),
        Row("/library/withhold", only(), {"document": "unknown", "digest": "DIGEST"}),
    ],
    ("GET", "/api/v1/report/{document_id}"): [
        Row("/api/v1/report/HR", only("claire") | {"operator": 200}),
        Row("/api/v1/report/INQUIRY", only("claire") | {"operator": 200}),
        Row("/api/v1/report/unknown", only() | {"operator": 404}),
    ],
    ("POST", "/api/v1/quarantine/release"): [
        Row(
            "/api/v1/quarantine/release",
            only("claire") | {"operator": 200},
            json={"document": "HR", "digest": "DIGEST"},
        ),
        Row(
            "/api/v1/quarantine/release",
            only() | {"operator": 404},
            json={"document": "NOTE", "digest": "DIGEST"},
        ),
    ],
    ("POST", "/api/v1/quarantine/withhold"): [
        Row(
            "/api/v1/quarantine/withhold",
            only("claire") | {"operator": 200},
            json={"document": "HR", "digest": "DIGEST"},
        ),
    ],
    ("GET", "/view/{document_id}/{number}"): [
        Row("/view/HR/1", only(*READERS_OF_HR)),
        Row("/view/HR/1?turn=TURN&source=1", only("hugo")),
        Row("/view/HR/1?turn=TURN&source=2", only()),
        Row("/view/NOTE/1?turn=TURN&source=1", only()),
        Row("/view/NOTE/1", only("emma", "hugo", "claire", "carl", "adam")),
        Row("/view/INQUIRY/1", only("claire")),
        Row("/view/HR/1?mention=salary", only(*READERS_OF_HR)),
        Row(f"/view/HR/1?mention={'x' * 2000}", only()),
        Row("/view/HR/2", only()),
        Row("/view/HR/0", only()),
        Row("/view/HR/x", only()),
        Row(f"/view/HR/{10**30}", only()),
        Row("/view/unknown/1", only()),
    ],
    ("GET", "/page-image/{document_id}/{number}"): [
        Row("/page-image/HR/1", only(*READERS_OF_HR)),
        Row("/page-image/HR/1?width=100000", only()),
        Row("/page-image/HR/2", only()),
        Row("/page-image/NOTE/1", only()),
        Row("/page-image/INQUIRY/1", only("claire")),
        Row("/page-image/unknown/1", only()),
    ],
    ("GET", "/original/{document_id}"): [
        Row("/original/HR", only(*READERS_OF_HR)),
        Row("/original/INQUIRY", only("claire")),
        Row("/original/unknown", only()),
    ],
    ("POST", "/api/v1/ask"): [
        Row(
            "/api/v1/ask",
            signed_in(200) | {"operator": 200},
            json={"question": "What is the salary of band seven?"},
        ),
        Row(
            "/api/v1/ask",
            only(*READERS_OF_HR) | {"operator": 200},
            json={"question": "What is the salary of band seven?", "collections": ["hr"]},
        ),
        Row(
            "/api/v1/ask",
            signed_in(403) | {"operator": 200},
            json={"question": "What is the salary of band seven?", "as": "emma"},
        ),
    ],
    ("POST", "/api/v1/mentions"): [
        Row("/api/v1/mentions", signed_in(200) | {"operator": 200}, json={"query": "salary"}),
        Row(
            "/api/v1/mentions",
            only(*READERS_OF_HR) | {"operator": 200},
            json={"query": "salary", "collections": ["hr"]},
        ),
        Row(
            "/api/v1/mentions",
            signed_in(403) | {"operator": 200},
            json={"query": "salary", "as": "emma"},
        ),
    ],
    ("POST", "/api/v1/reindex"): [
        Row(
            "/api/v1/reindex",
            signed_in(403) | {"operator": 200},
            json={"embedder": "/nowhere"},  # begun, and told by GET that it failed
        ),
    ],
    ("GET", "/api/v1/reindex"): [Row("/api/v1/reindex", signed_in(403) | {"operator": 200})],
    ("POST", "/api/v1/reindex/stop"): [
        Row("/api/v1/reindex/stop", signed_in(403) | {"operator": 200})
    ],
    ("POST", "/api/v1/reindex/forget"): [
        Row("/api/v1/reindex/forget", signed_in(403) | {"operator": 400})  # there is none
    ],
    ("GET", "/static"): [Row("/static/intramuros.css", everybody(200))],
}
