"""Settings name the variable, what was found and what was expected."""

from pathlib import Path

import pytest
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.errors import SettingError
from storage.settings import StorageSettings, load_settings, setting_origins


class Example(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="ignore")

    pages: int = Field(10, ge=1)
    word: str = "none"


def test_a_bad_value_is_named_with_what_was_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PAGES", "many")
    with pytest.raises(SettingError) as caught:
        load_settings(Example)
    assert "ASSISTANT_PAGES" in caught.value.message
    assert "'many'" in caught.value.message
    assert "integer" in caught.value.message
    monkeypatch.setenv("ASSISTANT_PAGES", "0")
    with pytest.raises(SettingError, match="greater than or equal to 1"):
        load_settings(Example)


def test_each_setting_says_where_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {one.origin for one in setting_origins(load_settings(Example))} == {"default"}
    (tmp_path / "word").write_text("secret\n")
    monkeypatch.setenv("ASSISTANT_PAGES", "3")
    monkeypatch.setenv("ASSISTANT_WORD_FILE", str(tmp_path / "word"))
    found = {
        one.variable: (one.value, one.origin) for one in setting_origins(load_settings(Example))
    }
    assert found == {
        "ASSISTANT_PAGES": (3, "environment"),
        "ASSISTANT_WORD": ("secret", str(tmp_path / "word")),
    }


def test_a_secret_file_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_WORD_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingError, match=r"ASSISTANT_WORD_FILE.*absent"):
        load_settings(Example)


def test_no_env_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ASSISTANT_PAGES=99\n")
    assert load_settings(Example).pages == 10


def test_the_home_is_where_the_system_keeps_a_persons_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("ASSISTANT_HOME")
    assert load_settings(StorageSettings).home == tmp_path / "intramuros"
    monkeypatch.setenv("ASSISTANT_HOME", "/x")
    assert load_settings(StorageSettings).home == Path("/x")
