"""Settings name the variable, what was found and what was expected."""

from pathlib import Path

import pytest
from pydantic import Field, SecretStr, model_validator

from storage.errors import SettingError
from storage.settings import Settings, StorageSettings, load_settings, setting_origins


class Example(Settings):
    pages: int = Field(10, ge=1)
    word: str = "none"
    token: SecretStr = Field(default=SecretStr("long enough"), min_length=8)

    @model_validator(mode="after")
    def _fits(self) -> "Example":
        if self.pages == 7 and self.word == "few":
            raise ValueError("7 pages are not few")
        return self


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
        "ASSISTANT_TOKEN": (SecretStr("long enough"), "default"),
    }


def test_a_secret_file_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_WORD_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingError, match=r"ASSISTANT_WORD_FILE.*absent"):
        load_settings(Example)


def test_a_secret_file_without_a_secret_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "word").write_text("\n")
    monkeypatch.setenv("ASSISTANT_WORD_FILE", str(tmp_path / "word"))
    with pytest.raises(SettingError, match=r"ASSISTANT_WORD_FILE.*is empty"):
        load_settings(Example)


def test_a_setting_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_WORD", "a")
    monkeypatch.setenv("ASSISTANT_WORD_FILE", "/b")
    with pytest.raises(SettingError, match="both set"):
        load_settings(Example)


def test_a_secret_never_stands_in_an_error_or_a_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_TOKEN", "hunter2")
    with pytest.raises(SettingError) as caught:
        load_settings(Example)
    assert "ASSISTANT_TOKEN" in caught.value.message
    assert "hunter2" not in caught.value.message
    assert caught.value.__cause__ is None
    monkeypatch.setenv("ASSISTANT_TOKEN", "hunter2hunter2")
    assert "hunter2" not in str(setting_origins(load_settings(Example)))


def test_settings_that_do_not_fit_together_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PAGES", "7")
    monkeypatch.setenv("ASSISTANT_WORD", "few")
    with pytest.raises(SettingError, match=r"do not fit together: 7 pages are not few\.$"):
        load_settings(Example)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PAGES", "")
    monkeypatch.setenv("ASSISTANT_HOME", "")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert load_settings(Example).pages == 10
    assert load_settings(StorageSettings).home == Path.home() / ".local/share/intramuros"
    assert {one.origin for one in setting_origins(load_settings(Example))} == {"default"}


def test_only_the_exact_name_of_a_variable_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("assistant_pages", "99")
    assert load_settings(Example).pages == 10


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("ASSISTANT_HOME", "kept")
    assert load_settings(StorageSettings).home == tmp_path / "kept"
    monkeypatch.setenv("ASSISTANT_HOME", "~/kept")
    assert load_settings(StorageSettings).home == Path("/home/somebody/kept")
    monkeypatch.setenv("ASSISTANT_HOME", "~nobody-of-that-name/kept")
    with pytest.raises(SettingError, match=r"ASSISTANT_HOME.*no such user"):
        load_settings(StorageSettings)


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


def test_a_secret_that_may_be_absent_is_not_repeated_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Optional(Settings):
        token: SecretStr | None = Field(None, min_length=8)

    monkeypatch.setenv("ASSISTANT_TOKEN", "hunter2")
    with pytest.raises(SettingError) as caught:
        load_settings(Optional)
    assert "ASSISTANT_TOKEN" in str(caught.value)
    assert "hunter2" not in str(caught.value)
