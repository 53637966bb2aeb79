"""Gradio's theme, made of the tokens of intramuros.css, which turn dark by themselves.

Gradio switches to its dark values by a class that it sets once its scripts run: every dark value
is therefore the same token as the light one, and no moment shows the other mode.
"""

import gradio as gr

FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "Cascadia Mono", "Menlo", "Liberation Mono", "monospace")

TOKENS = {
    "body_background_fill": "var(--ground)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--ink-3)",
    "background_fill_primary": "var(--surface)",
    "background_fill_secondary": "var(--surface-2)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--accent)",
    "border_color_accent_subdued": "var(--line)",
    "color_accent": "var(--accent)",
    "color_accent_soft": "var(--accent-soft)",
    "link_text_color": "var(--accent)",
    "link_text_color_hover": "var(--accent-hover)",
    "link_text_color_active": "var(--accent-hover)",
    "link_text_color_visited": "var(--accent)",
    "block_background_fill": "transparent",
    "block_border_width": "0px",
    "block_border_color": "transparent",
    "block_shadow": "none",
    "block_padding": "0px",
    "block_label_text_color": "var(--ink-2)",
    "block_title_text_color": "var(--ink-2)",
    "input_background_fill": "transparent",
    "input_background_fill_focus": "transparent",
    "input_border_color": "transparent",
    "input_border_color_focus": "transparent",
    "input_border_width": "0px",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "input_placeholder_color": "var(--ink-3)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent-hover)",
    "button_primary_text_color": "var(--accent-ink)",
    "button_primary_text_color_hover": "var(--accent-ink)",
    "button_primary_border_color": "var(--accent)",
    "button_primary_border_color_hover": "var(--accent-hover)",
    "button_secondary_background_fill": "var(--surface)",
    "button_secondary_background_fill_hover": "var(--surface-2)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_text_color_hover": "var(--ink)",
    "button_secondary_border_color": "var(--line-strong)",
    "button_secondary_border_color_hover": "var(--line-strong)",
    "error_background_fill": "var(--bad-soft)",
    "error_border_color": "var(--bad)",
    "error_text_color": "var(--bad)",
    "error_icon_color": "var(--bad)",
    "loader_color": "var(--accent)",
    "panel_background_fill": "transparent",
    "panel_border_width": "0px",
}


def chat_theme() -> gr.themes.Base:
    """The theme; system fonts only, so that no font file is asked for."""
    theme = gr.themes.Base(font=list(FONT), font_mono=list(MONO))
    theme.set(**TOKENS)
    for name in [name for name in vars(theme) if name.endswith("_dark")]:
        setattr(theme, name, getattr(theme, name.removesuffix("_dark"), None))
    return theme
