"""What somebody looks for among the documents of the library."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from ui.wording import text

MAX_QUERY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class LibrarySearch:
    """Words of a title or file name, a collection, only what is to be checked; "" and no are all.

    The query is cut to `MAX_QUERY_LENGTH` characters.
    """

    query: str = ""
    within: str = ""
    to_check: bool = False

    @classmethod
    def asked(cls, query: str, within: str, to_check: int) -> "LibrarySearch":
        """As the fields of the form say it."""
        return cls(query.strip()[:MAX_QUERY_LENGTH], within, to_check == 1)

    @property
    def narrows(self) -> bool:
        """True where it may leave documents out."""
        return bool(self.query or self.within or self.to_check)

    def address(self, page: int = 1, unread: int = 0) -> str:
        """Where that page of the documents is, or with `unread` that of the unread files."""
        chosen = {"q": self.query, "in": self.within, "check": "1" if self.to_check else ""}
        numbers = {"page": page, "unread": unread}
        chosen |= {key: str(number) for key, number in numbers.items() if number > 1}
        address = f"/library?{urlencode({key: value for key, value in chosen.items() if value})}"
        return f"{address}#unread" if unread else address

    def nothing_found(self, language: str, collections: Collection[str], *, documents: bool) -> str:
        """What is said where no document matches; `collections` are those that may be read.

        `documents`: the collection, or any where none is chosen, has some that do not match.
        """
        if self.query or (self.within and self.within not in collections):
            key = "library.nothing-found"
        elif self.to_check and documents:
            key = "library.nothing-to-check"
        else:
            key = "library.empty-collection" if self.within else "library.empty"
        return text(key, language)
