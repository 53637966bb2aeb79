"""The errors a caller can act on, each with a hint: what to do next.

AssistantError
├── SettingError            a setting has a value that cannot be used
├── BadInput                a value given by a person or a caller is refused
│   └── NameTaken           the name is already in use
├── NotFound                it does not exist, or this reader may not know that it does
│   ├── UnknownCollection
│   ├── UnknownDocument
│   └── UnknownPerson
├── HomeError               the home folder cannot be used
│   ├── HomeMissing         nothing was initialised there
│   ├── HomeBusy            another process owns it
│   ├── HomeTooNew          it was made by a newer version
│   ├── NoRoom              its disk has too little room for anything new
│   ├── LedgerDamaged       the ledger fails its integrity check
│   └── IndexUnusable       an index cannot be read or written; it is made anew from the ledger
├── EmbedderError           weights absent, altered or unlike those of the index
│   ├── EmbedderChanged     another than the one the home was indexed with
│   └── EmbedderUnreachable its server does not answer now
├── RerankerError           the folder of the cross-encoder cannot be used
├── UnreadableDocument      (ingest.errors) a document that cannot be read, with its verdict
└── LanguageModelError      (assistant.errors) the language model did not answer as it should
"""

from pathlib import Path
from typing import ClassVar


class AssistantError(Exception):
    """What went wrong, said in one sentence that names the file, key or field.

    `hint` says what to do next. `code` names the kind for wording in a person's language.
    A command that ends with it exits with `exit_code`: 2 where it was asked for what cannot be
    done, 3 where something that it needs cannot be used.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SettingError(AssistantError):
    """A setting has a value that cannot be used."""

    code = "setting"


class BadInput(AssistantError):
    """A value given by a person or a caller is refused."""

    code = "bad-input"


class NameTaken(BadInput):
    """The name is already in use."""

    code = "name-taken"


class NotFound(AssistantError):
    """It does not exist, or this reader may not know that it does: both look the same."""

    code = "not-found"


class UnknownCollection(NotFound):
    """No collection of that name."""

    code = "unknown-collection"


class UnknownDocument(NotFound):
    """No document of that id that this reader may read."""

    code = "unknown-document"


class UnknownPerson(NotFound):
    """No person of that name."""

    code = "unknown-person"


class HomeError(AssistantError):
    """The home folder cannot be used."""

    code = "home"
    exit_code = 3


class HomeMissing(HomeError):
    """Nothing was initialised at the home folder."""

    code = "home-missing"


class HomeBusy(HomeError):
    """Another process owns the home folder; `pid` and `address` say which.

    `address` is empty when the owner serves no web page, `pid` 0 where its lock file was deleted.
    """

    code = "home-busy"

    def __init__(self, home: Path, *, pid: int, address: str) -> None:
        where = f" at {address}" if address else ""
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"{home} is in use by {who}{where}.",
            hint="Use the running server, or stop that process first.",
        )
        self.pid = pid
        self.address = address


class HomeTooNew(HomeError):
    """The home folder was written by a newer version of this program."""

    code = "home-too-new"


class NoRoom(HomeError):
    """The disk of the home has too little room for anything new; what is there can be read."""

    code = "no-room"


class LedgerDamaged(HomeError):
    """The ledger fails its integrity check; nothing is served from it."""

    code = "ledger-damaged"


class IndexUnusable(HomeError):
    """An index cannot be read or written; it is made anew from the ledger, and nothing is lost."""


class EmbedderError(AssistantError):
    """The embedder's weights are absent or altered, or a vector it gave cannot be used."""

    code = "embedder"
    exit_code = 3


class EmbedderChanged(EmbedderError):
    """The embedder is another than the one the home was indexed with: reindex, or bring it back."""

    code = "embedder-changed"


class EmbedderUnreachable(EmbedderError):
    """The server of the embedder does not answer now; trying again may help."""

    code = "embedder-unreachable"


class RerankerError(AssistantError):
    """The cross-encoder that the settings name cannot be used."""

    code = "reranker"
    exit_code = 3
