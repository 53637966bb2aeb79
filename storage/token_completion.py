"""The token rows that are missing, computed in the background, a few chunks at a time."""

import logging
import threading
import time
from collections.abc import Callable

from storage.chunk_selection import active_among, active_ids
from storage.errors import AssistantError
from storage.index_pair import DiskIndex
from storage.records import Chunk
from storage.token_projection import CompressedTokens
from storage.token_source import TokenSource

logger = logging.getLogger(__name__)

_STEP = 32  # chunks: a forward pass of about 0.2 s
_FIRST_S = 2.0  # before the first step: a command that ends at once loads no weights for it
_RETRY_S = 60.0  # after a step that failed


class TokenCompletion:
    """A thread that gives every active chunk its tokens; it can be stopped between two steps.

    What is done is kept, so that the next start takes it up. Half of the time it rests: questions
    are answered meanwhile. `keep` writes rows; `done` is called when none is missing any more.
    """

    def __init__(
        self,
        source: TokenSource,
        *,
        keep: Callable[[list[Chunk], CompressedTokens], None],
        done: Callable[[], None],
    ) -> None:
        self._source = source
        self._keep = keep
        self._done = done
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Begin where tokens are missing and no work is under way."""
        with self._starting:
            if self._thread is None and self._source.missing and not self._stopping.is_set():
                self._thread = threading.Thread(
                    target=self._run, name="token-completion", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """End the work between two steps, for good; returns when it has ended."""
        with self._starting:
            self._stopping.set()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        pause_s = _FIRST_S
        while not self._stopping.wait(pause_s):
            disk, pause_s = self._source.disk(), 0.0
            try:
                if disk is not None and self._complete(disk):
                    continue
                self._done()
            except Exception as error:  # noqa: BLE001 - the outer rim of a thread
                said = error.message if isinstance(error, AssistantError) else type(error).__name__
                logger.error("index: tokens are not complete: %s It is tried again.", said)
                pause_s = _RETRY_S
                continue
            with self._starting:  # so that a `wake` for another generation is not lost
                if self._source.disk() is disk:
                    self._thread = None
                    return

    def _complete(self, disk: DiskIndex) -> bool:
        """Give the chunks that lack tokens now theirs; False where that added none."""
        if disk.tokens is None:
            return False
        having = set(disk.tokens.ids())
        lacking = [i for i in active_ids(self._source.ledger) if i not in having]
        for start in range(0, len(lacking), _STEP):
            began = time.monotonic()
            chunks = active_among(self._source.ledger, lacking[start : start + _STEP])
            _, tokens = self._source.embed([one.indexed_text for one in chunks], disk.embedder)
            if tokens is not None and chunks:
                self._keep(chunks, tokens)
            if self._stopping.wait(time.monotonic() - began) or self._source.disk() is not disk:
                return True
        count = len(disk.tokens) - len(having)
        if count:
            logger.info("index: %d chunks got the tokens that they lacked", count)
        return count > 0
