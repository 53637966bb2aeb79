from ui.shortened import shortened


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("one two three", 50) == "one two three"
    assert shortened("one two  three four", 15) == "one two three…"
    assert shortened("x" * 50, 10) == "x" * 10 + "…"
