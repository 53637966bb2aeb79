"""Embedded Chroma, opened so that nothing outside the call configures it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from storage.errors import IndexUnusable, SettingError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


@contextmanager
def failing_as_ours() -> Iterator[None]:
    """Raise IndexUnusable where Chroma raises one of its errors."""
    chroma_error = _imported_chroma().errors.ChromaError
    try:
        yield
    except chroma_error as error:
        raise IndexUnusable(
            f"The vector index failed: {error}.", hint="It is made anew from the ledger."
        ) from error


def _imported_chroma() -> ModuleType:
    """Chroma, which evaluates its settings once as it is imported, from the environment and ./.env.

    Raises SettingError where it refuses them.
    """
    from pydantic import ValidationError

    try:
        import chromadb.errors
    except ValidationError as error:
        # Its text repeats the values found, which may be anybody's secrets: only names are told.
        names = ", ".join(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
        raise SettingError(
            f"Chroma cannot be imported: it reads the environment and ./.env, and refuses {names}.",
            hint="Start from another folder, or unset what it names.",
        ) from None
    return chromadb


def open_client(folder: Path) -> "ClientAPI":
    """An embedded Chroma that reads neither `.env` nor variables without our prefix."""
    import chromadb
    from chromadb.config import Settings

    class OwnSettings(Settings):
        """Settings whose only source is the call."""

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: "type[BaseSettings]",
            init_settings: "PydanticBaseSettingsSource",
            env_settings: "PydanticBaseSettingsSource",
            dotenv_settings: "PydanticBaseSettingsSource",
            file_secret_settings: "PydanticBaseSettingsSource",
        ) -> "tuple[PydanticBaseSettingsSource, ...]":
            return (init_settings,)

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = OwnSettings(
        anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder)
    )
    return chromadb.PersistentClient(path=str(folder), settings=settings)
