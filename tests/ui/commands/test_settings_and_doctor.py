"""settings and doctor: what is in force, what works, what to do."""

import json
from pathlib import Path

import pytest

from tests.ollama_server import MODEL, OllamaServer
from tests.ui.commands.command_line import CommandLine
from ui.commands import examinations
from ui.commands.doctor import Health


def test_every_setting_is_printed_with_its_value_and_origin(
    assistant: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_PORT", "7999")
    (tmp_path / "model").write_text("gemma3:270m\n")
    monkeypatch.setenv("ASSISTANT_MODEL_FILE", str(tmp_path / "model"))
    found = {one["variable"]: one for one in json.loads(assistant("settings", "--json").out)}
    assert (found["ASSISTANT_PORT"]["value"], found["ASSISTANT_PORT"]["origin"]) == (
        "7999",
        "environment",
    )
    assert found["ASSISTANT_MODEL"]["value"] == "gemma3:270m"
    assert found["ASSISTANT_MODEL"]["origin"] == str(tmp_path / "model")
    assert found["ASSISTANT_HOST"]["origin"] == "default"
    assert len(found) < 40
    table = assistant("settings").out
    assert all(variable in table for variable in found)


def test_a_setting_that_cannot_be_used_is_named_by_every_command(
    assistant: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_PORT", "high")
    for command in ("settings", "serve"):
        refused = assistant(command)
        assert refused.code == 2
        assert "ASSISTANT_PORT" in refused.err and "'high'" in refused.err


def test_doctor_finds_a_sound_home_without_a_model_limited_but_not_broken(
    assistant: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_OLLAMA_URL", "http://127.0.0.1:9")
    assistant("init")
    examined = assistant("doctor", "--json")
    findings = {one["check"]: one for one in json.loads(examined.out)}
    assert examined.code == 0
    assert findings["language model"]["health"] == "warning"
    assert findings["language model"]["hint"]
    for check in ("installation", "package names", "settings", "home", "ledger", "embedder"):
        assert findings[check]["health"] == "ok", findings[check]


def test_doctor_fails_where_there_is_no_home(assistant: CommandLine) -> None:
    examined = assistant("doctor")
    assert examined.code == 1
    assert "assistant init" in examined.out


def test_doctor_survives_a_home_in_a_folder_that_does_not_exist(
    assistant: CommandLine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(home / "no" / "such" / "home"))
    examined = assistant("doctor")
    assert examined.code == 1
    assert "GiB free" in examined.out


def test_doctor_sees_a_home_that_others_may_look_into(assistant: CommandLine, home: Path) -> None:
    assistant("init")
    home.chmod(0o755)
    found = examinations.home()
    assert found.health is Health.BAD
    assert "chmod 700" in found.hint


def test_doctor_names_the_model_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    with OllamaServer() as server:
        monkeypatch.setenv("ASSISTANT_OLLAMA_URL", server.url)
        monkeypatch.setenv("ASSISTANT_MODEL", MODEL)
        found = examinations.language_model()
    assert found.health is Health.OK
    assert MODEL in found.found


def program(folder: Path, name: str, prints: str = "") -> None:
    """A program that prints a text and does nothing else."""
    (folder / name).write_text(f"#!/bin/sh\nprintf '{prints}'\n")
    (folder / name).chmod(0o755)


def test_doctor_says_what_reads_scans_and_old_office_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("ingest.ocr.LISTED_FOR_S", 0.001)  # what is installed is seen at once
    for check, lost, install in (
        (examinations.ocr, "scanned pages and pictures stay unread", "tesseract-ocr-fra"),
        (examinations.old_office, "DOC, XLS, PPT and XLSB files are refused", "libreoffice-calc"),
    ):
        found = check()
        assert found.health is Health.WARNING and lost in found.found
        assert f"{install}" in found.hint and "No restart is needed" in found.hint
    program(tmp_path, "tesseract", "List:\\neng\\nosd\\n")
    program(tmp_path, "soffice")
    assert examinations.old_office().health is Health.OK
    lacking = examinations.ocr()
    assert lacking.health is Health.WARNING and "lacks fra" in lacking.found
    program(tmp_path, "tesseract", "List:\\neng\\nfra\\nosd\\n")
    assert examinations.ocr().health is Health.OK
    monkeypatch.setenv("ASSISTANT_OCR_LANGUAGES", "deu+chi_sim")
    other = examinations.ocr()
    assert "lacks chi_sim, deu" in other.found and "tesseract-ocr-chi-sim" in other.hint
    monkeypatch.setenv("ASSISTANT_OCR", "false")
    assert "ASSISTANT_OCR" in examinations.ocr().hint


@pytest.mark.parametrize(
    ("version", "numbers"), [("0.17.1", (0, 17, 1)), ("0.33.0-rc2", (0, 33, 0)), ("dev", ())]
)
def test_versions_are_compared_as_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert examinations.as_numbers(version) == numbers
