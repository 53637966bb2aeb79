"""The documents by their names, in memory, each asked for among those a reader may read."""

import threading
from collections import Counter
from collections.abc import Collection, Mapping
from weakref import WeakKeyDictionary

from assistant.names import Named, named
from assistant.periods import Period
from storage.catalogue import Placed, catalogue_entries, catalogue_state, catalogued_versions
from storage.ledger import Ledger

_Postings = dict[str, set[int]]  # ids of versions by word


class Catalogue:
    """The names of every active document of a ledger. Thread-safe.

    Every question about them is restricted to some audiences: counts and rarity are those of the
    documents that a reader may read, and no others.
    """

    def __init__(self) -> None:
        self._documents: dict[int, Named] = {}  # by version
        self._title: _Postings = {}
        self._names: _Postings = {}
        self._dates: _Postings = {}
        self._collections: _Postings = {}
        self._audiences: Counter[int] = Counter()
        self._placed: dict[int, Placed] = {}
        self._state: tuple[int, ...] = ()
        self._lock = threading.RLock()

    def follow(self, ledger: Ledger) -> None:
        """Take over what changed in the ledger since the last time."""
        with self._lock:
            state = catalogue_state(ledger)
            if state == self._state:
                return
            placed = catalogued_versions(ledger)
            for version_id in list(self._documents):
                if placed.get(version_id) != self._placed.get(version_id):
                    self._remove(version_id)
            new = placed.keys() - self._documents.keys()
            entries = catalogue_entries(ledger, new)
            self.add({one: named(entry, placed[one].audience) for one, entry in entries.items()})
            self._placed, self._state = placed, state

    def add(self, documents: Mapping[int, Named]) -> None:
        """Enter documents, each under the id of its active version."""
        with self._lock:
            for version_id, document in documents.items():
                self._documents[version_id] = document
                self._audiences[document.audience] += 1
                for postings, word in self._entered(document):
                    postings.setdefault(word, set()).add(version_id)

    def count(self, audiences: Collection[int]) -> int:
        """How many documents those audiences hold."""
        with self._lock:
            return sum(self._audiences[audience] for audience in audiences)

    def collections(self, audiences: Collection[int]) -> list[str]:
        """The collections that hold a document of those audiences, by name."""
        with self._lock:
            return [
                name
                for name, held in sorted(self._collections.items())
                if any(self._documents[version_id].audience in audiences for version_id in held)
            ]

    def collected(self, name: str, audiences: Collection[int]) -> list[Named]:
        """The documents of those audiences in the collection of that name."""
        return self._having(self._collections, name, audiences)

    def dated(self, period: Period, audiences: Collection[int]) -> list[Named]:
        """The documents of those audiences whose title names the year; the part, without one."""
        return self._having(self._dates, str(period.year or period.part), audiences)

    def titled(self, word: str, audiences: Collection[int]) -> list[Named]:
        """The documents of those audiences that have a bare word in their title or file name."""
        return self._having(self._title, word, audiences)

    def called(self, word: str, audiences: Collection[int]) -> list[Named]:
        """As `titled`, or among the names on the first page."""
        return self._having(self._names, word, audiences)

    def _remove(self, version_id: int) -> None:
        document = self._documents.pop(version_id)
        self._audiences[document.audience] -= 1
        for postings, word in self._entered(document):
            postings[word].discard(version_id)
            if not postings[word]:
                del postings[word]

    def _entered(self, document: Named) -> list[tuple[_Postings, str]]:
        years = {str(period.year) for period in document.periods if period.year}
        return [
            (self._collections, document.collection),
            *((self._title, word) for word in document.title),
            *((self._names, word) for word in document.names),
            *((self._dates, date) for date in years | {one.part for one in document.periods}),
        ]

    def _having(self, postings: _Postings, word: str, audiences: Collection[int]) -> list[Named]:
        with self._lock:
            found = [self._documents[version_id] for version_id in postings.get(word, ())]
        return [document for document in found if document.audience in audiences]


_catalogues: "WeakKeyDictionary[Ledger, Catalogue]" = WeakKeyDictionary()
_making = threading.Lock()


def catalogue_of(ledger: Ledger) -> Catalogue:
    """The catalogue of a ledger as it is now; one is kept as long as the ledger is open."""
    with _making:
        catalogue = _catalogues.setdefault(ledger, Catalogue())
    catalogue.follow(ledger)
    return catalogue
