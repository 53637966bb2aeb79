"""Documents removed while ten people chat: none is cited after the removal returned (F7)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.answering import AnswerDone, AnswerEvent, Assistant
from assistant.events import AnswerSentence, EvidenceFound
from assistant.settings import AssistantSettings
from storage.ledger import Ledger
from storage.originals import Originals
from storage.records import Reader
from storage.store import Store
from storage.versions import remove_document
from tests.assistant.handbook import add, new_ledger, store_over
from tests.assistant.scripted_model import ScriptedModel
from tests.fakes import WordEmbedder

STAFF = Reader("emma", frozenset({"staff"}))
NO_MODEL = AssistantSettings(model="none")
CHATS = 10
REMOVED = 20
KEPT = "The canteen opens at noon on every working day."
Cited = tuple[float, str]  # when it was asked for (time.monotonic()), and a document cited then


def sentence(number: int) -> str:
    return f"Locker room{number} opens with badge{number} before nine."


@pytest.fixture
def store(home: Path) -> Iterator[tuple[Store, list[str]]]:
    """A store of twenty documents that will be removed and one that will not."""
    ledger, embedder = new_ledger(home), WordEmbedder(dimension=512)
    ids = [
        add(ledger, embedder, f"{number}.md", [sentence(number)], title=f"Lockers {number}")
        for number in range(REMOVED)
    ]
    add(ledger, embedder, "canteen.md", [KEPT], title="Canteen")
    with store_over(ledger, embedder) as opened:
        yield opened, ids


def documents_cited(event: AnswerEvent) -> set[str]:
    if isinstance(event, EvidenceFound):
        return {source.document_id for source in event.sources}
    if isinstance(event, AnswerSentence):
        return {source.document_id for source in event.new_sources}
    if isinstance(event, AnswerDone):
        return {source.document_id for source in event.answer.sources}
    return set()


class Chats:
    """People who ask about one document after the other; what they were shown, and what failed."""

    def __init__(self, store: Store) -> None:
        self.cited: list[Cited] = []
        self.answers = 0
        self.failures: list[BaseException] = []
        self._store = store
        self._over = threading.Event()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._chat, args=(n,)) for n in range(CHATS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _chat(self, place: int) -> None:
        number = place * 2
        try:
            while not self._over.is_set():
                number = (number + 1) % REMOVED
                written = ScriptedModel(sentence(number)) if place % 2 else None  # or quoted
                self._ask(Assistant(self._store, NO_MODEL, model=written), number)
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.failures.append(error)

    def _ask(self, assistant: Assistant, number: int) -> None:
        events = assistant.answer(f"Which badge{number} opens locker room{number}?", reader=STAFF)
        while True:
            asked = time.monotonic()
            event = next(events, None)
            if event is None:
                break
            self.cited += [(asked, document_id) for document_id in documents_cited(event)]
        self.answers += 1


@pytest.mark.timeout(120)
def test_a_removed_document_is_in_nothing_that_ten_chats_show_afterwards(
    store: tuple[Store, list[str]],
) -> None:
    opened, ids = store
    command = Ledger.open(opened.home)  # of another process, as `ingest remove` has it
    removed_at: dict[str, float] = {}
    chats = Chats(opened)
    with chats.going_on():
        for document_id in ids:
            asked = chats.answers
            deadline = time.monotonic() + 20
            while chats.answers < asked + CHATS and time.monotonic() < deadline:
                time.sleep(0.005)
            remove_document(command, Originals(opened.home), document_id)
            removed_at[document_id] = time.monotonic()
    command.close()
    assert chats.failures == []
    assert {document_id for _, document_id in chats.cited} >= set(ids[5:])  # they were cited before
    late = [one for when, one in chats.cited if when > removed_at.get(one, float("inf"))]
    assert late == []
