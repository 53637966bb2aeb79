"""What of Gradio may be reached: the routes the chat needs, each session by one person alone.

Gradio has routes that answer without sign-in, serve files and proxy addresses, and whoever knows
a `session_hash` reads that session's stream. Everything not listed here does not exist.
"""

import json
import re
import time
from typing import Final

PREFIX: Final = "/chat"
API: Final = f"{PREFIX}/gradio_api"
_HASH: Final = r"[A-Za-z0-9_-]{1,64}"
_FILE: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"  # no part of a path begins with a dot

ALLOWED: Final = {
    "GET": re.compile(
        rf"{PREFIX}/?|{PREFIX}/(config|theme\.css)"
        rf"|{PREFIX}/(assets|static|svelte)(/{_FILE})+"
        rf"|{API}/(startup-events|app_id|queue/data|heartbeat/{_HASH})"
    ),
    "HEAD": re.compile(rf"{PREFIX}/?"),
    "POST": re.compile(rf"{API}/(queue/join|cancel)"),
}
PAGES: Final = frozenset({PREFIX, f"{PREFIX}/"})  # what a link from elsewhere may open
STREAMS: Final = re.compile(rf"{API}/(queue/data|heartbeat/{_HASH})")
WITH_HASH: Final = re.compile(rf"{API}/(queue/(data|join)|cancel|heartbeat/{_HASH})")

UNUSED_S: Final = 24 * 3600  # Gradio itself forgets a closed session after an hour
MAX_SESSIONS_OF_ONE: Final = 1000


def route_allowed(method: str, path: str) -> bool:
    """True for the few Gradio routes that the chat needs."""
    pattern = ALLOWED.get(method)
    return pattern is not None and pattern.fullmatch(path) is not None


def has_session_hash(path: str) -> bool:
    """True for a route that acts on one Gradio session."""
    return WITH_HASH.fullmatch(path) is not None


def session_hash_of(path: str, query: list[str], body: bytes) -> str:
    """The session that a request acts on, or "" where it names none, or more than one.

    It stands in the path of a heartbeat, in the query of a stream, else in the JSON body.
    """
    if path.startswith(f"{API}/heartbeat/"):
        found: object = path.rpartition("/")[2]
    elif path == f"{API}/queue/data":
        found = query[0] if len(query) == 1 else ""
    else:
        found = hash_in_json(body)
    return found if isinstance(found, str) and re.fullmatch(_HASH, found) else ""


def hash_in_json(body: bytes) -> object:
    """`session_hash` of a JSON object. A name that stands twice could be read in two ways: None."""
    try:
        parsed = json.loads(body, object_pairs_hook=unambiguous)
    except (ValueError, RecursionError):
        return None
    return parsed.get("session_hash") if isinstance(parsed, dict) else None


def unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs as a dictionary. Raises ValueError for a name that stands twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in a JSON object")
    return made


class GradioSessions:
    """Who a Gradio session belongs to: the first person who uses its hash, until it lies unused.

    Kept in memory, as Gradio keeps its sessions: both end with the process.
    """

    def __init__(self) -> None:
        self._owners: dict[str, tuple[int, float]] = {}

    def admit(self, session_hash: str, person_id: int, *, now: float | None = None) -> bool:
        """True where the session is this person's, or nobody's yet: then it becomes theirs.

        False for another's, and where one person has opened more than MAX_SESSIONS_OF_ONE.
        """
        moment = time.monotonic() if now is None else now
        owner, used = self._owners.get(session_hash, (person_id, moment))
        if owner != person_id and moment - used < UNUSED_S:
            return False
        if session_hash not in self._owners:
            self._forget_unused(moment)
            theirs = sum(1 for other, _ in self._owners.values() if other == person_id)
            if theirs >= MAX_SESSIONS_OF_ONE:
                return False
        self._owners[session_hash] = (person_id, moment)
        return True

    def _forget_unused(self, moment: float) -> None:
        unused = [name for name, (_, used) in self._owners.items() if moment - used >= UNUSED_S]
        for name in unused:
            del self._owners[name]
