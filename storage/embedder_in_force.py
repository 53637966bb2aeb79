"""The embedder that a home is searched with: its own, and no other without `assistant reindex`."""

from dataclasses import replace
from pathlib import Path

from storage.chunks import has_vectors
from storage.embedder_choice import BUNDLED, EmbedderChoice
from storage.embedder_loading import load_embedder, named
from storage.embedding import Embedder
from storage.errors import EmbedderChanged, EmbedderError
from storage.home_embedder import EmbedderRecord, read_embedders, take_over
from storage.ledger import Ledger
from storage.processor import DTYPES
from storage.settings import StorageSettings


def chosen_embedder(settings: StorageSettings) -> EmbedderChoice:
    """What the settings ask for, completed by what the home remembers."""
    known = read_embedders(settings.home)
    return completed(settings, known.current if known else None)


def completed(settings: StorageSettings, known: EmbedderRecord | None) -> EmbedderChoice:
    """The settings' choice; where they leave it open that of the home, or the bundled one.

    The arithmetic stays what the vectors were made in: a home that moves to another processor is
    still searched by them. Another model's is its own.
    """
    name = named(settings.embedder) if settings.embedder else ""
    if known is None:
        home = EmbedderChoice(BUNDLED)
    elif name in ("", known.choice.name):
        home = known.choice
    else:
        home = EmbedderChoice(name)
    return replace(
        home,
        name=name or home.name,
        query_prompt=settings.embedder_query_prompt or home.query_prompt,
        document_prompt=settings.embedder_document_prompt or home.document_prompt,
    )


def requested(home: Path, asked: EmbedderChoice) -> EmbedderChoice:
    """What `assistant reindex` is asked for: without a name the home's own, in its own format."""
    if asked.name:
        return replace(asked, name=named(asked.name))
    known = read_embedders(home)
    own = known.current.choice if known else EmbedderChoice(BUNDLED)
    return replace(
        own,
        query_prompt=asked.query_prompt or own.query_prompt,
        document_prompt=asked.document_prompt or own.document_prompt,
    )


def recall_embedder(ledger: Ledger, settings: StorageSettings) -> None:
    """Let a home that does not know what it was indexed with remember it, where that is found."""
    if embedder := recalled(ledger, settings):
        take_over(ledger.home, embedder)


def recalled(ledger: Ledger, settings: StorageSettings) -> Embedder | None:
    """What a home was indexed with that lost the record of it; None where it has one, or is empty.

    It is looked for by its digest: the settings' embedder or the bundled one, in any arithmetic.
    """
    if read_embedders(ledger.home) is not None or not has_vectors(ledger):
        return None
    asked = chosen_embedder(settings)
    for name in dict.fromkeys((asked.name, BUNDLED)):
        for dtype in DTYPES:
            choice = replace(asked, name=name, dtype=dtype)
            try:
                embedder = load_embedder(choice, ollama_url=settings.ollama_url)
            except EmbedderError:
                break
            if has_vectors(ledger, embedder.digest):
                return embedder
    return None


def load_chosen(settings: StorageSettings) -> Embedder:
    """The embedder that `chosen_embedder` names. Raises EmbedderError."""
    return load_embedder(chosen_embedder(settings), ollama_url=settings.ollama_url)


def check_embedder(ledger: Ledger, embedder: Embedder) -> None:
    """Raises EmbedderChanged where the home's vectors are another embedder's, by digest.

    A home without vectors takes any.
    """
    known = read_embedders(ledger.home)
    if known is not None and known.current.digest == embedder.digest:
        return
    if not has_vectors(ledger) or (known is None and has_vectors(ledger, embedder.digest)):
        return
    raise _refusal(known.current if known else None, embedder)


def adopt_embedder(ledger: Ledger, embedder: Embedder) -> None:
    """Check it, and let the home remember it. For the process that owns the home."""
    check_embedder(ledger, embedder)
    known = read_embedders(ledger.home)
    if known is None or known.current != EmbedderRecord.of(embedder):
        take_over(ledger.home, embedder)


def embedder_name(home: Path) -> str:
    """The name of the embedder in force, as people know it; empty where the home has none yet."""
    known = read_embedders(home)
    return known.current.choice.name if known else ""


def _refusal(known: EmbedderRecord | None, embedder: Embedder) -> EmbedderChanged:
    name = embedder.choice.name
    change = f"assistant reindex --embedder {name}"
    if known is None:
        return EmbedderChanged(
            f"The documents were indexed with another embedder than {name}; to change over, run "
            f"{change}.",
            hint="Or set ASSISTANT_EMBEDDER to the one they were indexed with.",
        )
    if known.choice.name == name:
        return EmbedderChanged(
            f"The embedder {name} is not the one that the documents were indexed with as "
            f"{known.choice.name}: its model or its prompts changed (digest "
            f"{known.digest[:12]} then, {embedder.digest[:12]} now); to index them anew, run "
            f"{change}.",
            hint="Or bring the former model and prompts back.",
        )
    return EmbedderChanged(
        f"The documents were indexed with the embedder {known.choice.name}, and ASSISTANT_EMBEDDER "
        f"asks for {name}; to change over, run {change}.",
        hint="To go on as before, remove ASSISTANT_EMBEDDER.",
    )
