"""What is done to an index while another is being built, to be done again on that one."""

from collections.abc import Callable

from storage.index_pair import IndexPair

Operation = Callable[[IndexPair], None]


class Journal:
    """Operations in their order; each takes the vectors of the pair's own embedder."""

    def __init__(self) -> None:
        self._operations: list[Operation] = []

    def note(self, operation: Operation) -> None:
        """Remember it."""
        self._operations.append(operation)

    def replay(self, pair: IndexPair) -> None:
        """Do all of it on `pair`; the words count after its commit."""
        for operation in self._operations:
            operation(pair)
