"""The templates: what they print is escaped, names are made visible, nothing comes from outside."""

import re
from pathlib import Path

import pytest

from ui.page_templates import TEMPLATES, environment

OURS = ("base", "topbar", "sign_in", "error", "library", "report", "view", "page_text")
NAMES = r"(title|file_name|display_name|added_by|collection|group|name)"
STATIC = Path(__file__).resolve().parents[2] / "ui" / "static"
SCRIPTS = (
    "library.js",
    "library_names.js",
    "library_others.js",
    "library_pace.js",
    "library_upload.js",
    "viewer.js",
)


@pytest.mark.parametrize("template", OURS)
def test_every_name_that_is_printed_is_made_visible(template: str) -> None:
    source = (TEMPLATES / f"{template}.html").read_text(encoding="utf-8")
    for printed in re.findall(r"{{(.*?)}}", source):
        outside_strings = re.sub(r"'[^']*'", "", printed)
        if re.search(rf"\.{NAMES}\b", outside_strings):
            is_identifier = f'value="{{{{{printed}}}}}"' in source
            assert is_identifier or "| visible" in printed, f"{template}: {{{{{printed}}}}}"


@pytest.mark.parametrize("template", OURS)
def test_nothing_is_printed_without_escaping(template: str) -> None:
    source = (TEMPLATES / f"{template}.html").read_text(encoding="utf-8")
    assert "| safe" not in source and "autoescape" not in source
    assert environment().autoescape is True


@pytest.mark.parametrize("template", OURS)
def test_no_template_runs_a_script_of_its_own_or_loads_from_elsewhere(template: str) -> None:
    source = (TEMPLATES / f"{template}.html").read_text(encoding="utf-8")
    assert not re.search(r"\son[a-z]+\s*=", source)
    for script in re.findall(r"<script([^>]*)>", source):
        assert 'src="/static/' in script or 'type="application/json"' in script
    for address in re.findall(r'(?:src|href|action)="([^"{]*)', source):
        assert address.startswith(("/", "#")) or address == "", address


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_write_text_and_never_markup(name: str) -> None:
    source = (STATIC / name).read_text(encoding="utf-8")
    for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert dangerous not in source
    assert not re.search(r"https?://", source)
