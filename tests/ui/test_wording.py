"""Both languages say the same things, and every code has its sentence."""

import importlib
import pkgutil
import string
from types import ModuleType

import pytest

import assistant
import ingest
import storage
import ui
from storage.errors import AssistantError
from storage.records import JobState, PageReading, Role, Verdict
from ui import wording
from ui.wording import browser_language, counted, error_text, keys, text


def placeholders(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("key", sorted(keys()))
def test_a_phrase_has_the_same_placeholders_in_both_languages(key: str) -> None:
    french, english = text(key, "fr"), text(key, "en")
    assert placeholders(french) == placeholders(english)
    assert french.strip() == french and english.strip() == english
    assert french and english


@pytest.mark.parametrize("key", sorted(keys()))
def test_a_phrase_keeps_its_typography(key: str) -> None:
    french = text(key, "fr")
    for sign in (" ?", " !", " ;", " :", "« ", " »"):
        assert sign not in french, "a line could break there"
    assert "'" not in french, "the apostrophe is ’"
    assert "'" not in text(key, "en"), "the apostrophe is ’"


def test_counted_phrases_come_in_pairs() -> None:
    for key in keys():
        if key.endswith(".one"):
            assert key.removesuffix("one") + "other" in keys()


def test_zero_is_singular_in_french_and_plural_in_english() -> None:
    assert counted("documents", "fr", 0) == "0 document"
    assert counted("documents", "en", 0) == "0 documents"
    assert counted("documents", "fr", 2) == counted("documents", "en", 2) == "2 documents"


def every_module(package: ModuleType) -> list[ModuleType]:
    found = [package]
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.endswith(("errors",)):
            found.append(importlib.import_module(module.name))
    return found


def error_classes() -> list[type[AssistantError]]:
    for package in (storage, ingest, assistant, ui):
        every_module(package)
    found: list[type[AssistantError]] = []
    waiting = [AssistantError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    return found


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_code_has_wording(kind: type[AssistantError]) -> None:
    assert f"error.{kind.code}" in keys()


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_label_and_a_meaning(verdict: Verdict) -> None:
    assert f"verdict.{verdict}" in keys()
    assert f"verdict.{verdict}.meaning" in keys()


def test_roles_readings_and_job_states_have_a_label() -> None:
    wanted = {f"role.{role}" for role in Role}
    wanted |= {f"reading.{reading}" for reading in PageReading}
    wanted |= {f"job.{state}" for state in JobState}
    assert wanted <= keys()


def test_an_error_without_wording_gets_the_general_sentence_and_not_its_own_text() -> None:
    class Odd(AssistantError):
        code = "odd"

    assert error_text(Odd("/srv/secret/path"), "en") == text("error.error", "en")
    assert "secret" not in error_text(Odd("/srv/secret/path"), "fr")


def test_an_unknown_key_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        text("no.such.key", "fr")
    with pytest.raises(KeyError):
        text("close", "de")


def test_two_modules_cannot_define_the_same_key() -> None:
    part = wording.PARTS[0]
    with pytest.raises(ValueError, match="Two modules"):
        wording._merged((part, part))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de-DE,de;q=0.9,en;q=0.5,fr;q=0.1", "en"),
        ("de", "fr"),
        ("fr;q=0.2, en;q=0.7", "en"),
        ("en;q=oops, fr", "fr"),
        ("en;q=0", "fr"),
        (",;q=,,", "fr"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert browser_language(header) == language
