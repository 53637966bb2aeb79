"""How long it takes to find every document that mentions something: python -m benchmarks.mentions.

The ledger is generated: 2,500 documents of 10 pages of 3,000 characters, as 100,000 chunks have,
of French words by Zipf's law; a hundredth of the pages holds "télétravail occasionnel", every page
has a running header. The pages are folded once, which is timed as well, and then searched. Times
are processor time, which other work on the machine does not change much.
"""

import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from storage.access import create_collection
from storage.ledger import Ledger
from storage.lettered_pages import LetteredPages
from storage.mentions import find_mentions
from storage.records import OPERATOR
from storage.schema import audiences, documents, pages, versions
from storage.sought import sought

DOCUMENTS, PAGES, CHARACTERS = 2_500, 10, 3_000
HEADER = "Société Exemple – Règlement intérieur\n"
RARE = "télétravail occasionnel"
ASKED = ('"télétravail occasionnel"', "télétravail", "télétravail et règlement", "art", "de la")
SEED = 16


def main() -> int:
    """Fill a ledger, ask it, and print how long each took."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.create(Path(folder) / "home")
        create_collection(ledger, "all", groups=["staff"])
        fill(ledger)
        lettered = LetteredPages()
        before = time.process_time()
        find_mentions(ledger, lettered, OPERATOR, sought("x"), limit=20)
        said(f"first question, pages folded: {time.process_time() - before:.2f} s")
        for written in ASKED:
            timed(ledger, lettered, written)
        ledger.close()
    return 0


def timed(ledger: Ledger, lettered: LetteredPages, written: str) -> None:
    """Ask five times; print the median and what was counted."""
    taken = []
    for _ in range(5):
        before = time.process_time()
        found = find_mentions(ledger, lettered, OPERATOR, sought(written), limit=20)
        taken.append(time.process_time() - before)
    counts = found.counts
    said(f"{written}: {sorted(taken)[2]:.2f} s, {counts.mentions} in {counts.documents} documents")


def fill(ledger: Ledger) -> None:
    """Add the documents, as rows: no chunk and no vector is needed to count mentions."""
    drawn = random.Random(SEED)
    vocabulary = made_words(drawn, 20_000)
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    with ledger.write() as connection:
        audience = audiences.insert().values(collection_id=1, narrowing="")
        connection.execute(audience)
        for first in range(1, DOCUMENTS + 1, 100):
            numbers = range(first, first + 100)
            connection.execute(insert(documents), [document(number) for number in numbers])
            connection.execute(insert(versions), [version(number) for number in numbers])
            connection.execute(
                insert(pages),
                [
                    page(number, at, text(drawn, vocabulary, weights))
                    for number in numbers
                    for at in range(1, PAGES + 1)
                ],
            )


def made_words(drawn: random.Random, how_many: int) -> list[str]:
    """Words of French syllables after the commonest real ones, each once."""
    known = [
        "de",
        "la",
        "le",
        "et",
        "les",
        "des",
        "en",
        "du",
        "que",
        "art",
        "l'employé",
        "règlement",
    ]
    syllables = [
        "té",
        "lé",
        "tra",
        "vail",
        "con",
        "gé",
        "pri",
        "me",
        "ment",
        "tion",
        "su",
        "re",
        "ver",
    ]
    made = dict.fromkeys(known)
    while len(made) < how_many:
        made["".join(drawn.choices(syllables, k=drawn.randint(2, 5)))] = None
    return list(made)


def text(drawn: random.Random, vocabulary: list[str], weights: list[float]) -> str:
    """A page of CHARACTERS, with lines and sentences."""
    words = drawn.choices(vocabulary, weights, k=CHARACTERS // 4)
    if drawn.random() < 0.01:
        words.insert(drawn.randrange(300), RARE)
    lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]
    return f"{HEADER}{'. '.join(lines[:2])}\n{chr(10).join(lines[2:])}"[:CHARACTERS]


def document(number: int) -> dict[str, Any]:
    """The row of a document."""
    return {
        "id": f"{number:020}",
        "collection_id": 1,
        "audience_id": 1,
        "source": f"/{number}",
        "active_version_id": number,
        "added_by": "operator",
        "created": 0.0,
        "updated": 0.0,
    }


def version(number: int) -> dict[str, Any]:
    """The row of its version."""
    return {
        "id": number,
        "document_id": f"{number:020}",
        "state": "active",
        "content_sha256": str(number),
        "size_bytes": 1,
        "file_name": f"note-{number}.pdf",
        "title": f"Note {number}",
        "media_type": "application/pdf",
        "language": "fr",
        "verdict": "read",
        "warnings": [],
        "page_count": PAGES,
        "unread_pages": [],
        "chunk_count": 0,
        "recipe": "",
        "embedder_digest": "",
        "batch": "",
        "created": 0.0,
    }


def page(version_id: int, number: int, written: str) -> dict[str, Any]:
    """The row of a page."""
    return {
        "version_id": version_id,
        "number": number,
        "text": written,
        "reading": "text",
        "confidence": None,
        "margins": [[0, len(HEADER)]],
        "headings": [],
    }


def said(line: str) -> None:
    """Print one line now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
