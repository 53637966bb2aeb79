"""What the routes work with: the opened store, the assistant, the worker and the settings."""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from ingest.settings import IngestSettings
from ui.page_image import PageImages
from ui.reindexings import Reindexings
from ui.settings import WebSettings
from ui.turns import Turns

if TYPE_CHECKING:  # a page needs none of their imports before it is asked for
    from assistant.answering import Assistant
    from ingest.worker import Worker
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Site:
    """Everything a request may need; one for the life of the application."""

    store: "Store"
    assistant: "Assistant"
    worker: "Worker"
    settings: WebSettings
    page_images: PageImages
    reading: IngestSettings  # of files that are sent: what they may cost, and what is recognised
    turns: Turns = field(default_factory=Turns)
    reindexings: Reindexings = field(default_factory=Reindexings)
    warm: threading.Event = field(default_factory=threading.Event)  # the embedder is loaded

    @property
    def max_file_bytes(self) -> int:
        """The size of the largest file that may be sent."""
        return self.reading.max_file_mib << 20


def site_of(request: HTTPConnection) -> Site:
    """The site that serves this request."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
