"""The colours of the pages: readable in both modes; and nothing comes from outside."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "ui" / "static"
SHEET = (STATIC / "intramuros.css").read_text()
GROUNDS = ("ground", "surface", "surface-2")

# What is read on what; WCAG 2.2, 1.4.3: 4.5 to 1.
TEXT = (
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent", "bad") for ground in GROUNDS),
    ("ink-2", "surface-3"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
    ("accent-soft-ink", "accent-soft"),
    ("accent-hover", "surface"),
    ("ok", "ok-soft"),
    ("warn", "warn-soft"),
    ("warn", "surface"),
    ("bad", "bad-soft"),
    ("bad-hover", "bad-soft"),
    ("ink", "highlight"),
)
# Borders of fields and buttons, focus rings; 1.4.11: 3 to 1.
SHAPES = tuple((line, ground) for line in ("line-strong", "focus") for ground in GROUNDS)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def modes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}\n", SHEET, re.DOTALL)[:2]
    return {"light": colours(light), "dark": colours(dark)}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(mode: str, ink: str, ground: str) -> None:
    tokens = modes()[mode]
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), SHAPES)
def test_shapes_can_be_seen(mode: str, line: str, ground: str) -> None:
    tokens = modes()[mode]
    assert contrast(tokens[line], tokens[ground]) >= 3


def test_both_modes_define_the_same_colours() -> None:
    both = modes()
    assert both["light"].keys() == both["dark"].keys()
    assert len(both["light"]) > 20


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_a_stylesheet_uses_only_tokens_and_nothing_from_outside(sheet: Path) -> None:
    text = sheet.read_text()
    used = set(re.findall(r"var\(--([\w-]+)", text))
    defined = set(re.findall(r"--([\w-]+):", SHEET + text))
    assert used <= defined, "an unknown token is silently nothing"
    assert "@import" not in text
    assert not re.findall(r"url\((?!\"data:)", text)


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_a_script_puts_text_into_the_page_only_as_text(script: Path) -> None:
    code = script.read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", code)
    assert "new Function" not in code
    assert not re.search(r"https?://", code)
