import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ingest.visible import visible


def test_what_steers_a_terminal_or_turns_text_round_is_spelled_out() -> None:
    assert visible("a\x1b[31mred\nb") == "a\\x1b[31mred\\x0ab"
    assert visible("invoice\u202efdp.exe") == "invoice\\u202efdp.exe"
    assert visible("zero\u200bwidth\u2028line") == "zero\\u200bwidth\\u2028line"
    assert visible("caf\udce9.txt") == "caf\\udce9.txt"
    assert visible("tag\U000e0041") == "tag\\U000e0041"


def test_ordinary_names_stay_as_they_are() -> None:
    for name in ("Congés payés 2026 (v2).pdf", "年度报告.docx", "naïve – “quoted”.md", "🎉.txt"):
        assert visible(name) == name


def test_a_long_name_keeps_its_start_and_its_end() -> None:
    shown = visible("a" * 400 + ".pdf", limit=21)
    assert shown == "a" * 10 + "…" + "a" * 6 + ".pdf"


@given(st.text())
def test_whatever_the_name_the_line_is_one_and_printable(name: str) -> None:
    shown = visible(name)
    assert len(shown) <= 300
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
